import type { AnswerWeight } from "./answer-window.ts";
import type { Button } from "./buttons.ts";
import type { GroupId } from "./groups.ts";
import type { OfficerId, PersonId } from "./people.ts";

/** To whom an outbox row goes; the address is looked up when it is sent, so that a stale one is never used. */
export type Recipient =
  | { readonly person: PersonId }
  | { readonly officer: OfficerId }
  | { readonly group: GroupId };

/** `not-wanted`: the group gets only what is urgent, or bears no more that day; `refusal` says which. */
const finishedStates = ["sent", "failed", "expired", "cancelled", "posted-by-hand", "not-wanted"] as const;
/** `unknown` still needs the network's echo or a person. */
export type UnfinishedState = "pending" | "sending" | "unknown";
export type DeliveryState = UnfinishedState | (typeof finishedStates)[number];

/** `wanted`: to be tried; `too-late`, `unsupported`: its network cannot (any more); `by-hand`: an officer posted it. */
export type RecallState = "wanted" | "done" | "too-late" | "unsupported" | "by-hand" | "failed";

/**
 * One outbox row.
 * `broadcast`: an alert to a group, at most once (`sending` is durable before the call).
 * `answer`: what somebody waits for, at least once, never paced.
 * `notice`: what an officer or an officers' group should know, at least once, after answers, before broadcasts.
 */
export interface Delivery {
  readonly id: string;
  readonly kind: "broadcast" | "answer" | "notice";
  readonly to: Recipient;
  /** Channel to use for a person or officer with several; a group has one. */
  readonly channel?: string;
  readonly text: string;
  /** Ids of attachments to send along (officers' DMs only). */
  readonly attachments?: readonly string[];
  /** Whose name and accounts stand below the text; they are looked up when it is sent, and are in no row. */
  readonly reveals?: PersonId;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly createdAt: string;
  /** ISO 8601; not sent before. */
  readonly notBefore?: string;
  /** ISO 8601; `expired` instead of sent after it. */
  readonly expires?: string;
  /** A broadcast that may pass the quiet hours; an answer or notice about danger: before all others, a notice alone. */
  readonly severe?: boolean;
  /**
   * A notice to an officer that can wait until they hear of such things again, with all that waits: of a new report
   * (`filed`), or of anything else about one (`news`). Where many wait, they are counted.
   */
  readonly paced?: "filed" | "news";
  /** An officer's brief: the paced notices about reports that still wait for them go with it, as their numbers. */
  readonly brief?: true;
  /** A notice: what may be answered to it, where its channel has cards; left out where notices are joined. */
  readonly buttons?: readonly Button[];
  /** A notice that is a message of its own, to be forwarded as it is. */
  readonly alone?: true;
  readonly alert?: string;
  readonly slot?: string;
  /** A broadcast: id of the row, with the alert's picture, that is put when this one is sent. */
  readonly pictureRow?: string;
  /** Id of the alert whose picture this row is, by itself: no text, sent at most once, and nobody's to settle. */
  readonly pictureOf?: string;
  /** Id of the report that it speaks of, or of the alert that an officer is shown: erased with it. */
  readonly report?: string;
  /** A notice that stands in for one that did not arrive: where it does not either, that is the end of it. */
  readonly passedOn?: boolean;
  /** The network's message id, where it gives one. */
  readonly sentId?: string;
  /** When it reached its final state. */
  readonly doneAt?: string;
  readonly doneBy?: OfficerId;
  /** Whether it was taken back, for the correction with this id. */
  readonly recall?: { readonly for: string; readonly state: RecallState };
  /** When the group's owner was reminded to send what was handed to them. */
  readonly remindedAt?: string;
  /** How many said 「收到」 in the group, once that is over. */
  readonly acknowledged?: number;
  /** Of a message to a resident: what it is worth where the network counts answers; `automatic` unless given. */
  readonly weight?: AnswerWeight;
  /** How often the network took it and did not deliver it: it has another key each time. */
  readonly again?: number;
  /** Ids of the rows that went in one message with it, where the network may say later that it was not delivered. */
  readonly joined?: readonly string[];
  /** Fixed word of the last refusal, from `DeliveryError.reason`. */
  readonly refusal?: string;
}

const finished: ReadonlySet<DeliveryState> = new Set(finishedStates);

/**
 * What the network tells repetitions of a message by: the id of its first row, how often it was not delivered, and how
 * many rows are in it, for it may be another message where more have come. At most 30 letters, digits and `-`.
 */
export function sendKey([{ id, again = 0 }, ...more]: readonly [Delivery, ...Delivery[]]): string {
  const joined = more.length === 0 ? "" : `x${more.length + 1}`;
  return again === 0 && joined === "" ? id : `${id}-${again}${joined}`;
}

/** The first row that a key is of, and how often it had not been delivered then. */
export function rowOfKey(key: string): { readonly id: string; readonly again: number } {
  const [, id = key, again = "0"] = /^(.+)-(\d+)(?:x\d+)?$/.exec(key) ?? [];
  return { id, again: Number(again) };
}

/** Handed to the group's owner, who has not sent it yet. */
export function awaitsOwner({ state, refusal }: Pick<Delivery, "state" | "refusal">): boolean {
  return state === "unknown" && refusal === "awaits-owner";
}

/** Whether the row needs nothing more. */
export function isFinished({ state }: Pick<Delivery, "state">): boolean {
  return finished.has(state);
}
