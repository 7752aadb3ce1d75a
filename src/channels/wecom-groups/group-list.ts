import type { Clock } from "../../lib/clock.ts";
import type { WecomClient } from "../wecom/client.ts";
import type { KeptState } from "./kept.ts";

/** A group as `groupchat/get` has it. */
export interface CustomerGroup {
  readonly id: string;
  readonly name: string;
  /** `userid` of who owns it. */
  readonly owner: string;
}

/** The company's customer groups. Every method rejects with `WecomError`. */
export interface GroupList {
  /** Looks once; gives the groups that are new since it last looked, and those that are gone. */
  look(): Promise<{ readonly joined: readonly CustomerGroup[]; readonly left: readonly string[] }>;
  /** The group as it is now, or was a little ago. */
  of(id: string): Promise<CustomerGroup>;
  /** What is known of it may no longer hold. */
  forget(id: string): void;
}

const PAGE = 1000;
/** An owner changes seldom. */
const KNOWN_FOR = 60 * 60_000;

interface ListAnswer {
  readonly group_chat_list?: readonly { readonly chat_id: string }[];
  readonly next_cursor?: string;
}
interface GetAnswer {
  readonly group_chat?: { readonly chat_id: string; readonly name?: string; readonly owner?: string };
}

export function createGroupList(deps: { client: WecomClient; kept: KeptState; clock: Clock }): GroupList {
  const { client, kept, clock } = deps;
  const known = new Map<string, { group: CustomerGroup; at: number }>();

  async function list(): Promise<Set<string>> {
    const ids = new Set<string>();
    let cursor: string | undefined;
    do {
      const body = { status_filter: 0, limit: PAGE, ...(cursor ? { cursor } : {}) };
      const answer = await client.post<ListAnswer>("externalcontact/groupchat/list", body);
      for (const { chat_id } of answer.group_chat_list ?? []) ids.add(chat_id);
      cursor = answer.next_cursor;
    } while (cursor);
    return ids;
  }

  async function of(id: string): Promise<CustomerGroup> {
    const now = clock.now().getTime();
    const before = known.get(id);
    if (before && Math.abs(now - before.at) < KNOWN_FOR) return before.group;
    const body = { chat_id: id, need_name: 0 };
    const { group_chat } = await client.post<GetAnswer>("externalcontact/groupchat/get", body);
    const group = { id, name: group_chat?.name ?? "", owner: group_chat?.owner ?? "" };
    known.set(id, { group, at: now });
    return group;
  }

  return {
    async look() {
      const ids = await list();
      const told = new Set((await kept.read()).groups);
      const joined: CustomerGroup[] = [];
      for (const id of ids) if (!told.has(id)) joined.push(await of(id));
      const left = [...told].filter((id) => !ids.has(id));
      if (joined.length + left.length > 0) await kept.change((state) => ({ ...state, groups: [...ids] }));
      return { joined, left };
    },
    of,
    forget: (id) => void known.delete(id),
  };
}
