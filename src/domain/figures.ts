import { isAnswered } from "./report-clock.ts";
import { isOpen, type Report, type Status } from "./reports.ts";

/** How long something took, of several. */
export interface Spread {
  readonly count: number;
  /** Milliseconds; of an even number the middle of the two in the middle. */
  readonly median: number;
  /** Milliseconds within which nine of ten were done (nearest rank). */
  readonly ninth: number;
}

/** What can be said of some reports together. Nothing in it names anybody. */
export interface Figures {
  readonly received: number;
  readonly open: number;
  /** Open, and past a time that was set for them. */
  readonly late: number;
  /** Closed by the station: done, not done, passed on or not its business. */
  readonly closed: number;
  /** From filing to the first words of an officer; the time between is not working time alone. */
  readonly firstAnswer?: Spread;
  /** From filing to closing by the station. */
  readonly closing?: Spread;
  /** What residents said after it was closed. */
  readonly solved: number;
  readonly unsolved: number;
}

/** What the resident ended, or another report goes on with, says nothing of how fast the station closes. */
const closedByStation: readonly Status[] = ["resolved", "unresolved", "referred", "rejected"];

/** What one report adds to figures; durations in milliseconds. */
export interface Measured {
  readonly answer: number | undefined;
  readonly closing: number | undefined;
  readonly closed: boolean;
  readonly open: boolean;
  readonly late: boolean;
  readonly solved: boolean | undefined;
}

export function measureReport(report: Report, now: Date): Measured {
  const { receivedAt, firstReplyAt, status, solved } = report;
  const closed = closedByStation.includes(status);
  const closedAt = closed ? report.closedAt : undefined;
  const received = Date.parse(receivedAt);
  const since = (at: string) => Math.max(Date.parse(at) - received, 0);
  const closing = closedAt === undefined ? undefined : since(closedAt);
  return {
    // Closing tells the resident a result or a reason: an answer too.
    answer: firstReplyAt === undefined ? closing : since(firstReplyAt),
    closing,
    closed,
    open: isOpen(report),
    late: isLate(report, now),
    solved,
  };
}

export function figuresOf(measured: readonly Measured[]): Figures {
  const answers: number[] = [];
  const closings: number[] = [];
  let [open, late, closed, solved, unsolved] = [0, 0, 0, 0, 0];
  for (const one of measured) {
    if (one.answer !== undefined) answers.push(one.answer);
    if (one.closing !== undefined) closings.push(one.closing);
    if (one.closed) closed++;
    if (one.open) open++;
    if (one.late) late++;
    if (one.solved === true) solved++;
    if (one.solved === false) unsolved++;
  }
  const [firstAnswer, closing] = [spreadOf(answers), spreadOf(closings)];
  return {
    received: measured.length,
    open,
    late,
    closed,
    ...(firstAnswer ? { firstAnswer } : {}),
    ...(closing ? { closing } : {}),
    solved,
    unsolved,
  };
}

/** Of no durations there is none. */
export function spreadOf(durations: readonly number[]): Spread | undefined {
  const count = durations.length;
  if (count === 0) return undefined;
  const sorted = Float64Array.from(durations).sort();
  const at = (index: number) => sorted[index] ?? 0;
  return {
    count,
    median: (at((count - 1) >> 1) + at(count >> 1)) / 2,
    ninth: at(Math.ceil(count * 0.9) - 1),
  };
}

/** Whether the first answer, or closing, was to be by now and is not. */
function isLate(report: Report, now: Date): boolean {
  if (!isOpen(report)) return false;
  const due = isAnswered(report) ? [report.dueAt] : [report.firstDueAt, report.dueAt];
  return due.some((at) => at !== undefined && Date.parse(at) < now.getTime());
}

/** `40秒`, `25分钟`, `3小时`, `2天`: the one unit that fits, rounded. */
export function durationWords(ms: number): string {
  const units = [
    [86_400_000, "天", 2],
    [3_600_000, "小时", 2],
    [60_000, "分钟", 2],
  ] as const;
  for (const [unit, name, from] of units) if (ms >= unit * from) return `${Math.round(ms / unit)}${name}`;
  return ms >= 60_000 ? `${Math.round(ms / 60_000)}分钟` : `${Math.max(Math.round(ms / 1000), 1)}秒`;
}
