import type { OfficerId } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

/** Puts a notice for every admin, except the one who acted. */
export async function noticeAdmins(t: Tx, text: string, now: Date, except?: OfficerId): Promise<void> {
  for (const officer of await t.officers.all()) {
    if (officer.id === except || !may(officer, rolesFor("people.manage"))) continue;
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: officer.id }, text }, now));
  }
}
