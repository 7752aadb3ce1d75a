import type { Address } from "../../domain/people.ts";
import type { Clock } from "../../lib/clock.ts";
import { createRecent } from "../../lib/recent.ts";
import type { ChannelEvents } from "../channel.ts";
import type { OnebotEvent } from "./frames.ts";
import type { Friends } from "./friends.ts";
import { isExcepted, isOfAll, noticedMute } from "./mutes.ts";
import { numeric } from "./outgoing.ts";

export interface NoticeDeps {
  readonly clock: Clock;
  readonly self: () => string;
  readonly user: (id: string) => Address;
  readonly group: (id: string) => Address;
  readonly call: (action: string, params?: Record<string, unknown>) => Promise<unknown>;
  /** Milliseconds after which an approval is looked up: it may be answered ok without effect, and its notice be lost. */
  readonly effect: number;
  readonly friends: Friends;
}

export interface Notices {
  handle(event: OnebotEvent): void;
  requested(event: OnebotEvent): void;
  /** The groups this account is in, compared with the last time: what was missed while the line was down. */
  compareGroups(list: unknown): void;
  stop(): void;
}

/** Notices and requests as the app's events; what concerns other members costs nothing but the look at it. */
export function createNotices(deps: NoticeDeps, on: ChannelEvents): Notices {
  const { clock, self, user, group, friends } = deps;
  const timers = new Map<string, () => void>();
  const flags = createRecent(500);
  let groups: Set<string> | undefined;

  function later(key: string, ms: number, work: () => void): void {
    timers.get(key)?.();
    timers.set(
      key,
      clock.after(ms, () => {
        timers.delete(key);
        work();
      }),
    );
  }
  function cancel(key: string): void {
    timers.get(key)?.();
    timers.delete(key);
  }

  /** A mute of all counts until it is known that the bot may speak in spite of it. */
  async function mute(id: string, event: OnebotEvent): Promise<void> {
    const mute = noticedMute(event, self(), clock.now());
    if (!mute) return;
    on.muted({ address: group(id), ...mute });
    const excepted =
      mute.muted && isOfAll(event) && (await isExcepted(deps.call, { group: id, self: self() }, clock.now()));
    if (excepted) on.muted({ address: group(id), muted: false });
  }

  function joined(id: string): void {
    cancel(`join ${id}`);
    groups?.add(id);
    void deps.call("get_group_info", { group_id: numeric(id) }).then(
      (info) => tell(groupName(info)),
      () => tell(""),
    );
    const tell = (name: string) => on.joined({ address: group(id), ...(name && { name }) });
  }
  function left(id: string): void {
    groups?.delete(id);
    on.left({ address: group(id) });
  }

  return {
    handle(event) {
      const { notice_type: type, group_id: groupId, user_id: userId } = event;
      if (type === "group_increase" && groupId && userId === self()) joined(groupId);
      else if (type === "group_decrease" && groupId && isAboutMe(event, self())) left(groupId);
      else if (type === "group_dismiss" && groupId) left(groupId);
      else if (type === "group_ban" && groupId) void mute(groupId, event);
      else if (type === "friend_add" && userId) friends.added(userId);
      else if (type === "friend_recall" && userId && event.message_id) {
        on.recalled({ chat: user(userId), message: event.message_id });
      } else if (type === "group_recall" && groupId && event.message_id) {
        on.recalled({ chat: group(groupId), message: event.message_id });
      }
    },

    requested(event) {
      const { request_type: type, sub_type: sub, flag, user_id: userId, group_id: groupId } = event;
      if (!flag || !userId || !flags.add(`${type} ${sub} ${flag}`)) return;
      if (type === "friend") {
        on.friendRequest({
          from: user(userId),
          fromName: "",
          message: event.comment ?? "",
          async accept() {
            await deps.call("set_friend_add_request", { flag, approve: true });
            friends.approved(userId);
          },
        });
      } else if (type === "group" && sub === "invite") {
        on.invitation({
          from: user(userId),
          fromName: "",
          ...(groupId && { group: group(groupId) }),
          ...(event.group_name && { groupName: event.group_name }),
          async accept() {
            await deps.call("set_group_add_request", {
              flag,
              sub_type: "invite",
              type: "invite",
              approve: true,
            });
            if (!groupId) return;
            later(`join ${groupId}`, deps.effect, () => {
              void listed(groupId).then((yes) => yes && joined(groupId));
            });
          },
        });
      }
    },

    compareGroups(list) {
      const now = new Map(
        entries(list).map((entry) => [String(entry.group_id), String(entry.group_name ?? "")]),
      );
      const before = groups;
      // An empty list is what a client says that has not loaded its groups yet.
      if (now.size === 0) return;
      groups = new Set(now.keys());
      if (!before) return;
      for (const [id, name] of now) {
        if (!before.has(id)) on.joined({ address: group(id), ...(name && { name }) });
      }
      for (const id of before) if (!now.has(id)) on.left({ address: group(id) });
    },

    stop() {
      for (const cancelTimer of timers.values()) cancelTimer();
      timers.clear();
    },
  };

  async function listed(id: string): Promise<boolean> {
    const list = await deps.call("get_group_list", { no_cache: true }).catch(() => undefined);
    return entries(list).some((entry) => String(entry.group_id) === id);
  }
}

/** `leave` and `kick` carry who went; `kick_me` and `disband` mean the bot in any case. */
function isAboutMe({ sub_type: sub, user_id: who }: OnebotEvent, self: string): boolean {
  return sub === "kick_me" || sub === "disband" || who === self;
}

function entries(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === "object" && entry !== null) : [];
}

function groupName(info: unknown): string {
  const name = typeof info === "object" && info !== null && "group_name" in info ? info.group_name : "";
  return typeof name === "string" ? name : "";
}
