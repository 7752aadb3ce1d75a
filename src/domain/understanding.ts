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
