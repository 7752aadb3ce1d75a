import type { Category } from "./reports.ts";

/** What kind of direct message it is; only `report` (and what carries a file) opens a report. */
export const messageKinds = [
  "report",
  "greeting",
  "thanks",
  "progress",
  "withdraw",
  "supplement",
  "handbook",
  "menu",
  "rating",
  "chatter",
] as const;
export type MessageKind = (typeof messageKinds)[number];

/** Why the first answer must be 110: it decides which sentence follows. */
export const dangers = [
  "violence",
  "cannot-speak",
  "fire",
  "injury",
  "suicide",
  "missing",
  "fraud",
  "crime",
] as const;
export type Danger = (typeof dangers)[number];

/** A choice and how likely it is, 0 to 1. */
export interface Likely<T> {
  readonly is: T;
  readonly probability: number;
}

/** How likely each decision is, 0 to 1, before any rule. */
export interface Chances {
  /** The likeliest first. */
  readonly kinds: readonly Likely<MessageKind>[];
  /** As if it were a report; the likeliest first. */
  readonly categories: readonly Likely<Category>[];
  /** That somebody is in danger now. */
  readonly danger: number;
  /** Which danger, if any; the likeliest first. */
  readonly dangers: readonly Likely<Danger>[];
  readonly restricted: number;
  readonly sensitive: number;
  readonly offence: number;
}

/** What a message means (理解): what `interpret` makes of its text. */
export interface Interpretation {
  readonly kind: MessageKind;
  /** The best guess, where the kind is `report` or `supplement`. */
  readonly category?: Category;
  /** Another category is nearly as likely. */
  readonly unsure?: boolean;
  /** `now`: the answer begins with 110. `doubtful`: it asks whether somebody is in danger. */
  readonly danger?: { readonly kind: Danger; readonly level: "now" | "doubtful" };
  /** Blames the police, or could be read so: for leaders only. */
  readonly restricted?: boolean;
  /** Sexual, domestic, child, suicide, informant: for the officer on duty and leaders. */
  readonly sensitive?: boolean;
  /** Tells of an offence that the police must formally take up. */
  readonly offence?: boolean;
  /** The place as written in the text. */
  readonly place?: string;
  /** A network or another bot wrote it. */
  readonly machine?: boolean;
  readonly chances?: Chances;
}

/** What is needed of an `Interpretation` to file and answer a message. */
export interface Understanding {
  readonly kind: MessageKind;
  /** Set where `kind` is `report` or `supplement`. */
  readonly category?: Category;
  /** Set where 110 is told first, whatever the kind. */
  readonly danger?: Danger;
  /** The place as written in the text. */
  readonly place?: string;
}
