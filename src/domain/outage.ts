/** How one channel has been of late; times in ms. */
export interface Outage {
  readonly online: boolean;
  /** Since when it is online, or offline. */
  readonly since: number;
  /** When what the admins were told of began; absent while they believe it works. */
  readonly toldSince?: number;
  /** When it went offline, within the time that counts for flapping. */
  readonly drops: readonly number[];
  /** It comes and goes: only a longer calm ends it. */
  readonly flapping: boolean;
}

/** What the admins should hear now. */
export type OutageNews = "down" | "flapping" | "back";

const MINUTE = 60_000;
/** A channel may be away so long before anybody hears of it. */
const PATIENCE = MINUTE;
const FLAPS = 4;
const FLAP_SPAN = 10 * MINUTE;

export function steady(online: boolean, now: Date): Outage {
  return { online, since: now.getTime(), drops: [], flapping: false };
}

/** The state after one look, and what there is to say: one notice for each outage, one for all of a flapping. */
export function watchOutage(
  before: Outage,
  online: boolean,
  now: Date,
): { outage: Outage; news?: OutageNews } {
  const at = now.getTime();
  const changed = online !== before.online;
  const since = changed ? at : before.since;
  const drops = before.drops.filter((drop) => drop > at - FLAP_SPAN);
  if (changed && !online) drops.push(at);
  const flapping = before.flapping || drops.length >= FLAPS;
  const outage: Outage = { ...before, online, since, drops, flapping };
  if (before.toldSince !== undefined) {
    const calm = flapping ? FLAP_SPAN : PATIENCE;
    if (!online || at - since < calm) return { outage };
    const { toldSince, ...rest } = outage;
    return { outage: { ...rest, flapping: false, drops: [] }, news: "back" };
  }
  if (flapping) return { outage: { ...outage, toldSince: drops[0] ?? at }, news: "flapping" };
  if (!online && at - since >= PATIENCE) return { outage: { ...outage, toldSince: since }, news: "down" };
  return { outage };
}
