import type { Ledger, LedgerEntry } from "../domain/ledgers.ts";
import type { Actor } from "../domain/people.ts";
import type { Attachment } from "../domain/reports.ts";
import { findEntry } from "./change-entry.ts";
import type { LedgerContext, LedgerRefused } from "./ledger-context.ts";

/**
 * One picture or recording of an entry, for an officer who may read it. That it was taken out is in the audit; that it
 * was looked at in small, with the page that shows the entry, is not.
 */
export async function readEntryFile(
  context: LedgerContext,
  actor: Actor,
  {
    entry: id,
    file,
    small = false,
  }: { readonly entry: string; readonly file: string; readonly small?: boolean },
): Promise<
  | {
      readonly done: Attachment & { readonly hash: string };
      readonly entry: LedgerEntry;
      readonly ledger: Ledger;
      /** Its place among the entry's files, from 1. */
      readonly place: number;
    }
  | LedgerRefused
> {
  const { store, clock } = context;
  const row = await store.ledgerEntries.get(id);
  const found = await findEntry(context, store, actor, row?.number ?? "", "read");
  if ("refused" in found) return found;
  const { entry, ledger, officer } = found;
  const all = await store.attachments.ofReport(entry.id);
  const index = all.findIndex((one) => one.id === file);
  const attachment = all[index];
  if (attachment?.state !== "stored" || attachment.hash === undefined)
    return { refused: "not-found", number: entry.number };
  if (!small)
    await store.tx(async (t) =>
      t.audit.append({
        at: clock.now().toISOString(),
        actor: { officer: officer.id },
        action: "ledger.attachments",
        subject: { kind: "ledger", id: entry.id },
        facts: { number: entry.number },
      }),
    );
  return { done: { ...attachment, hash: attachment.hash }, entry, ledger, place: index + 1 };
}
