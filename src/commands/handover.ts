import { z } from "zod";
import { UserFacingError } from "../domain/errors.ts";
import { readFrontDay } from "../domain/front-day.ts";
import { inZone, wallClock } from "../lib/time.ts";
import { WORK_BEGINS } from "../reports/deadlines.ts";
import { type CannotHandOver, endHandover, handOver } from "../reports/hand-over.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { findOfficer } from "./find-officer.ts";
import { acting, notAllowed } from "./report-answers.ts";

const EXAMPLE = "例如「/交接 李红梅 到周五」，提前回来发「/交接 取消」";

export const handoverCommand = defineCommand({
  name: "handover",
  aliases: ["交接"],
  action: "reports.hand-over",
  where: ["dm"],
  summary: "手上的都交给一位同事，到那天早上自动还回来",
  usage: ["/交接 李红梅 到周五", "/交接 取消"],
  args: z.string().transform((typed) => ({ typed: typed.trim() })),
  async run({ typed }, context) {
    if (/^(?:取消|结束|我?回来了?)$/.test(typed)) {
      const ended = await endHandover(...acting(context));
      if (!("refused" in ended)) return `好的，${ended.done}件回到您手上。`;
      throw new UserFacingError(ended.refused === "none" ? "您没有交接出去。" : notAllowed);
    }
    const { name, day } = readHandover(typed, context);
    const to = await findOfficer(context.bot.store, name);
    const zone = context.bot.config.station.timezone;
    const until = wallClock(day, WORK_BEGINS, zone);
    const result = await handOver(...acting(context), { to: to.id, until });
    if ("refused" in result) throw new UserFacingError(refusal(result, to.name));
    const shown = inZone(until, zone).format("M月D日HH:mm");
    return [
      `${result.done.reports.length}件交给${to.name}，${shown}自动还给您。`,
      ...(result.kept > 0 ? [`${result.kept}件${to.name}看不了，还在您手上。`] : []),
      ...(to.accounts.length === 0 ? ["他还没绑定账号，请当面告诉他。"] : []),
    ].join("\n");
  },
});

/** 「李红梅 到周五」. */
function readHandover(typed: string, { bot, now }: CommandContext): { name: string; day: string } {
  const today = inZone(now, bot.config.station.timezone).format("YYYY-MM-DD");
  const [, spoken = "", rest = ""] = /^(?:交?给)?(\S+?)(?:[到至]|\s)(.*)$/su.exec(typed.trim()) ?? [];
  const end = rest.trim().replace(/^[到至]/, "");
  const found = end === "" ? undefined : readFrontDay(end, today);
  if (!spoken || !found || !/^(?:为?止|早上?|上班)?$/.test(found.rest))
    throw new UserFacingError(`要写交给谁、到哪天，${EXAMPLE}。`);
  return { name: spoken, day: found.day };
}

function refusal({ refused }: CannotHandOver, name: string): string {
  return {
    "not-allowed": notAllowed,
    self: "不用交接给自己。",
    "no-officer": `${name}已经停用，请交给别人。`,
    "handles-none": `${name}是审计，不办理群众反映。`,
    away: `${name}自己也交接出去了，请交给别人。`,
    already: "您已经交接出去了；要换人，先发「/交接 取消」。",
    past: `要写今天以后的日子，${EXAMPLE}。`,
    "too-far": "最多交接60天。",
  }[refused];
}
