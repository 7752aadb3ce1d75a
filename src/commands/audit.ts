import { isReportNumber } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { inZone } from "../lib/time.ts";
import { type AuditRow, auditOfOfficer, auditOfReport } from "../reports/audit-view.ts";
import { auditWords } from "../reports/audit-words.ts";
import { choices } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { findOfficer } from "./find-officer.ts";
import { periodNamed } from "./periods.ts";
import { acting, notAllowed, numberIn, unlessRefused } from "./report-answers.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

export const auditCommand = defineCommand({
  name: "audit",
  aliases: ["审计"],
  action: "audit.read",
  where: ["dm"],
  onReport: true,
  summary: "谁看过、谁办过",
  usage: ["/审计 42", "/审计 王建国 本周", "/审计 王建国 上月 第2页"],
  args: choices,
  async run({ words }, context) {
    const { page, rest } = readPage(words);
    const [first = "", ...more] = rest;
    if (first === "")
      throw new UserFacingError("要写编号，或者民警的姓名，例如「/审计 42」「/审计 王建国 本周」。");
    const again = ["/审计", ...rest].join(" ");
    if (isReportNumber(first.toLowerCase())) {
      const number = numberIn(first, context);
      const { rows } = unlessRefused(await auditOfReport(...acting(context), { number }));
      return shown(`${number} 的审计`, rows, page, again, context);
    }
    const today = inZone(context.now, context.bot.config.station.timezone).startOf("day");
    const word = more.at(-1) ?? "本周";
    const period = periodNamed(word, today);
    if (!period) throw new UserFacingError("时间写今天、昨天、本周、上周、本月、上月，或者 10月。");
    const officer = await findOfficer(context.bot.store, [first, ...more.slice(0, -1)].join(""));
    const found = await auditOfOfficer(...acting(context), {
      officer,
      from: period.from.toISOString(),
      ...(period.before ? { before: period.before.toISOString() } : {}),
    });
    if ("refused" in found) throw new UserFacingError(notAllowed);
    return shown(`${officer.name} ${period.name}`, found.rows, page, again, context);
  },
});

function shown(
  title: string,
  all: readonly AuditRow[],
  page: number,
  again: string,
  { bot }: CommandContext,
): string {
  if (all.length === 0) return `${title}：没有记录。`;
  const { rows, total } = pageOf(all, page);
  if (rows.length === 0) return `没有第${page}页，一共${total}条。`;
  const lines = rows.map(({ entry, who, number }) => {
    const at = inZone(entry.at, bot.config.station.timezone).format("M月D日 HH:mm");
    return `${at} ${who} ${auditWords[entry.action] ?? entry.action}${number ? ` ${number}` : ""}`;
  });
  return [`${title}，${total}条：`, ...lines, ...moreLine({ rows, total }, page, "条", again)].join("\n");
}
