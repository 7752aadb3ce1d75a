import type { Report, ReportEntry } from "./reports.ts";

/** Why an action on a report was not carried out. */
export interface ActionRefused {
  readonly refused:
    | "closed"
    | "not-closed"
    | "already-yours"
    | "already-theirs"
    | "taken"
    | "already-so"
    | "not-restricted"
    /** It ends only as a formal report, or as none by the word of a second officer. */
    | "offence";
}

/** A report after an action, and what is to be appended to its history. */
export interface Changed {
  readonly report: Report;
  readonly entries: readonly ReportEntry[];
}

/** What an action gives: the changed report with its new entries, or a named refusal and nothing changed. */
export type Outcome = Changed | ActionRefused;

export function isRefused(outcome: Outcome): outcome is ActionRefused {
  return "refused" in outcome;
}

/** When an action takes place, and where the ids of its entries come from. */
export interface Moment {
  readonly now: Date;
  /** A ULID; later ones sort after earlier ones. */
  newId(now: Date): string;
}

/** The report with these changes, and the one entry that tells of them. */
export function change(
  report: Report,
  changes: Partial<Report>,
  added: EntryContent,
  moment: Moment,
): Changed {
  return {
    report: { ...report, ...changes, updatedAt: moment.now.toISOString() },
    entries: [entry(report, added, moment)],
  };
}

/** Of each kind of entry, what the action itself decides. */
type EntryContent = ReportEntry extends infer E
  ? E extends ReportEntry
    ? Omit<E, "id" | "report" | "at">
    : never
  : never;

/** An entry of this report, made now. */
export function entry(report: Report, content: EntryContent, { now, newId }: Moment): ReportEntry {
  return { id: newId(now), report: report.id, at: now.toISOString(), ...content };
}
