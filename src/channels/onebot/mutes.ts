import type { Calls } from "./calls.ts";
import { type OnebotEvent, textField } from "./frames.ts";
import { numeric } from "./outgoing.ts";

/** Whether this account may not speak in a group, and until when, where that is known. */
export interface Mute {
  readonly muted: boolean;
  readonly until?: Date;
}

/** Whether a `group_ban` is about everybody in the group; its owner and admins may speak all the same. */
export function isOfAll({ user_id: who = "0" }: OnebotEvent): boolean {
  return who === "0";
}

/** What a `group_ban` means for this account; absent where it is about somebody else. */
export function noticedMute(event: OnebotEvent, self: string, now: Date): Mute | undefined {
  const { sub_type: sub, user_id: who, duration = 0 } = event;
  if (!isOfAll(event) && who !== self) return undefined;
  if (sub === "lift_ban") return { muted: false };
  // Of a whole group's mute nobody knows the end: there the duration has no meaning.
  return who === self && duration > 0 ? mutedUntil(now.getTime() + duration * 1000) : { muted: true };
}

/**
 * Asks the network, for mutes end unsaid while nobody listens. Absent where the implementation does not say: NapCat has
 * `group_all_shut`, LLOneBot `shut_up_all_timestamp`, both `shut_up_timestamp`. Never rejects.
 */
export async function askMute(call: Calls["call"], where: Where, now: Date): Promise<Mute | undefined> {
  const member = await askMember(call, where);
  const own = ownEnd(member);
  if (own > now.getTime()) return mutedUntil(own);
  if (isAdmin(member)) return { muted: false };
  const info = await ask(call, "get_group_info", { group_id: numeric(where.group) });
  const shut = figure(info, "group_all_shut");
  const until = figure(info, "shut_up_all_timestamp") * 1000;
  if (shut || until > now.getTime()) return { muted: true };
  return Number.isNaN(own) || (Number.isNaN(shut) && Number.isNaN(until)) ? undefined : { muted: false };
}

/**
 * Whether a mute of all does not hold for this account: it is the group's owner or one of its admins, and not muted
 * itself; as far as the implementation says. Never rejects.
 */
export async function isExcepted(call: Calls["call"], where: Where, now: Date): Promise<boolean> {
  const member = await askMember(call, where);
  return isAdmin(member) && !(ownEnd(member) > now.getTime());
}

interface Where {
  readonly group: string;
  readonly self: string;
}

function askMember(call: Calls["call"], { group, self }: Where): Promise<unknown> {
  return ask(call, "get_group_member_info", { group_id: numeric(group), user_id: numeric(self) });
}

function ask(call: Calls["call"], action: string, params: object): Promise<unknown> {
  return call(action, { ...params, no_cache: true }).catch(() => undefined);
}

function isAdmin(member: unknown): boolean {
  return ["owner", "admin"].includes(textField(member, "role"));
}

/** When the mute of this account alone ends, in ms; `NaN` where the answer does not say. */
function ownEnd(member: unknown): number {
  return figure(member, "shut_up_timestamp") * 1000;
}

/** `NaN` where the answer has none. */
function figure(answer: unknown, field: string): number {
  return Number.parseFloat(textField(answer, field));
}

/** `at` in ms; nonsense is no end. */
function mutedUntil(at: number): Mute {
  const until = new Date(at);
  return { muted: true, ...(Number.isNaN(until.getTime()) ? {} : { until }) };
}
