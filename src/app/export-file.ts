import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { categories, categoryNames } from "../domain/reports.ts";
import { encrypted } from "../lib/age.ts";
import { csv } from "../lib/csv.ts";
import { fromWallClock, inZone } from "../lib/time.ts";
import { xlsx } from "../lib/xlsx.ts";
import { type ExportRefused, exportReports } from "../reports/export-reports.ts";
import type { ActionContext } from "./bot-context.ts";
import { secretOf } from "./daily-backup.ts";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "日期要写成 2026-11-01");

/** What the command line asks for, as words. */
const exportArgs = z.object({
  to: z.string(),
  account: z.string(),
  format: z.enum(["xlsx", "csv"], "格式只能是 xlsx 或 csv"),
  by: z.string().optional(),
  from: day.optional(),
  until: day.optional(),
  category: z.string().optional(),
  office: z.string().optional(),
  state: z.enum(["未结", "已结"], "状态只能是 未结 或 已结").optional(),
  texts: z.literal("yes").optional(),
  plain: z.literal("yes").optional(),
});

const refusals: Record<ExportRefused["refused"], string> = {
  "no-officer": "--by 写的民警找不到。",
  "not-allowed": "--by 写的民警没有导出的权限：要值班、所领导、审计或管理员。",
  "no-leader": "带原话要所领导：--with-texts --by 所领导的姓名。",
};

/** Writes the export to a file, whole or not at all. Resolves with lines to print; throws `UserFacingError`. */
export async function exportFile(
  context: Pick<ActionContext, "store" | "config" | "clock">,
  given: Readonly<Record<string, string>>,
  onRow?: (count: number, total: number) => void,
): Promise<string[]> {
  const read = exportArgs.safeParse(given);
  if (!read.success) throw new UserFacingError(`${read.error.issues[0]?.message ?? "写法不对"}。`);
  const { account, format, by, from, until, category, office, state, texts, plain } = read.data;
  const secret = plain ? undefined : secretOf(context.config);
  const to = secret ? `${read.data.to}.age` : read.data.to;
  const zone = context.config.station.timezone;
  const begins = (date: string, days: number) => {
    const at = fromWallClock(date, zone);
    if (!at) throw new UserFacingError(`没有 ${date} 这一天。`);
    return inZone(at, zone).add(days, "day").toDate().toISOString();
  };
  const named =
    category === undefined ? undefined : categories.find((one) => categoryNames[one] === category);
  if (category !== undefined && !named)
    throw new UserFacingError(
      `没有「${category}」这个类别。有：${Object.values(categoryNames).join("、")}。`,
    );
  const made = await exportReports(context, {
    account,
    withTexts: texts !== undefined,
    ...(by ? { by } : {}),
    ...(from ? { from: begins(from, 0) } : {}),
    ...(until ? { before: begins(until, 1) } : {}),
    ...(named ? { categories: [named] } : {}),
    ...(office ? { office } : {}),
    ...(state ? { state: state === "未结" ? "open" : "closed" } : {}),
  });
  if ("refused" in made) throw new UserFacingError(refusals[made.refused]);
  const rows = made.rows(onRow && ((count) => onRow(count, made.total)));
  const bytes =
    format === "csv"
      ? csv(made.head, rows)
      : xlsx({ name: "群众反映", head: made.head, widths: made.widths }, rows);
  await writeWhole(to, secret ? await encrypted(bytes, secret) : bytes);
  const opens = secret ? ["文件加密了：用 age -d 和备份的口令（或私钥）打开。"] : [];
  return [`已导出${made.total}件：${to}`, ...opens, "里面有群众的事：别发群里，别拷给别人，用完删掉。"];
}

async function writeWhole(to: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${to}.${randomBytes(4).toString("hex")}.partial`;
  try {
    const file = await open(partial, "wx", 0o600);
    try {
      for await (const piece of bytes) await file.writeFile(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}
