import type { Officer, OfficerId } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Reads, Tx } from "../store/store.ts";

/** Those who see tomorrow's plan: who may change it, who approves alerts, and the authors of what is in it. */
export async function planReaders(
  reads: Pick<Reads, "officers">,
  authors: readonly (OfficerId | undefined)[] = [],
): Promise<Officer[]> {
  return (await reads.officers.all()).filter((officer) => {
    if (officer.revokedAt || officer.accounts.length === 0) return false;
    const approves = officer.role !== "auditor" && (officer.approves ?? []).length > 0;
    return may(officer, rolesFor("alerts.plan")) || approves || authors.includes(officer.id);
  });
}

export function tellAll(t: Tx, officers: readonly Pick<Officer, "id">[], text: string, now: Date): void {
  for (const { id } of officers)
    t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, now));
}
