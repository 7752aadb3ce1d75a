import type { Rating } from "../answers.ts";
import type { Question } from "../questions.ts";
import type { Category } from "../reports.ts";
import type { Interpretation, MessageKind } from "../understanding.ts";

/** One direct message with what was made of it. */
export interface Told extends Interpretation {
  readonly text: string;
  /** How many pictures, voices and files came with it. */
  readonly attachments: number;
  /** Began with 「新」: another matter. */
  readonly fresh: boolean;
  /** Names the handbook's answer to it, where it asks something general and there is a good one. */
  readonly handbook?: string | undefined;
}

/** One of the person's earlier reports. Times are ISO 8601. */
export interface PastReport {
  readonly id: string;
  readonly number: string;
  readonly category: Category;
  readonly isOpen: boolean;
  /** For leaders only: a complaint, or what could be one. */
  readonly restricted: boolean;
  /** For those on duty and leaders only. */
  readonly sensitive?: boolean | undefined;
  readonly urgent: boolean;
  readonly place?: string | undefined;
  /** What the person said on it, the first words first; cut where it is long. */
  readonly text: string;
  readonly lastSaidAt: string;
  readonly lastReplyAt?: string | undefined;
  /** When an officer asked something, or the station whether it is solved. */
  readonly askedAt?: string | undefined;
  readonly closedAt?: string | undefined;
  /** Takes nothing more today. */
  readonly isFull?: boolean | undefined;
}

/** The one question that the person has not answered. */
export type OpenQuestion = Pick<Question, "kind" | "subject" | "until">;

export interface History {
  /** The person's reports, newest first. */
  readonly reports: readonly PastReport[];
  readonly question?: OpenQuestion | undefined;
  /** The number that the quoted message names, where it is one of ours and names exactly one. */
  readonly quoted?: string | undefined;
  /** The person's last word was 「新」 alone. */
  readonly startsAnew?: boolean | undefined;
  /** False where the person has begun too many reports within the hour. */
  readonly mayBegin: boolean;
  /** Milliseconds; 0 makes each message a report of its own. */
  readonly appendWindow: number;
}

/** What is done with a message. */
export type Act =
  /** Says nothing, and nothing is kept. */
  | { readonly do: "ignore" }
  /** A polite word, and nothing is kept. */
  | { readonly do: "talk"; readonly about: MessageKind | "another" | "nothing-open" }
  /** The handbook's answer, and nothing is kept. */
  | { readonly do: "tell"; readonly answer: string }
  /** The station's telephone. */
  | { readonly do: "phone" }
  /** Wants a person: how the report stands, and an officer hears that they ask. */
  | { readonly do: "attend"; readonly report?: string }
  | { readonly do: "answer"; readonly question: OpenQuestion; readonly yes: boolean }
  /** Tells how the person's reports stand; all of them where none is named. */
  | { readonly do: "progress"; readonly report?: string }
  | { readonly do: "withdraw"; readonly report: string }
  | { readonly do: "rate"; readonly report: string; readonly rating: Rating }
  | { readonly do: "settle"; readonly report: string; readonly solved: boolean }
  | { readonly do: "correct"; readonly report: string; readonly category: Category }
  /** A report of its own. `related`: an earlier one that it names; `ask`: whether it is the same matter. */
  | { readonly do: "file"; readonly related?: string; readonly ask?: boolean }
  /** `reopen`: it was closed. */
  | { readonly do: "add"; readonly report: string; readonly reopen?: boolean };
