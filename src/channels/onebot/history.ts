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
    msgTime: z.coerce.number().catch(Number.POSITIVE_INFINITY),
  }),
);

/** NapCat's number for a conversation with a friend. */
const FRIEND = 1;
const PER_CHAT = 50;

/**
 * What was said while nobody listened: missed events are not replayed. Asks whom the account talked with lately, else
 * those `known` to this process; every answer may fail, for not every implementation has these calls.
 */
export async function fetchMissed(
  call: Calls["call"],
  wanted: { since: Date; known: readonly string[]; unsettled: readonly Address[] },
  emit: (event: OnebotEvent) => void,
): Promise<void> {
  const people = new Set(wanted.unsettled.filter((a) => a.kind === "user").map((a) => a.id));
  const recent = recentContacts.safeParse(
    await call("get_recent_contact", { count: PER_CHAT }).catch(unlessLost),
  );
  if (recent.success) {
    for (const { peerUin, chatType, msgTime } of recent.data) {
      if (chatType === FRIEND && msgTime * 1000 >= wanted.since.getTime()) people.add(peerUin);
    }
  } else for (const id of wanted.known) people.add(id);

  for (const id of people) {
    const query = { user_id: numeric(id), count: PER_CHAT };
    const past = await read("get_friend_msg_history", query);
    if (past === "unsupported") break;
    // In one's own messages nothing but the query says whom they went to.
    for (const event of past) emit({ ...event, message_type: "private", target_id: id });
  }
  for (const { kind, id } of wanted.unsettled) {
    if (kind !== "group") continue;
    const past = await read("get_group_msg_history", { group_id: numeric(id), count: PER_CHAT });
    if (past === "unsupported") break;
    for (const event of past)
      if (event.user_id === event.self_id) emit({ ...event, message_type: "group", group_id: id });
  }

  async function read(
    action: string,
    params: Record<string, unknown>,
  ): Promise<OnebotEvent[] | "unsupported"> {
    let refused: CallError | undefined;
    const given = await call(action, params).catch((error: unknown) => {
      unlessLost(error);
      if (error instanceof CallError) refused = error;
    });
    // Of one conversation only: NapCat fails where it is empty, LLOneBot where the person is unknown.
    if (refused?.fault === "failed" && ![404, 1404].includes(refused.retcode)) return [];
    const answer = pastMessages.safeParse(given);
    if (!answer.success) return "unsupported";
    return answer.data
      .flatMap((value) => readPastMessage(value) ?? [])
      .filter((event) => eventTime(event, new Date(0)) >= wanted.since)
      .sort((a, b) => eventTime(a, new Date(0)).getTime() - eventTime(b, new Date(0)).getTime());
  }
}

/** Without a line nothing was read at all: the next connection has to. */
function unlessLost(error: unknown): undefined {
  if (error instanceof CallError && (error.fault === "lost" || error.fault === "not-sent")) throw error;
}
