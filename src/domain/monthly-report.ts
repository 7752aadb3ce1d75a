import type { PublicRow } from "./disclosure.ts";
import type { MonthlyFigures } from "./monthly-figures.ts";
import type { MonthlyTexts } from "./monthly-texts.ts";
import type { OfficerId } from "./people.ts";

/**
 * `submitted`: waits for a leader's word. `corrected` is published with other words. `withdrawn` is the end: nothing is
 * composed anew where something was published, for the difference of two versions would be somebody.
 */
export const monthlyStates = [
  "composed",
  "edited",
  "submitted",
  "approved",
  "published",
  "corrected",
  "withdrawn",
] as const;
export type MonthlyState = (typeof monthlyStates)[number];

interface Move {
  readonly from: readonly MonthlyState[];
  readonly to: MonthlyState;
}
const unpublished: readonly MonthlyState[] = ["composed", "edited", "submitted"];
const shown: readonly MonthlyState[] = ["published", "corrected"];

/** The one table of a monthly report's life. */
export const monthlyMoves = {
  /** Also the first, of none. */
  compose: { from: unpublished, to: "composed" },
  edit: { from: unpublished, to: "edited" },
  submit: { from: unpublished, to: "submitted" },
  return: { from: ["submitted"], to: "edited" },
  approve: { from: ["submitted"], to: "approved" },
  publish: { from: ["approved"], to: "published" },
  correct: { from: shown, to: "corrected" },
  withdraw: { from: shown, to: "withdrawn" },
} as const satisfies Readonly<Record<string, Move>>;
export type MonthlyMove = keyof typeof monthlyMoves;

export interface MonthlyStep {
  readonly move: MonthlyMove;
  /** ISO 8601. */
  readonly at: string;
  readonly by: OfficerId | "bot";
  /** In the words of whoever returned, corrected or withdrew it. */
  readonly reason?: string;
}

/** A line that officers published in the groups of an office. */
export interface PublishedLine {
  readonly office: string;
  readonly text: string;
}

/** The count of a ledger, with its choices; protected like all counts. */
export interface LedgerLine {
  readonly title: string;
  readonly count: PublicRow["count"];
  readonly choices: readonly { readonly title: string; readonly rows: readonly PublicRow[] }[];
}

/** 向人民报告: one month, as it is told to everybody. */
export interface MonthlyReport {
  /** `2026-11`; the key. */
  readonly month: string;
  readonly state: MonthlyState;
  /** Oldest first. */
  readonly steps: readonly MonthlyStep[];
  /** Frozen when it was composed; counts that may not be told are not in it. */
  readonly figures: MonthlyFigures;
  readonly alerts: { readonly sent: number; readonly groups: number };
  readonly ledgers: readonly LedgerLine[];
  readonly lines: readonly PublishedLine[];
  /** Which of the lines a leader left out, by index. */
  readonly leftOut: readonly number[];
  readonly texts: MonthlyTexts;
  /** Who at the bureau has seen it, and on which day (`YYYY-MM-DD`); on the page only where `shown`. */
  readonly cleared?: { readonly by: string; readonly on: string; readonly shown: boolean };
  /** ISO 8601. */
  readonly publishedAt?: string;
  /** Id of the alert that takes its picture to the groups. */
  readonly alert?: string;
  /** What a correction says of itself. ISO 8601. */
  readonly correction?: { readonly at: string; readonly text: string };
}

export interface MonthlyMoveRefused {
  readonly refused: "wrong-state";
  readonly state: MonthlyState;
}

/** The report after the move, or why not. */
export function moveMonthly(
  report: MonthlyReport,
  move: MonthlyMove,
  by: MonthlyStep["by"],
  now: Date,
  reason = "",
): { readonly report: MonthlyReport } | MonthlyMoveRefused {
  const rule: Move = monthlyMoves[move];
  if (!rule.from.includes(report.state)) return { refused: "wrong-state", state: report.state };
  const words = reason.trim();
  const step: MonthlyStep = { move, at: now.toISOString(), by, ...(words ? { reason: words } : {}) };
  return { report: { ...report, state: rule.to, steps: [...report.steps, step] } };
}

export function isPublished({ state }: Pick<MonthlyReport, "state">): boolean {
  return shown.includes(state);
}

/** `2026年11月`. */
export function monthWords(month: string): string {
  return `${month.slice(0, 4)}年${Number(month.slice(5))}月`;
}
