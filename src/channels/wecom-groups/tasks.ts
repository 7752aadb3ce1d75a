import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { HandedOver, OwnerOutcome, OwnerSends } from "../channel.ts";
import type { WecomClient } from "../wecom/client.ts";
import type { GroupList } from "./group-list.ts";

/** Broadcast tasks (企业群发): made by the bot, sent by the groups' owner with one tap. */
export interface Tasks extends OwnerSends {
  /** One task for groups of one owner; `refused` are those that WeCom leaves out. Rejects with `WecomError`. */
  create(task: {
    readonly owner: string;
    readonly groups: readonly string[];
    readonly text: string;
    readonly picture?: string;
  }): Promise<{ readonly id: string; readonly refused: ReadonlySet<string> }>;
}

const PAGE = 100;
const RESULTS = 500;
/** A new task may be missing from the list for a moment: before that nobody may say that there is none. */
const LIST_LAGS = 3 * 60_000;
/** Clocks of this machine and of WeCom may differ by so much. */
const SKEW = 2 * 60_000;
/** The list gives no more than a month at once. */
const LONGEST_SPAN = 30 * 86_400_000;

interface Task {
  readonly msgid: string;
  /** Seconds since 1970. */
  readonly create_time: number;
  readonly text?: { readonly content?: string };
}
interface Member {
  readonly userid: string;
  /** 0: has not sent it; 2: has. */
  readonly status: number;
}
interface Result {
  readonly chat_id?: string;
  readonly userid: string;
  /** 0: not sent; 1: sent; 2: no longer there; 3: it had enough of others. */
  readonly status: number;
  readonly send_time?: number;
}

export function createTasks(deps: {
  readonly client: WecomClient;
  readonly groups: GroupList;
  readonly clock: Clock;
  readonly logger: Logger;
}): Tasks {
  const { client, groups, clock, logger } = deps;
  /** When a send whose task was not found was first asked for. */
  const missing = new Map<string, number>();

  async function pages<T>(path: string, body: object, of: string, limit: number): Promise<T[]> {
    const all: T[] = [];
    let cursor: string | undefined;
    do {
      const answer = await client.post<Record<string, unknown>>(path, {
        ...body,
        limit,
        ...(cursor ? { cursor } : {}),
      });
      all.push(...((answer[of] as T[] | undefined) ?? []));
      cursor = answer.next_cursor as string | undefined;
    } while (cursor);
    return all;
  }

  async function outcomes(sends: readonly HandedOver[]): Promise<readonly OwnerOutcome[]> {
    if (sends.length === 0) return [];
    const now = clock.now().getTime();
    const first = Math.max(Math.min(...sends.map(({ since }) => since.getTime())) - SKEW, now - LONGEST_SPAN);
    const span = { start_time: Math.floor(first / 1000), end_time: Math.ceil((now + SKEW) / 1000) };
    const list = await pages<Task>(
      "externalcontact/get_groupmsg_list_v2",
      { chat_type: "group", ...span },
      "group_msg_list",
      PAGE,
    );
    const asked = new Map<string, Promise<Asked>>();
    const ask = (task: Task) => {
      const known = asked.get(task.msgid) ?? askTask(task);
      asked.set(task.msgid, known);
      return known;
    };
    return Promise.all(sends.map((send) => outcomeOf(send, list, ask)));
  }

  interface Asked {
    readonly task: Task;
    readonly members: readonly Member[];
    readonly results: ReadonlyMap<string, Result>;
  }

  async function askTask(task: Task): Promise<Asked> {
    const { msgid } = task;
    const members = await pages<Member>("externalcontact/get_groupmsg_task", { msgid }, "task_list", RESULTS);
    const results = new Map<string, Result>();
    for (const { userid, status } of members) {
      if (status === 0) continue;
      const path = "externalcontact/get_groupmsg_send_result";
      for (const result of await pages<Result>(path, { msgid, userid }, "send_list", RESULTS))
        if (result.chat_id) results.set(result.chat_id, result);
    }
    return { task, members, results };
  }

  async function outcomeOf(
    send: HandedOver,
    list: readonly Task[],
    ask: (task: Task) => Promise<Asked>,
  ): Promise<OwnerOutcome> {
    const since = (send.since.getTime() - SKEW) / 1000;
    const own = list.filter(({ msgid }) => msgid === send.id);
    // The list may call a task otherwise than the call that made it did: then its text tells.
    const alike = list.filter(({ text, create_time }) => text?.content === send.text && create_time >= since);
    for (const task of own.length > 0 ? own : alike) {
      const found = readOutcome(send, await ask(task), (await groups.of(send.to.id)).owner);
      if (found) return found;
    }
    return notFound(send);
  }

  function notFound(send: HandedOver): OwnerOutcome {
    const key = `${send.to.id} ${send.since.getTime()} ${send.text}`;
    const now = clock.now().getTime();
    const first = missing.get(key) ?? now;
    missing.set(key, first);
    if (send.id !== undefined || now - first < LIST_LAGS) return { state: "unknown" };
    missing.delete(key);
    return { state: "not-sent", reason: "rejected" };
  }

  /** Runs a call for each of these tasks; gives the sends whose call WeCom has carried out. */
  async function forEachTask(sends: readonly HandedOver[], path: string): Promise<readonly HandedOver[]> {
    const done = new Set<string>();
    for (const msgid of new Set(sends.flatMap(({ id }) => id ?? []))) {
      try {
        await client.post(path, { msgid });
        done.add(msgid);
      } catch (error) {
        logger.warn({ path, code: (error as { code?: number }).code }, "a broadcast task was not changed");
      }
    }
    return sends.filter(({ id }) => id !== undefined && done.has(id));
  }

  return {
    async create({ owner, groups: chat_id_list, text, picture }) {
      const attachments = picture ? [{ msgtype: "image", image: { media_id: picture } }] : [];
      const answer = await client.post<{ msgid?: string; fail_list?: string[] }>(
        "externalcontact/add_msg_template",
        { chat_type: "group", chat_id_list, sender: owner, text: { content: text }, attachments },
      );
      return { id: answer.msgid ?? "", refused: new Set(answer.fail_list ?? []) };
    },
    outcomes: (sends) =>
      outcomes(sends).catch((error: { code?: number }) => {
        logger.warn({ code: error.code }, "what became of broadcast tasks could not be asked");
        return sends.map(() => ({ state: "unknown" }) as const);
      }),
    async remind(sends) {
      await forEachTask(sends, "externalcontact/remind_groupmsg_send");
    },
    cancel: (sends) => forEachTask(sends, "externalcontact/cancel_groupmsg_send"),
  };
}

/** What a task says of a group; `undefined` where it is another owner's. */
function readOutcome(
  send: HandedOver,
  {
    task,
    members,
    results,
  }: { task: Task; members: readonly Member[]; results: ReadonlyMap<string, Result> },
  owner: string,
): OwnerOutcome | undefined {
  const id = task.msgid;
  const result = results.get(send.to.id);
  const waiting = { state: "waiting", id, since: new Date(task.create_time * 1000) } as const;
  switch (result?.status) {
    case 0:
      return waiting;
    case 1:
      return {
        state: "sent",
        id,
        by: result.userid,
        at: new Date((result.send_time ?? task.create_time) * 1000),
      };
    case 3:
      return { state: "not-sent", reason: "group-limit" };
    case undefined:
      break;
    default:
      return { state: "not-sent", reason: "removed" };
  }
  const member = members.find(({ userid }) => userid === owner) ?? (send.id === id ? members[0] : undefined);
  if (!member) return undefined;
  // Of an owner who has sent it without this group nobody knows why.
  return member.status === 0 ? waiting : undefined;
}
