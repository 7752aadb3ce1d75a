import type { Delivery } from "../domain/deliveries.ts";
import { heardUntil } from "../domain/pace.ts";
import type { OfficerId } from "../domain/people.ts";
import type { Store, Tx } from "../store/store.ts";

/** Until when an officer is away from what is not urgent; `undefined` if they hear now. */
export type AwayUntil = (officer: OfficerId, now: Date) => Promise<Date | undefined>;

/**
 * Until when a paced notice waits: while its officer has had one a moment ago, or is away. `undefined` if it may go now.
 */
export async function pacedUntil(
  { paced, to }: Delivery,
  store: Pick<Store, "heard">,
  awayUntil: AwayUntil | undefined,
  now: Date,
): Promise<Date | undefined> {
  if (!paced || !("officer" in to)) return undefined;
  const until = heardUntil(await store.heard.get(to.officer), now) ?? (await awayUntil?.(to.officer, now));
  return until && until > now ? until : undefined;
}

/** The officer has heard of what can wait, from such a notice or their brief: the next one waits. */
export function heardOf({ paced, brief, to }: Delivery, at: Date): ((t: Tx) => Promise<void>) | undefined {
  if ((!paced && !brief) || !("officer" in to)) return undefined;
  const { officer } = to;
  return async (t) => t.heard.put({ officer, at: at.toISOString() });
}
