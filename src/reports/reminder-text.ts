import type { BotContext } from "../app/bot-context.ts";
import type { Report } from "../domain/reports.ts";
import type { Due } from "./clocks.ts";
import { noticeLine } from "./notices.ts";

/** A deadline that somebody is reminded of. */
export interface Reminder {
  readonly report: Report;
  readonly due: Due;
  /** It is past. */
  readonly isOver: boolean;
  /** The officer has the report, and may be asked why. */
  readonly isTheirs: boolean;
}

/** With its heads and its last line a message has eight lines at most. */
const LINES = 5;

/** 【时限】 and below it what is past and what is due today; numbers, categories and streets, nobody's words or names. */
export function reminderText(reminders: readonly Reminder[], { config }: Pick<BotContext, "config">): string {
  const over = reminders.filter(({ isOver }) => isOver);
  const today = reminders.filter(({ isOver }) => !isOver);
  const shown = new Set([...over, ...today].slice(0, LINES));
  const part = (head: string, all: readonly Reminder[]) =>
    all.length === 0 ? [] : [`${head}${all.length}件`, ...all.filter((one) => shown.has(one)).map(line)];
  const line = ({ report, due }: Reminder) =>
    `${noticeLine(report, config.offices)}（${due.what === "first" ? "答复" : "办结"}）`;
  const [first = "", ...rest] = [...part("过了时限：", over), ...part("今天18点到期：", today)];
  const isMore = shown.size < reminders.length;
  return [`【时限】${first}`, ...rest, isMore ? "没列完的发「/我的」「/逾期」看。" : askOf(reminders)].join(
    "\n",
  );
}

function askOf(reminders: readonly Reminder[]): string {
  const own = reminders.find(({ isOver, isTheirs }) => isOver && isTheirs);
  if (!own) return "发「看」和编号看内容。";
  return `要延期发「/延期 ${own.report.number} 周五 原因」；办不了回一句为什么。`;
}
