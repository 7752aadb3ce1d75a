import type { OnebotEvent } from "./frames.ts";

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

/** `at` in ms; nonsense is no end. */
function mutedUntil(at: number): Mute {
  const until = new Date(at);
  return { muted: true, ...(Number.isNaN(until.getTime()) ? {} : { until }) };
}
