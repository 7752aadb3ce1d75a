import type { Upload } from "../domain/attachments.ts";
import {
  type FieldValues,
  fieldOf,
  idsOf,
  isRequired,
  type Ledger,
  type LedgerEntry,
  type LedgerField,
} from "../domain/ledgers.ts";
import type { Actor } from "../domain/people.ts";
import type { Attachment } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import { findEntry } from "./change-entry.ts";
import type { LedgerContext, LedgerRefused } from "./ledger-context.ts";
import { rewriteEntry } from "./write-entry.ts";

/** What came with a form, by the ids of its fields; `keep` puts the contents on the disk once all else is right. */
export interface FormFiles {
  readonly byField: Readonly<Record<string, readonly Upload[]>>;
  keep(): Promise<void>;
}

/** Of every picture and recording that an entry may hold: what is more is a mistake, or fills the disk. */
const MOST_OF_FIELD = 30;

/** The fields of a ledger that hold files, and the kind of each. */
export function fileFields({ fields }: Pick<Ledger, "fields">): LedgerField[] {
  return fields.filter(({ type }) => type === "pictures" || type === "voice");
}

/** Rows for what came, and the values with their ids behind those that were there. Its contents are kept already. */
export function attachFiles(
  t: Tx,
  ledger: Ledger,
  entry: string,
  values: FieldValues,
  { byField }: Pick<FormFiles, "byField">,
  now: Date,
): FieldValues {
  const after: Record<string, FieldValues[string]> = { ...values };
  for (const { id: field } of fileFields(ledger)) {
    const ids = (byField[field] ?? []).map(({ content: _, ...upload }) => {
      const row: Attachment = {
        ...upload,
        id: newId(now),
        report: entry,
        channel: PAGE,
        state: "stored",
        attempts: 0,
        receivedAt: now.toISOString(),
      };
      t.attachments.put(row);
      return row.id;
    });
    if (ids.length > 0) after[field] = [...idsOf(values[field]), ...ids];
  }
  return after;
}
/** Where it came from: no channel has it again. */
const PAGE = "page";

/** Adds pictures or recordings to an entry, from a form. */
export async function addFiles(
  context: LedgerContext,
  actor: Actor,
  { number, files }: { readonly number: string; readonly files: FormFiles },
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  const { store, clock } = context;
  const came = Object.entries(files.byField).find(([, all]) => all.length > 0);
  if (!came) return { refused: "wrong", sentence: "没有选文件。" };
  const [id, uploads] = came;
  const before = await findEntry(context, store, actor, number, "write");
  const wrong = "refused" in before ? before : tooMany(before.ledger, before.entry, id, uploads.length);
  if (wrong) return wrong;
  await files.keep();
  return store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "write");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const refused = tooMany(ledger, entry, id, uploads.length);
    if (refused) return refused;
    const values = attachFiles(
      t,
      ledger,
      entry.id,
      entry.values,
      { byField: { [id]: uploads } },
      clock.now(),
    );
    const event = { by: officer.id, kind: "changed", what: id } as const;
    return { done: await rewriteEntry(t, context, ledger, entry, { values, event }), ledger };
  });
}

function tooMany(ledger: Ledger, entry: LedgerEntry, id: string, more: number): LedgerRefused | undefined {
  const field = fieldOf(ledger, id);
  if (!field) return { refused: "wrong", sentence: "这个台账没有这一项。" };
  return idsOf(entry.values[id]).length + more > MOST_OF_FIELD
    ? { refused: "wrong", sentence: `「${field.title}」最多${MOST_OF_FIELD}个。` }
    : undefined;
}

/** Takes one picture or recording out of an entry and deletes it; the last one stays where the state needs it. */
export function removeFile(
  context: LedgerContext,
  actor: Actor,
  { number, file }: { readonly number: string; readonly file: string },
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  return context.store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "write");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const field = fileFields(ledger).find(({ id }) => idsOf(entry.values[id]).includes(file));
    if (!field) return { refused: "not-found", number };
    const left = idsOf(entry.values[field.id]).filter((one) => one !== file);
    if (left.length === 0 && isRequired(field, entry.state))
      return { refused: "wrong", sentence: `「${field.title}」要有，先加新的再删这个。` };
    const { [field.id]: _, ...others } = entry.values;
    const values = left.length > 0 ? { ...others, [field.id]: left } : others;
    t.attachments.erase(file);
    const event = { by: officer.id, kind: "changed", what: field.id } as const;
    return { done: await rewriteEntry(t, context, ledger, entry, { values, event }), ledger };
  });
}
