import { createAlertJob } from "../alerts/alert-timers.ts";
import { createApprovalJob } from "../approvals/index.ts";
import type { TimerKind } from "../domain/timers.ts";
import { handoverJob } from "../reports/hand-over.ts";
import { createReplyJob } from "../reports/quoted-reply.ts";
import { createOutsideErrand, createUrgentJob } from "../reports/urgent-timer.ts";
import type { BotContext } from "./bot-context.ts";
import type { TimerErrand, TimerJob } from "./timer-job.ts";

/** What each kind of timer does when it is due: the one list, its jobs offered by the features. */
export function createTimerJobs(
  bot: BotContext,
  round: TimerJob,
): Readonly<Record<TimerKind, TimerJob | TimerErrand>> {
  return {
    urgent: createUrgentJob(bot),
    outside: createOutsideErrand(bot),
    reply: createReplyJob(bot),
    approval: createApprovalJob(bot.approvalRules),
    alert: createAlertJob(bot.config.station),
    round,
    handover: handoverJob,
  };
}
