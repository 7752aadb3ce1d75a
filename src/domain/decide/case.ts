import { saysSomething } from "../other-languages.ts";
import { fold } from "../understanding/fold.ts";
import type { Act, History, PastReport, Told } from "./history.ts";
import { closeness, type Likeness, likenessOf } from "./likeness.ts";
import { isFragment, type ReferringBack, refersBack } from "./referring-back.ts";
import { shortWordOf } from "./short-words.ts";

const DAY = 24 * 60 * 60_000;
/** What is older is not spoken of without its number. */
export const MEMORY = 30 * DAY;
/** So long an officer's words wait for an answer. */
const ANSWER_WINDOW = 7 * DAY;

/** Everything the rows ask. */
export interface Case {
  readonly told: Told;
  readonly history: History;
  readonly reports: readonly PastReport[];
  /** Open ones that take more, the one spoken on last first. */
  readonly open: readonly PastReport[];
  /** Closed ones that are still remembered, likewise. */
  readonly closed: readonly PastReport[];
  readonly named: PastReport | undefined;
  readonly back: ReferringBack;
  readonly fragment: boolean;
  readonly word: ReturnType<typeof shortWordOf>;
  readonly wordless: boolean;
  readonly inDanger: boolean;
  /** Nothing but words, and no danger in them. */
  readonly mere: boolean;
  readonly now: Date;
  since(at: string | undefined): number;
  like(report: PastReport): Likeness;
  close(report: PastReport): number;
}

/** A row of the table: what it says of a message, if anything. */
export type Row = (c: Case) => Act | undefined;

export function caseOf(told: Told, history: History, now: Date): Case {
  const folded = fold(told.text);
  const since = (at: string | undefined) =>
    at === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(at);
  const recent = [...history.reports].sort((a, b) => Date.parse(b.lastSaidAt) - Date.parse(a.lastSaidAt));
  const number = history.quoted ?? numberIn(told.text, history.reports);
  const inDanger = told.danger?.level === "now";
  const matter = { ...told, danger: told.danger?.kind };
  const known = new Map<string, number>();
  const close = (report: PastReport) => {
    const score = known.get(report.id) ?? closeness(matter, report);
    known.set(report.id, score);
    return score;
  };
  return {
    told,
    history,
    reports: recent,
    open: recent.filter((report) => report.isOpen && !report.isFull),
    closed: recent.filter((report) => !report.isOpen && since(report.lastSaidAt) <= MEMORY),
    named: number === undefined ? undefined : recent.find((report) => report.number === number),
    back: refersBack(folded),
    fragment: isFragment(folded),
    word: told.attachments === 0 && !inDanger ? shortWordOf(told.text) : undefined,
    wordless: !/[\p{L}\p{N}]/u.test(withoutStickers(told.text)) && !saysSomething(told.text),
    inDanger,
    mere: told.attachments === 0 && !inDanger,
    now,
    since,
    like: (report) => likenessOf(close(report)),
    close,
  };
}

/** [捂脸] is a picture to who sends it. */
export function withoutStickers(text: string): string {
  return text.includes("[") ? text.replace(/\[[^\]\n]{1,8}\]/g, "") : text;
}

/** A number of one of their reports in the text: 「R2611-0042那个」. */
function numberIn(text: string, reports: readonly PastReport[]): string | undefined {
  const typed = text.normalize("NFKC").toUpperCase();
  const found = reports.filter(({ number }) => typed.includes(number));
  return found.length === 1 ? found[0]?.number : undefined;
}

/** Whether the person spoke on it so lately that they are still telling it. */
export function isInWindow({ history, since }: Case, report: PastReport): boolean {
  return history.appendWindow > 0 && since(report.lastSaidAt) <= history.appendWindow;
}

/** The report that the person is telling; one that all on duty read before a complaint. */
export function currentOf(c: Case): PastReport | undefined {
  const telling = c.reports.filter((report) => isInWindow(c, report) && !report.isFull);
  return (
    telling.find((report) => report.isOpen && !report.restricted) ??
    telling.find((report) => report.isOpen) ??
    telling[0]
  );
}

/** The one that has most in common; of equals the one spoken on last. */
export function nearest(c: Case, reports: readonly PastReport[]): PastReport | undefined {
  let best: PastReport | undefined;
  for (const report of reports) if (!best || c.close(report) > c.close(best)) best = report;
  return best;
}

export function addOrFile(report: PastReport | undefined): Act {
  return report
    ? { do: "add", report: report.id, ...(report.isOpen ? {} : { reopen: true }) }
    : { do: "file" };
}

export function lettersIn(text: string): number {
  return text.replace(/[^\p{L}\p{N}]/gu, "").length;
}

/** An officer spoke last on it. */
export function isAwaited({ since }: Case, report: PastReport): boolean {
  const spoke = Math.min(since(report.askedAt), since(report.lastReplyAt));
  return spoke <= ANSWER_WINDOW && spoke <= since(report.lastSaidAt);
}
