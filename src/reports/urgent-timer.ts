import type { BotContext } from "../app/bot-context.ts";
import type { TimerJob } from "../app/timer-job.ts";
import { isOpen, type Report } from "../domain/reports.ts";
import { maySee } from "../domain/rights.ts";
import { noticeLine, noticeRow } from "./notices.ts";

/** Whether somebody has to be called until an officer has it. */
export function isUntaken({ priority, status, assignee }: Report): boolean {
  return priority === "urgent" && isOpen({ status }) && assignee === undefined;
}

/** Tells the leaders of an urgent report that nobody has taken. */
export function createUrgentJob({ config }: Pick<BotContext, "config">): TimerJob {
  return async (t, { subject }, now) => {
    const report = await t.reports.get(subject);
    if (!report || !isUntaken(report)) return;
    const text = `${noticeLine(report, config.offices)}\n还没有人接手，请马上安排，发「/接 ${report.number}」接手。`;
    for (const officer of await t.officers.all())
      if (officer.role === "leader" && officer.accounts.length > 0 && maySee(officer, report))
        t.deliveries.put(noticeRow(report, { officer: officer.id }, text, now));
  };
}
