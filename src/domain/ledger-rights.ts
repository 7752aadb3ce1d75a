import type { Ledger, LedgerAction } from "./ledgers.ts";
import type { Officer } from "./people.ts";

type Asks = Pick<Officer, "role" | "office" | "revokedAt">;

/** Whether an officer may do this to a ledger, or to an entry of that office. */
export function mayInLedger(
  officer: Asks | undefined,
  { who }: Pick<Ledger, "who">,
  action: LedgerAction,
  entry?: { readonly office?: string | undefined },
): boolean {
  if (!officer || officer.revokedAt) return false;
  const right = who[action];
  if (!right.roles.includes(officer.role)) return false;
  if (right.offices === "all" || !entry?.office || !officer.office) return true;
  return entry.office === officer.office;
}
