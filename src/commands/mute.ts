import { z } from "zod";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { inZone } from "../lib/time.ts";
import { muteAccount, unmuteAccount } from "../reports/mute-account.ts";
import { readFrontWord } from "./args.ts";
import { defineCommand } from "./command.ts";
import { acting, numberToChange, unlessRefused } from "./report-answers.ts";

const HOUR = 3_600_000;
const units: Readonly<Record<string, number>> = {
  小时: HOUR,
  天: 24 * HOUR,
  日: 24 * HOUR,
  周: 7 * 24 * HOUR,
  星期: 7 * 24 * HOUR,
  个月: 30 * 24 * HOUR,
};
/** No account is muted for longer without somebody looking again. */
const LONGEST = 90 * 24 * HOUR;
const figures = "零一二三四五六七八九十";
const span = /^(\d{1,3}|[一二两三四五六七八九十])\s*个?(小时|天|日|周|星期|月)[\s,，:：。]*([\s\S]*)$/;

const args = z.string().transform((typed, ctx) => {
  const { number, rest } = readFrontWord(typed.trim());
  if (/^(?:解除|取消|结束)(?:禁言)?[\s。]*$/.test(rest)) return { report: number, ms: 0, reason: "" };
  const [, many = "", unit = "", reason = ""] = span.exec(rest.trim()) ?? [];
  const count = /^\d/.test(many) ? Number(many) : many === "两" ? 2 : figures.indexOf(many);
  const ms = count * (units[unit === "月" ? "个月" : unit] ?? 0);
  const fault = (message: string) => ctx.addIssue({ code: "custom", message });
  if (number === "" || unit === "" || ms <= 0) fault("要写编号、多久和原因");
  else if (ms > LONGEST) fault("一次最多90天");
  else if (!/[\p{L}\p{N}]/u.test(canonical(reason))) fault("要写原因，居民会看到");
  return { report: number, ms, reason: reason.trim().replace(/[。！!.]+$/, "") };
});

export const muteCommand = defineCommand({
  name: "mute",
  aliases: ["禁言"],
  action: "report.mute",
  where: ["dm"],
  onReport: true,
  summary: "一段时间不再回这个账号，话都留给所领导；有危险照样接",
  usage: ["/禁言 42 3天 多次发无关内容", "/禁言 42 解除"],
  args,
  async run({ report, ms, reason }, context) {
    const number = numberToChange(report, context);
    if (ms === 0) {
      const result = await unmuteAccount(...acting(context), { number });
      if ("refused" in result && result.refused === "not-muted")
        throw new UserFacingError(`${number} 的账号没有禁言。`);
      unlessRefused(result);
      return `${number} 的账号不再禁言。`;
    }
    const until = new Date(context.now.getTime() + ms);
    unlessRefused(await muteAccount(...acting(context), { number, until, reason }));
    const day = inZone(until, context.bot.config.station.timezone).format("M月D日 HH:mm");
    return `${number} 的账号禁言到${day}，已告诉对方。\n话都留给所领导看；有危险照样提醒值班。`;
  },
});
