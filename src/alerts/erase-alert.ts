import type { Alert } from "../domain/alerts.ts";
import type { Tx } from "../store/store.ts";

/** What must not be kept of somebody who was looked for: what was asked about them, and their picture. Within a transaction. */
export async function eraseAsked(t: Tx, id: string): Promise<void> {
  const alert = await t.alerts.get(id);
  if (!alert?.template?.erase) return;
  for (const row of await t.attachments.ofReport(id)) t.attachments.erase(row.id);
  const { poster: _, ...rest }: Alert = alert;
  t.alerts.put({ ...rest, template: { ...alert.template, values: {} } });
}
