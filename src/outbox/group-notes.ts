import type { Delivery } from "../domain/deliveries.ts";
import type { SendFailure } from "../domain/delivery-steps.ts";
import { isMuted, withMute } from "../domain/groups.ts";
import type { Tx } from "../store/store.ts";

/** A group that muted or removed the bot is left out from now on. */
export async function noteGroup(t: Tx, row: Delivery, { reason }: SendFailure, now: Date): Promise<void> {
  if (!("group" in row.to) || (reason !== "muted" && reason !== "removed")) return;
  const group = await t.groups.get(row.to.group);
  if (!group) return;
  // The network may have said in the meantime how long it lasts.
  if (reason === "muted" && isMuted(group, now)) return;
  t.groups.put(reason === "muted" ? withMute(group, true) : { ...group, state: "removed" });
  t.audit.append({
    at: now.toISOString(),
    actor: { system: "outbox" },
    action: `group.${reason}`,
    subject: { kind: "group", id: group.id },
  });
}
