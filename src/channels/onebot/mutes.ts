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
  const own = figure(member, "shut_up_timestamp") * 1000;
  if (own > now.getTime()) return mutedUntil(own);
  if (isAdmin(member)) return { muted: false };
  const info = await ask(call, "get_group_info", { group_id: numeric(where.group) });
  const shut = figure(info, "group_all_shut");
  const until = figure(info, "shut_up_all_timestamp") * 1000;
  if (shut || until > now.getTime()) return { muted: true };
  return Number.isNaN(own) || (Number.isNaN(shut) && Number.isNaN(until)) ? undefined : { muted: false };
}

/** Whether this account is the group's owner or one of its admins, as far as the implementation says. Never rejects. */
export async function isGroupAdmin(call: Calls["call"], where: Where): Promise<boolean> {
  return isAdmin(await askMember(call, where));
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

/** `NaN` where the answer has none. */
function figure(answer: unknown, field: string): number {
  return Number.parseFloat(textField(answer, field));
}

/** `at` in ms; nonsense is no end. */
function mutedUntil(at: number): Mute {
  const until = new Date(at);
  return { muted: true, ...(Number.isNaN(until.getTime()) ? {} : { until }) };
}
