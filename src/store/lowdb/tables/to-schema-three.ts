import type { TableRow } from "./migration.ts";

/** Schema 2 to 3: tables are added, timers the first; an alert's state has the words of its life. */
export function toSchemaThree(...[table, row]: TableRow): readonly TableRow[] {
  if (table === "alerts") return [[table, { ...row, state: alertState(String(row.state)) }]];
  return [[table, row]];
}

/** What was `sent` went out before the update; what of it is still in the outbox goes as it is. */
function alertState(before: string): string {
  const changed: Readonly<Record<string, string>> = {
    waiting: "pending-approval",
    refused: "rejected",
    sent: "completed",
  };
  return changed[before] ?? before;
}
