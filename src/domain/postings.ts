import type { Delivery } from "./deliveries.ts";
import { isOver } from "./delivery-steps.ts";
import { type Group, type GroupId, shownGroupName } from "./groups.ts";
import type { Officer, OfficerId } from "./people.ts";

/** One group that officers are asked to post an alert to. */
export interface PostingItem {
  /** What the officers call it by; unique among the open ones of an office. */
  readonly number: number;
  /** Id of the delivery that it ticks off. */
  readonly delivery: string;
  readonly group: GroupId;
  readonly name: string;
  /** It may have gone out already: look into the group first. */
  readonly doubtful: boolean;
  readonly doneBy?: OfficerId;
  /** The alert was withdrawn, or is sent by the bot after all. */
  readonly withdrawn?: true;
}

/** The task that becomes of one alert where the bot cannot send it: post it by hand to these groups of one office. */
export interface Posting {
  readonly id: string;
  readonly slot?: string;
  /** First line of the alert. */
  readonly title: string;
  readonly office?: string;
  /** Who was asked. */
  readonly officers: readonly OfficerId[];
  readonly items: readonly PostingItem[];
  readonly openedAt: string;
  /** ISO 8601; after it nobody need post it any more. */
  readonly expires?: string;
  /** Ids of the outbox rows that remind, one an officer. */
  readonly reminders: readonly string[];
  /** Ids of the outbox rows that asked. */
  readonly messages?: readonly string[];
}

/** Whether a person should do what the bot could not: `failed` for whatever reason, or `unknown`, and not over. */
export function needsPosting(row: Delivery, now: Date): boolean {
  if (row.kind !== "broadcast" || row.pictureOf) return false;
  return (row.state === "failed" || row.state === "unknown") && !isOver(row, now);
}

/** The officers of the office; else who is on duty; else the admins. Only such as can be written to. */
export function postersOf(office: string | undefined, officers: readonly Officer[]): Officer[] {
  const there = officers.filter((officer) => !officer.revokedAt && officer.accounts.length > 0);
  const choices = [
    there.filter((o) => office !== undefined && o.office === office && o.role !== "auditor"),
    there.filter((o) => o.role === "dispatcher"),
    there.filter((o) => o.role === "admin"),
  ];
  return choices.find((some) => some.length > 0) ?? [];
}

/** The groups of one task, numbered on from the tasks of the same office that are still open. */
export function postingItems(
  rows: readonly { row: Delivery; group: Group }[],
  open: readonly Posting[],
): PostingItem[] {
  const taken = open.flatMap((posting) => openItems(posting)).map(({ number }) => number);
  const first = Math.max(0, ...taken) + 1;
  return rows.map(({ row, group }, index) => ({
    number: first + index,
    delivery: row.id,
    group: group.id,
    name: shownGroupName(group.name),
    doubtful: row.state === "unknown",
  }));
}

export function openItems(posting: Posting): PostingItem[] {
  return posting.items.filter((item) => item.doneBy === undefined && !item.withdrawn);
}

/** Nothing left to post, or too late for it. */
export function isClosed(posting: Posting, now: Date): boolean {
  return openItems(posting).length === 0 || isOver(posting, now);
}

/** Whether this officer sees and may tick off the task: asked, or of the same office. */
export function concerns(posting: Posting, officer: Pick<Officer, "id" | "office">): boolean {
  return (
    posting.officers.includes(officer.id) ||
    (posting.office !== undefined && posting.office === officer.office)
  );
}

/** Whether the book still holds the task: a late 「已发」 for one that is done must not be taken for another. */
export function isKept(posting: Posting, now: Date): boolean {
  return !isClosed(posting, now) || Date.parse(posting.openedAt) > now.getTime() - KEPT_MS;
}
const KEPT_MS = 24 * 60 * 60_000;

/** Why it is not clear what 「已发」 means, or that it means nothing. */
export type AmbiguousSelection =
  | { readonly refusal: "nothing-open" }
  /** The numbers that there are not. */
  | { readonly refusal: "no-such-number"; readonly numbers: readonly number[] }
  /** The newest task is ticked off already; `open`, of all tasks, is what is not. */
  | { readonly refusal: "done"; readonly open: readonly PostingItem[] }
  /** No number, and it may be any of `open`. */
  | { readonly refusal: "which"; readonly open: readonly PostingItem[] };

/**
 * Which items of an officer's tasks 「已发」 or 「已发 1 3」 means. Without numbers all of the newest, where no other is
 * open: what nobody has posted is never ticked off by a guess.
 */
export function selectItems(
  postings: readonly Posting[],
  numbers: readonly number[],
  now: Date,
): { items: PostingItem[] } | AmbiguousSelection {
  const open = postings.filter((posting) => !isClosed(posting, now));
  const all = open.flatMap(openItems);
  if (numbers.length > 0 && all.length > 0) {
    const missing = numbers.filter((number) => !all.some((item) => item.number === number));
    if (missing.length > 0) return { refusal: "no-such-number", numbers: missing };
    return { items: all.filter((item) => numbers.includes(item.number)) };
  }
  const newest = postings.at(-1);
  if (newest && openItems(newest).length === 0) return { refusal: "done", open: all };
  if (all.length === 0) return { refusal: "nothing-open" };
  return open.length === 1 && open[0] === newest ? { items: all } : { refusal: "which", open: all };
}

/** The task with these deliveries ticked off. */
export function ticked(posting: Posting, deliveries: readonly string[], officer: OfficerId): Posting {
  return {
    ...posting,
    items: posting.items.map((item) =>
      item.doneBy === undefined && deliveries.includes(item.delivery) ? { ...item, doneBy: officer } : item,
    ),
  };
}

/** The delivery as a person has posted it; one that the network has confirmed in the meantime stays `sent`. */
export function postedByHand(row: Delivery, officer: OfficerId, now: Date): Delivery {
  if (row.state === "sent" || row.state === "posted-by-hand") return row;
  return { ...row, state: "posted-by-hand", doneAt: now.toISOString(), doneBy: officer };
}
