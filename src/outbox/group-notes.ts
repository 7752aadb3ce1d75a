import type { Delivery } from "../domain/deliveries.ts";
import type { SendFailure } from "../domain/delivery-steps.ts";
import { isMuted, withMute } from "../domain/groups.ts";
import type { Tx } from "../store/store.ts";

/** Notes that a group muted or removed the bot, so that nothing more is sent there. */
export async function noteGroup(t: Tx, row: Delivery, { reason }: SendFailure, now: Date): Promise<void> {
  if (!("group" in row.to) || (reason !== "muted" && reason !== "removed")) return;
  const group = await t.groups.get(row.to.group);
  if (!group) return;
  // The network's own notice of the mute may have come first; it says how long the mute lasts.
  if (reason === "muted" && isMuted(group, now)) return;
  t.groups.put(reason === "muted" ? withMute(group, true) : { ...group, state: "removed" });
  t.audit.append({
    at: now.toISOString(),
    actor: { system: "outbox" },
    action: `group.${reason}`,
    subject: { kind: "group", id: group.id },
  });
}
