import { outboxRow } from "../delivery/outbox-row.ts";
import type { Officer } from "../domain/people.ts";
import { admins, may } from "../domain/rights.ts";
import type { Tx } from "../store/store.ts";

/** Tells every admin but the one who did it. */
export async function tellAdmins(t: Tx, by: Officer["id"], text: string, now: Date): Promise<void> {
  for (const admin of await t.officers.all()) {
    if (admin.id === by || !may(admin, admins)) continue;
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: admin.id }, text }, now));
  }
}
