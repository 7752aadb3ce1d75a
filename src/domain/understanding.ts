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
export type Danger =
  | "violence"
  | "cannot-speak"
  | "fire"
  | "injury"
  | "suicide"
  | "missing"
  | "fraud"
  | "crime";

export interface Understanding {
  readonly kind: MessageKind;
  /** Set where `kind` is `report` or `supplement` (the best guess; where nothing tells, a question is `inquiry`, all else `help`). */
  readonly category?: Category;
  /** Set where somebody may be in danger now or a crime is going on now, whatever the kind. */
  readonly danger?: Danger;
  /** The place as written in the text. */
  readonly place?: string;
}

/** What a message means: what `interpret` makes of its text. */
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
}
