import { isPicturePage } from "../domain/alerts.ts";
import { movedAt } from "../domain/move-alert.ts";
import type { Reads } from "../store/store.ts";

/** More alerts than a station has. */
const MOST = 100_000;

/**
 * How many alerts went out from `from` to before `before` (ISO 8601), and to how many different groups of residents.
 * Drills are none, nor is the monthly report itself.
 */
export async function alertsSentIn(
  reads: Pick<Reads, "alerts" | "deliveries" | "groups">,
  { from, before }: { readonly from: string; readonly before: string },
): Promise<{ readonly sent: number; readonly groups: number }> {
  const community = new Set(
    (await reads.groups.all()).flatMap(({ id, kind }) => (kind === "community" ? id : [])),
  );
  const reached = new Set<string>();
  let sent = 0;
  for (const alert of await reads.alerts.inStates(["broadcasting", "completed", "cancelled"], MOST)) {
    const at = movedAt(alert, "broadcast");
    if (at === undefined || at < from || at >= before || alert.drill || isPicturePage(alert)) continue;
    const groups = (await reads.deliveries.ofAlert(alert.id)).flatMap(({ to, state }) =>
      "group" in to && community.has(to.group) && (state === "sent" || state === "posted-by-hand")
        ? to.group
        : [],
    );
    if (groups.length > 0) sent++;
    for (const group of groups) reached.add(group);
  }
  return { sent, groups: reached.size };
}
