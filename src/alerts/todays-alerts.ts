import type { ActionContext } from "../app/bot-context.ts";
import type { Slot } from "../domain/alerts.ts";
import type { DeliveryState } from "../domain/deliveries.ts";
import { type Group, isReachable } from "../domain/groups.ts";
import type { Actor } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { isStale } from "../outbox/index.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";

export interface SlotRow {
  readonly slot: Slot;
  readonly title?: string;
  /** Number of groups by the state of their delivery. */
  readonly counts: ReadonlyMap<DeliveryState, number>;
}

export interface TodaysAlerts {
  /** Newest first. */
  readonly slots: readonly SlotRow[];
  /** Groups that nothing can be sent to now, by reason. */
  readonly unreachable: Readonly<Record<"address-gone" | "unconfirmed" | "muted", readonly Group[]>>;
}

/** Today's slots with the state of their deliveries, and the groups that cannot be reached. */
export async function todaysAlerts(context: ActionContext, actor: Actor): Promise<TodaysAlerts | NotAllowed> {
  const { store, clock, config, channels } = context;
  if (!(await actingOfficer(store, actor, "alerts.see"))) return { refused: "not-allowed" };
  const now = clock.now();
  const today = inZone(now, config.station.timezone).startOf("day");
  const tomorrow = today.add(1, "day").toISOString();
  const due = (await store.slots.since(today.toISOString())).filter((slot) => slot.due < tomorrow);
  const groups = (await store.groups.all()).filter((group) => group.state !== "removed");
  const gone = groups.filter((group) => isStale(group.address, channels));
  const rest = groups.filter((group) => !gone.includes(group) && !isReachable(group, now));
  return {
    slots: await Promise.all(due.toReversed().map((slot) => slotRow(slot, context))),
    unreachable: {
      "address-gone": gone,
      unconfirmed: rest.filter((group) => group.state === "unconfirmed"),
      muted: rest.filter((group) => group.state === "confirmed"),
    },
  };
}

async function slotRow(slot: Slot, { store }: ActionContext): Promise<SlotRow> {
  const counts = new Map<DeliveryState, number>();
  for (const { state } of await store.deliveries.ofSlot(slot.key))
    counts.set(state, (counts.get(state) ?? 0) + 1);
  const alert = slot.alert ? await store.alerts.get(slot.alert) : undefined;
  return { slot, counts, ...(alert ? { title: alert.title } : {}) };
}
