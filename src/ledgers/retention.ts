import { setImmediate as nextTurn } from "node:timers/promises";
import { addPeriod } from "../domain/ledger-dues.ts";
import { type LedgerContext, todayIn } from "./ledger-context.ts";

/** Entries of one transaction: others wait for it. */
const AT_ONCE = 20;

/** Deletes what has ended and was kept as long as its ledger says, with its pictures and the persons it names. */
export async function carryOutLedgerRetention(
  context: Pick<LedgerContext, "config" | "store" | "clock" | "ledgers">,
  { isStopped }: { isStopped(): boolean },
): Promise<{ readonly deleted: number }> {
  const { store } = context;
  const today = todayIn(context);
  let deleted = 0;
  for (const { id, retention, fields } of context.ledgers()) {
    if (!retention) continue;
    const persons = fields.filter(({ type }) => type === "person");
    while (!isStopped()) {
      const { entries } = await store.ledgerEntries.find(
        { ledgers: [id], open: false, before: addPeriod(today, retention, -1) },
        { limit: AT_ONCE },
      );
      if (entries.length === 0) break;
      await store.tx(async (t) => {
        for (const entry of entries) {
          for (const { id: field } of persons) {
            const person = entry.values[field];
            if (typeof person === "string") t.contacts.erase(person);
          }
          t.ledgerEntries.erase(entry.id);
          t.audit.append({
            at: context.clock.now().toISOString(),
            actor: { system: "retention" },
            action: "ledger.deleted",
            subject: { kind: "ledger", id: entry.id },
          });
        }
      });
      deleted += entries.length;
      await nextTurn();
    }
  }
  return { deleted };
}
