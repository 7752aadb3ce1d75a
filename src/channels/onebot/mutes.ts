import type { Calls } from "./calls.ts";
import { type OnebotEvent, textField } from "./frames.ts";
import { numeric } from "./outgoing.ts";

/** Whether this account may not speak in a group, and until when, where that is known. */
export interface Mute {
  readonly muted: boolean;
  readonly until?: Date;
}

/** What a `group_ban` means for this account; absent where it is about somebody else. */
export function noticedMute(event: OnebotEvent, self: string, now: Date): Mute | undefined {
  const { sub_type: sub, user_id: who = "0", duration = 0 } = event;
  if (who !== "0" && who !== self) return undefined;
  if (sub === "lift_ban") return { muted: false };
  // Of a whole group's mute nobody knows the end: there the duration has no meaning.
  return who === self && duration > 0 ? mutedUntil(now.getTime() + duration * 1000) : { muted: true };
}

/**
 * Asks the network, for mutes end unsaid while nobody listens. Absent where the implementation does not say: NapCat has
 * `group_all_shut`, LLOneBot `shut_up_all_timestamp`, both `shut_up_timestamp`. Never rejects.
 */
export async function askMute(
  call: Calls["call"],
  { group, self }: { group: string; self: string },
  now: Date,
): Promise<Mute | undefined> {
  const ask = (action: string, more: object = {}) =>
    call(action, { group_id: numeric(group), no_cache: true, ...more }).catch(() => undefined);
  const member = await ask("get_group_member_info", { user_id: numeric(self) });
  const own = figure(member, "shut_up_timestamp") * 1000;
  if (own > now.getTime()) return mutedUntil(own);
  const info = await ask("get_group_info");
  const shut = figure(info, "group_all_shut");
  const until = figure(info, "shut_up_all_timestamp") * 1000;
  if (shut || until > now.getTime()) return { muted: true };
  return Number.isNaN(own) || (Number.isNaN(shut) && Number.isNaN(until)) ? undefined : { muted: false };
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
