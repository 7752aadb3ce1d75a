import type { WecomPeer } from "./wecom-peer.ts";
import { WecomRefusal } from "./wecom-peer.ts";

interface Task {
  readonly msgid: string;
  readonly createdAt: number;
  readonly owner: string;
  readonly groups: readonly string[];
  readonly text: string;
  readonly pictures: number;
  /** Seconds since 1970. */
  tappedAt?: number;
  reminders: number;
  cancelled?: true;
}

/** Customer groups of a company (客户群), written from the documents: who owns them, and what their owners have to send. */
export interface CustomerGroupsPeer {
  readonly groups: Map<string, { name: string; owner: string }>;
  readonly tasks: readonly Task[];
  /** The owner sends what waits for them, with one tap each. */
  tap(owner: string): void;
  /** What stands in a group, oldest first. */
  received(group: string): string[];
  /** Groups that had enough from elsewhere. */
  readonly full: Set<string>;
}

export function createCustomerGroups(wecom: WecomPeer, now: () => number): CustomerGroupsPeer {
  const groups = new Map<string, { name: string; owner: string }>();
  const tasks: Task[] = [];
  const full = new Set<string>();
  const seconds = () => Math.floor(now() / 1000);
  const taskOf = ({ msgid }: Record<string, unknown>) => {
    const task = tasks.find((one) => one.msgid === msgid);
    if (!task) throw new WecomRefusal(41_054);
    return task;
  };

  wecom.on("externalcontact/groupchat/list", () => ({
    group_chat_list: [...groups.keys()].map((chat_id) => ({ chat_id, status: 0 })),
  }));
  wecom.on("externalcontact/groupchat/get", ({ chat_id }) => {
    const group = groups.get(String(chat_id));
    if (!group) throw new WecomRefusal(40_050);
    return { group_chat: { chat_id, name: group.name, owner: group.owner } };
  });
  wecom.on("externalcontact/add_msg_template", (body) => {
    const ids = body.chat_id_list as string[];
    const own = ids.filter((id) => groups.get(id)?.owner === body.sender && !full.has(id));
    if (own.length === 0) throw new WecomRefusal(41_048);
    const { content } = body.text as { content: string };
    const pictures = (body.attachments as unknown[] | undefined)?.length ?? 0;
    const msgid = `task-${tasks.length + 1}`;
    tasks.push({
      ...{ msgid, createdAt: seconds(), owner: String(body.sender), groups: own, text: content, pictures },
      reminders: 0,
    });
    return { msgid, fail_list: ids.filter((id) => !own.includes(id)) };
  });
  wecom.on("externalcontact/get_groupmsg_list_v2", ({ start_time, end_time }) => ({
    group_msg_list: tasks
      .filter(({ createdAt }) => createdAt >= Number(start_time) && createdAt <= Number(end_time))
      .map(({ msgid, createdAt, text }) => ({ msgid, create_time: createdAt, text: { content: text } })),
  }));
  wecom.on("externalcontact/get_groupmsg_task", (body) => {
    const { owner, tappedAt } = taskOf(body);
    return { task_list: [{ userid: owner, status: tappedAt === undefined ? 0 : 2 }] };
  });
  wecom.on("externalcontact/get_groupmsg_send_result", (body) => {
    const { owner, groups: ids, tappedAt } = taskOf(body);
    return {
      send_list: ids.map((chat_id) => ({
        ...{ chat_id, userid: owner, status: tappedAt === undefined ? 0 : 1 },
        ...(tappedAt === undefined ? {} : { send_time: tappedAt }),
      })),
    };
  });
  wecom.on("externalcontact/remind_groupmsg_send", (body) => {
    taskOf(body).reminders++;
    return {};
  });
  wecom.on("externalcontact/cancel_groupmsg_send", (body) => {
    const task = taskOf(body);
    if (task.tappedAt !== undefined) throw new WecomRefusal(41_055);
    task.cancelled = true;
    return {};
  });

  return {
    groups,
    tasks,
    full,
    tap(owner) {
      for (const task of tasks) if (task.owner === owner && !task.cancelled) task.tappedAt ??= seconds();
    },
    received: (group) =>
      tasks
        .filter(({ groups: ids, tappedAt }) => tappedAt !== undefined && ids.includes(group))
        .map((one) => one.text),
  };
}
