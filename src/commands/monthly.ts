import { z } from "zod";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { isPublished, type MonthlyReport, monthWords } from "../domain/monthly-report.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { fromWallClock, inZone } from "../lib/time.ts";
import { withdrawMonthly } from "../monthly/after-publishing.ts";
import { composeMonthly } from "../monthly/compose-report.ts";
import { submitMonthly } from "../monthly/edit-report.ts";
import { monthlyRefusal, monthlyStateWords } from "../monthly/monthly-words.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { frontMonth } from "./month-words.ts";
import { acting } from "./report-answers.ts";

export const monthlyCommand = defineCommand({
  name: "monthly",
  aliases: ["月报"],
  action: "monthly.see",
  where: ["dm"],
  summary: "给大家的月报：写到哪了，在哪改；起草、送审、撤回",
  usage: ["/月报", "/月报 11月", "/月报 送审 宣传科李科长 12月1日", "/月报 重做", "/月报 撤回 有一处要核实"],
  args: z.string(),
  async run(typed, context) {
    const { store } = context.bot;
    const { month, rest } = frontMonth(typed, context);
    const [, word = "", after = ""] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? [];
    // 「送审 11月 …」 is as good as 「11月 送审 …」.
    const named = word === "" ? { month, rest: after } : frontMonth(after, context);
    const chosen = rest === typed.trim() ? named : { month, rest: after };
    switch (word) {
      case "":
        return shown(month, await store.monthlyReports.get(month), context);
      case "起草":
      case "重做":
        return composed(chosen.month, context);
      case "送审":
        return submitted(chosen.month, chosen.rest, context);
      case "撤回":
        return withdrawn(chosen.month, chosen.rest, context);
      default:
        throw new UserFacingError(
          "没看懂，没有办。可以发「/月报」「/月报 11月」「/月报 送审 谁看过 哪天」「/月报 重做」「/月报 撤回 原因」。",
        );
    }
  },
});

function shown(month: string, report: MonthlyReport | undefined, context: CommandContext): string {
  const mayEdit = may(context.officer, rolesFor("monthly.edit"));
  if (!report) return `${monthWords(month)}的月报还没起草。${mayEdit ? "发「/月报 起草」。" : ""}`;
  const { web } = context.bot.config;
  const next: Record<MonthlyReport["state"], string> = {
    composed: `分局看过了，发「/月报 送审 谁 哪天」。`,
    edited: `分局看过了，发「/月报 送审 谁 哪天」。`,
    submitted: `同意就发「同意 月报 ${month}」，要改发「退 月报 ${month} 原因」。`,
    approved: "",
    published: "",
    corrected: "",
    withdrawn: "",
  };
  return [
    `${monthWords(month)}的月报：${monthlyStateWords[report.state]}。`,
    ...(isPublished(report) && web.public ? [`大家看的：${addressOf(context)}/report/${month}`] : []),
    `看和改：${addressOf(context)}/officer/monthly/${month}（先「/登录」）`,
    ...(mayEdit && next[report.state] ? [next[report.state]] : []),
  ].join("\n");
}

function addressOf({ bot }: CommandContext): string {
  const { publicUrl, port } = bot.config.web;
  return (publicUrl ?? `http://127.0.0.1:${port}`).replace(/\/$/, "");
}

async function composed(month: string, context: CommandContext): Promise<string> {
  const result = await composeMonthly(...acting(context), { month });
  if ("refused" in result) throw new UserFacingError(monthlyRefusal(result, month));
  return `${monthWords(month)}的月报起草好了，数目按现在的。\n${shown(month, result.done, context).split("\n").slice(1).join("\n")}`;
}

async function submitted(month: string, rest: string, context: CommandContext): Promise<string> {
  const zone = context.bot.config.station.timezone;
  const [, by = "", day = ""] = /^([\s\S]*?)\s*(\S*)$/.exec(rest.trim()) ?? [];
  const on = pastDay(day, context.now, zone);
  const input = on ? { by, on } : { by: rest, on: inZone(context.now, zone).format("YYYY-MM-DD") };
  const result = await submitMonthly(...acting(context), { month, ...input });
  if ("refused" in result) throw new UserFacingError(monthlyRefusal(result, month));
  return `记下了：${input.by}（${input.on}）看过。\n看过原样没问题，发「同意 月报 ${month}」，网页就公开，长图发到居民群。`;
}

async function withdrawn(month: string, reason: string, context: CommandContext): Promise<string> {
  const result = await withdrawMonthly(...acting(context), { month, reason });
  if ("refused" in result) throw new UserFacingError(monthlyRefusal(result, month));
  return `${monthWords(month)}的月报撤回了，网页上没有了，没发的图不发了。已经在群里的图，请到群里撤。`;
}

/** The last day that is meant, `YYYY-MM-DD`: 今天, 昨天, 12月1日, 2026-12-01. */
function pastDay(written: string, now: Date, zone: string): string | undefined {
  const today = inZone(now, zone);
  const word = canonical(written);
  const back = ["今天", "昨天", "前天"].indexOf(word);
  if (back >= 0) return today.subtract(back, "day").format("YYYY-MM-DD");
  const [, year, month, day] = /^(?:(\d{4})[-年/])?(\d{1,2})[-月/](\d{1,2})[日号]?$/.exec(word) ?? [];
  if (!month || !day) return undefined;
  const of = (y: number) => `${y}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const thisYear = of(Number(year ?? today.year()));
  const chosen = !year && thisYear > today.format("YYYY-MM-DD") ? of(today.year() - 1) : thisYear;
  return fromWallClock(chosen, zone) ? chosen : undefined;
}
