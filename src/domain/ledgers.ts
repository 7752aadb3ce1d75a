import type { OfficerId, Role } from "./people.ts";

/** What a field of a ledger may hold. */
export const fieldTypes = [
  "text",
  "long",
  "choice",
  "yesno",
  "number",
  "money",
  "date",
  "time",
  "place",
  "officer",
  "office",
  "person",
  "report",
  "entry",
  "pictures",
  "voice",
] as const;
export type FieldType = (typeof fieldTypes)[number];

/** What one field holds: days are `YYYY-MM-DD`, times `HH:mm`, officers, persons and attachments by their ids. */
export type FieldValue = string | number | boolean | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

export interface LedgerField {
  readonly id: string;
  readonly title: string;
  readonly type: FieldType;
  /** How it is asked for; an optional field is asked for only where this is set. */
  readonly ask?: string | undefined;
  /** In every state, or on the way into these. */
  readonly required: boolean | readonly string[];
  readonly choices?: readonly string[] | undefined;
  /** What stands behind a number: 间, 人. */
  readonly unit?: string | undefined;
  /** What is filled in without asking: the day it is written, who writes it, their office. */
  readonly default?: "today" | "me" | "mine" | undefined;
  /** Of an `entry`: id of the ledger that it is of. */
  readonly ledger?: string | undefined;
}

export interface LedgerState {
  readonly id: string;
  readonly title: string;
  /** States that may follow. */
  readonly to: readonly string[];
  /** Nothing is due in it any more. */
  readonly ends: boolean;
  /** Words that lead into it, beside its title: 「整改好 隐患-3」. */
  readonly words: readonly string[];
  /** Only those who may approve lead into it. */
  readonly approval: boolean;
}

export const ledgerActions = ["read", "write", "approve", "export"] as const;
export type LedgerAction = (typeof ledgerActions)[number];

/** Who may do one thing to a ledger. */
export interface LedgerRight {
  readonly roles: readonly Role[];
  /** `own`: only entries of their own office, where they have one. */
  readonly offices: "own" | "all";
}

/** A length of time in the calendar's units. */
export interface Period {
  readonly count: number;
  readonly unit: "D" | "W" | "M" | "Y";
}

export interface LedgerSubject {
  readonly name: string;
  readonly office?: string | undefined;
  readonly place?: string | undefined;
}

/** How somebody who is no officer writes an entry: by one direct message that begins with a word of the ledger. */
export interface LedgerOutside {
  readonly who: "auxiliaries" | "residents";
  /** Ids of the fields that are filled from what they wrote; nothing else of it is kept. */
  readonly keeps: readonly string[];
  /** What stands in the other fields. */
  readonly values: FieldValues;
  /** How a whole message reads. */
  readonly example: string;
  /** What they are told beside the number. */
  readonly reply: string;
}

/** When an entry is due: so long after a date field, the day it is about (`created`), or the closing of its report (`report`). */
export interface LedgerDue {
  readonly of: string;
  readonly after: Period;
  /** The states in which it holds; without them all that do not end it. */
  readonly in?: readonly string[] | undefined;
}

/** What `ledgers/*.yaml` says of one ledger. */
export interface Ledger {
  readonly id: string;
  readonly title: string;
  /** Open it in chat; the first one is in the numbers of its entries: 走访-42. */
  readonly words: readonly [string, ...string[]];
  readonly enabled: boolean;
  readonly fields: readonly LedgerField[];
  /** The first one is where an entry begins. */
  readonly states: readonly [LedgerState, ...LedgerState[]];
  readonly who: Readonly<Record<LedgerAction, LedgerRight>>;
  /** The first one that holds in the entry's state counts. */
  readonly due: readonly LedgerDue[];
  /** Days before it is due on which briefs name it already. */
  readonly remind: number;
  /** The word by which an entry follows a report that was just closed: 回访. */
  readonly closing?: string | undefined;
  readonly outside?: LedgerOutside | undefined;
  readonly subjects: readonly LedgerSubject[];
  readonly repeat?: Period | undefined;
  /** The first day (`YYYY-MM-DD`) from which each subject is due. */
  readonly since?: string | undefined;
  readonly retention?: Period | undefined;
  /** Ids of fields. `month`: counted in the monthly report, by their choices. */
  readonly columns: {
    readonly list: readonly string[];
    readonly export: readonly string[];
    readonly month: readonly string[];
  };
  /** Names what the file said when an entry was written. */
  readonly version: string;
}

/** What happened to an entry, oldest first. */
export interface LedgerEvent {
  /** ISO 8601. */
  readonly at: string;
  readonly by: OfficerId;
  readonly kind: "written" | "sent-in" | "moved" | "changed" | "noted" | "linked";
  /** `sent-in`: whoever is on duty stands for it. `moved`: the state; `changed`: the field's id; `linked`: the number of what was made. */
  readonly what?: string;
  readonly words?: string;
}

/** One line of a ledger. */
export interface LedgerEntry {
  /** ULID. */
  readonly id: string;
  /** 走访-42: never used twice. */
  readonly number: string;
  readonly ledger: string;
  /** The version of the definition that it was written with. */
  readonly version: string;
  readonly state: string;
  readonly values: FieldValues;
  readonly subject?: string;
  readonly officer: OfficerId;
  readonly office?: string;
  /** The day that it is about, `YYYY-MM-DD`. */
  readonly day: string;
  /** `YYYY-MM-DD`; none where nothing is due. */
  readonly dueOn?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt?: string;
  /** Number of the report that it came from. */
  readonly report?: string;
  readonly events: readonly LedgerEvent[];
}

/** An entry that is being written, or moved on, a message at a time. */
export interface LedgerDraft {
  /** Becomes the entry's: what was sent meanwhile belongs to it already. */
  readonly id: string;
  readonly ledger: string;
  readonly officer: OfficerId;
  readonly values: FieldValues;
  readonly subject?: string;
  /** The field that is asked for now, behind those that were asked before. */
  readonly asked: readonly string[];
  readonly skipped: readonly string[];
  /** The state that it is to be in. */
  readonly state: string;
  /** Number of the entry that is moved on; without it a new one is written. */
  readonly entry?: string;
  readonly report?: string;
  readonly words?: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** When the evening brief has named it. */
  readonly remindedAt?: string;
}

/** A definition that entries were written with: `id` is the ledger's id, `@` and the version. */
export interface LedgerVersion {
  readonly id: string;
  readonly ledger: Ledger;
}

export function stateOf(ledger: Ledger, id: string): LedgerState {
  return ledger.states.find((one) => one.id === id) ?? ledger.states[0];
}

export function fieldOf(ledger: Ledger, id: string): LedgerField | undefined {
  return ledger.fields.find((one) => one.id === id);
}

/** Whether an entry must hold the field to be in that state. */
export function isRequired({ required }: LedgerField, state: string): boolean {
  return typeof required === "boolean" ? required : required.includes(state);
}

/** Fields without which an entry may not be in that state. */
export function missingFields(ledger: Ledger, values: FieldValues, state: string): LedgerField[] {
  return ledger.fields.filter((field) => isRequired(field, state) && !isFilled(values[field.id]));
}

export function isFilled(value: FieldValue | undefined): boolean {
  if (value === undefined) return false;
  return typeof value === "string" || Array.isArray(value) ? (value as string | string[]).length > 0 : true;
}

/** Ids of the attachments that a field of pictures or voice holds. */
export function idsOf(value: FieldValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** The state that a word leads to from another: its title, one of its words, or 完成 for what ends it. */
export function stateByWord(ledger: Ledger, from: string, word: string): LedgerState | undefined {
  const next = stateOf(ledger, from).to.map((id) => stateOf(ledger, id));
  const named = next.find(({ title, words }) => title === word || words.includes(word));
  if (named || word !== DONE) return named;
  return next.find(({ ends, title }) => ends && title.endsWith(DONE)) ?? next.find(({ ends }) => ends);
}
export const DONE = "完成";
