import { z } from "zod";
import type { Address } from "../../domain/people.ts";
import { CallError, type Calls } from "./calls.ts";
import { eventTime, type OnebotEvent, readPastMessage } from "./frames.ts";
import { numeric } from "./outgoing.ts";

const pastMessages = z.union([
  z.object({ messages: z.array(z.unknown()) }).transform(({ messages }) => messages),
  z.array(z.unknown()),
]);
const recentContacts = z.array(
  z.looseObject({
    peerUin: z.union([z.string(), z.number()]).transform(String),
    chatType: z.coerce.number(),
    /** Seconds. */
    msgTime: z.coerce.number().catch(Number.POSITIVE_INFINITY),
  }),
);
type Contacts = z.infer<typeof recentContacts>;

/** NapCat's numbers for conversations with a friend, and with somebody who is none (known, or through a group). */
const DIRECT = new Set([1, 99, 100]);
/** Asked for at first, and twice as many each time until the answer reaches back far enough. */
const FIRST_PAGE = 50;
const MOST_CONTACTS = 6_400;
const MOST_MESSAGES = 3_200;
const NO_SUCH_CALL = new Set([404, 1404]);
/** An answer of just so many that does not reach back was probably cut off there, whatever was asked for. */
const LIMITS = new Set([20, 50, 100, 200, 500, 1000, 2000]);

export interface Wanted {
  readonly since: Date;
  /** Of one conversation, where that is another time. */
  sinceOf?(chat: string): Date | undefined;
  /** The present, by the network's clock: the end of what cannot be read. */
  readonly until: Date;
  /** Whom the bot knows to have talked with, where the network does not say. */
  readonly known: readonly string[];
  /** Conversations with a send whose fate is unknown. */
  readonly unsettled: readonly Address[];
}

/** A stretch of time that could not be read: of one conversation where `chat` is given. `again`: another try may. */
export interface Unread {
  readonly from: Date;
  readonly until: Date;
  readonly chat?: string;
  readonly again?: true;
}

/**
 * What was said while nobody listened: missed events are not replayed. Asks whom the account talked with, on until the
 * list reaches back to the gap, and then each of them. Emits what it finds, oldest first in each conversation; returns
 * what it could not read. Rejects with `CallError` where the line is lost: then nothing is said to be read.
 */
export async function fetchMissed(
  call: Calls["call"],
  wanted: Wanted,
  emit: (event: OnebotEvent) => void,
): Promise<Unread[]> {
  const unread: Unread[] = [];
  const { until } = wanted;
  const { people, listed, from } = await findPeople(call, wanted);
  if (from) unread.push({ from: wanted.since, until: from });
  for (const { kind, id } of wanted.unsettled) if (kind === "user") people.add(id);

  for (const id of people) {
    const since = sinceOf(wanted, id);
    const past = await readConversation(call, "get_friend_msg_history", { user_id: numeric(id) }, since);
    if (past === "unsupported") {
      unread.push({ from: since, until });
      break;
    }
    // Where nobody said that something is there, an empty conversation is refused by some.
    if (past === "refused" && listed.has(id)) unread.push({ from: since, until, chat: id, again: true });
    if (past === "refused") continue;
    if (past.missing) unread.push({ from: since, until: past.missing, chat: id });
    // In one's own messages nothing but the query says whom they went to.
    for (const event of past.events) emit({ ...event, message_type: "private", target_id: id });
  }
  for (const { kind, id } of wanted.unsettled) {
    if (kind !== "group") continue;
    const past = await readConversation(
      call,
      "get_group_msg_history",
      { group_id: numeric(id) },
      wanted.since,
    );
    if (typeof past === "string") continue;
    for (const event of past.events)
      if (event.user_id === event.self_id) emit({ ...event, message_type: "group", group_id: id });
  }
  return unread;
}

function sinceOf(wanted: Wanted, chat: string): Date {
  const own = wanted.sinceOf?.(chat);
  return own && own > wanted.since ? own : wanted.since;
}

/** `listed`: those that are known to have said something; `from`: before it, others may have, of whom nothing is known. */
async function findPeople(
  call: Calls["call"],
  wanted: Wanted,
): Promise<{ people: Set<string>; listed: Set<string>; from?: Date }> {
  const contacts = await recentSince(call, wanted.since);
  const listed = new Set<string>();
  for (const { peerUin, chatType, msgTime } of contacts?.list ?? [])
    if (DIRECT.has(chatType) && msgTime * 1000 >= sinceOf(wanted, peerUin).getTime()) listed.add(peerUin);
  if (contacts?.reaches) return { people: new Set(listed), listed };

  const friends = await friendIds(call);
  const people = new Set([...listed, ...wanted.known, ...(friends ?? [])]);
  if (contacts) return { people, listed, from: new Date(oldestOf(contacts.list) * 1000) };
  return friends ? { people, listed } : { people, listed, from: wanted.until };
}

/** Groups are among them, and take their places. Absent where there is no such call. */
async function recentSince(
  call: Calls["call"],
  since: Date,
): Promise<{ list: Contacts; reaches: boolean } | undefined> {
  let list: Contacts | undefined;
  for (let count = FIRST_PAGE; count <= MOST_CONTACTS; count *= 2) {
    const answer = recentContacts.safeParse(await call("get_recent_contact", { count }).catch(unlessLost));
    if (!answer.success) return list && { list, reaches: false };
    list = answer.data;
    if (oldestOf(list) * 1000 < since.getTime()) return { list, reaches: true };
    if (list.length < count) return { list, reaches: !LIMITS.has(list.length) };
  }
  return list && { list, reaches: false };
}

function oldestOf(list: Contacts): number {
  return Math.min(...list.map(({ msgTime }) => msgTime));
}

async function friendIds(call: Calls["call"]): Promise<string[] | undefined> {
  const list = z
    .array(z.looseObject({ user_id: z.union([z.string(), z.number()]).transform(String) }))
    .safeParse(await call("get_friend_list").catch(unlessLost));
  return list.success ? list.data.map(({ user_id: id }) => id) : undefined;
}

/**
 * Pages back to `since` by the number of the oldest message, else by asking for more: implementations differ in which
 * they heed. `missing`: before it there is more that the network does not give.
 */
async function readConversation(
  call: Calls["call"],
  action: string,
  params: Record<string, unknown>,
  since: Date,
): Promise<{ events: OnebotEvent[]; missing?: Date } | "refused" | "unsupported"> {
  const all = new Map<string, OnebotEvent>();
  let pages = true;
  for (let count = FIRST_PAGE; all.size < MOST_MESSAGES && count <= 2 * MOST_MESSAGES; ) {
    const last = pages && all.size > 0 ? oldest(all.values()) : undefined;
    const seq = last && { message_seq: numeric(last.message_seq ?? last.message_id ?? "") };
    const page = await askPage(call, action, { ...params, count, ...seq });
    if (typeof page === "string") {
      if (all.size === 0) return page;
      break;
    }
    const before = all.size;
    for (const event of page) all.set(`${event.time} ${event.message_id}`, event);
    const reaches = [...all.values()].some((event) => timeOf(event) < since.getTime());
    if (reaches || (page.length < count && !LIMITS.has(page.length))) return within();
    if (all.size > before && pages) continue;
    if (all.size === before && !pages) break;
    pages = false;
    count *= 2;
  }
  return { ...within(), missing: new Date(timeOf(oldest(all.values()))) };

  function within(): { events: OnebotEvent[] } {
    const wanted = [...all.values()].filter((event) => timeOf(event) >= since.getTime());
    return { events: wanted.sort((a, b) => timeOf(a) - timeOf(b)) };
  }
}

async function askPage(
  call: Calls["call"],
  action: string,
  params: Record<string, unknown>,
): Promise<OnebotEvent[] | "refused" | "unsupported"> {
  let refusal: CallError | undefined;
  const given = await call(action, params).catch((error: unknown) => {
    unlessLost(error);
    if (error instanceof CallError) refusal = error;
  });
  if (refusal) {
    return refusal.fault === "failed" && NO_SUCH_CALL.has(refusal.retcode) ? "unsupported" : "refused";
  }
  const answer = pastMessages.safeParse(given);
  return answer.success ? answer.data.flatMap((value) => readPastMessage(value) ?? []) : "unsupported";
}

function timeOf(event: OnebotEvent): number {
  return eventTime(event, new Date(0)).getTime();
}

function oldest(events: Iterable<OnebotEvent>): OnebotEvent {
  return [...events].reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
}

/** Without a line nothing was read at all: the next connection has to. */
function unlessLost(error: unknown): undefined {
  if (error instanceof CallError && (error.fault === "lost" || error.fault === "not-sent")) throw error;
}
