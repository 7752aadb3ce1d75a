import { composeAlert } from "../domain/alert-text.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Tx } from "../store/store.ts";

const ERASED = "内容已经删除。";

/**
 * What must not be kept of somebody who was looked for: the words, what was asked about them, their picture, and what
 * officers were shown of it. Groups, times and who did what stay. Within a transaction.
 */
export async function eraseAsked(t: Tx, id: string): Promise<void> {
  const alert = await t.alerts.get(id);
  if (!alert?.template?.erase) return;
  const title = alert.template.name;
  const text = composeAlert(title, ERASED);
  const rows = await t.deliveries.ofAlert(id);
  await renamePostings(t, new Set(rows.map((row) => row.id)), text);
  // Its picture and what was shown of it are kept under its id, as those of a report are.
  await t.reports.erase(id);
  for (const row of rows) t.deliveries.put({ ...row, text });
  const { poster: _, picture: __, ...rest }: Alert = alert;
  const { end: ___, ...template } = alert.template;
  t.alerts.put({ ...rest, title, text, template: { ...template, values: {} } });
}

/** Tasks to post it by hand are called by its first line. */
async function renamePostings(t: Tx, deliveries: ReadonlySet<string>, text: string): Promise<void> {
  const [title = ""] = text.split("\n");
  for (const posting of await t.postings.all())
    if (posting.items.some(({ delivery }) => deliveries.has(delivery))) t.postings.put({ ...posting, title });
}
