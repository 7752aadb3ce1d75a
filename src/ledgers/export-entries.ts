import { shownValue } from "../domain/ledger-fields.ts";
import { fieldOf, type Ledger, stateOf } from "../domain/ledgers.ts";
import type { Actor } from "../domain/people.ts";
import { xlsx } from "../lib/xlsx.ts";
import type { LedgerEntryFilter } from "../store/store.ts";
import { findEntries } from "./find-entries.ts";
import { type LedgerContext, type LedgerRefused, officerActing } from "./ledger-context.ts";

const MOST = 200_000;
const WIDTHS = { number: 12, state: 10, due: 12, field: 20, long: 50 };

/** A ledger as a workbook, its columns in the order of the file; persons stay sealed, and the export is in the audit. */
export async function exportEntries(
  context: LedgerContext,
  actor: Actor,
  wanted: { readonly ledger: string; readonly filter: Omit<LedgerEntryFilter, "ledgers"> },
): Promise<{ readonly done: AsyncGenerator<Uint8Array>; readonly ledger: Ledger } | LedgerRefused> {
  const found = await findEntries(context, actor, { ...wanted, limit: MOST, action: "export" });
  if ("refused" in found) return found;
  const { ledger, entries } = found;
  const { store, clock, config } = context;
  const officer = await officerActing(store, actor);
  if (!officer) return { refused: "not-allowed" };
  await store.tx(async (t) =>
    t.audit.append({
      at: clock.now().toISOString(),
      actor: { officer: officer.id },
      action: "ledger.exported",
      subject: { kind: "ledger", id: ledger.id },
      facts: { rows: String(entries.length) },
    }),
  );
  const names = new Map((await store.officers.all()).map(({ id, name }) => [id, name]));
  const fields = ledger.columns.export.flatMap((id) => fieldOf(ledger, id) ?? []);
  const hasSubjects = ledger.subjects.length > 0;
  const heading = [
    "编号",
    ...(hasSubjects ? ["对象"] : []),
    ...fields.map((one) => one.title),
    "状态",
    "到期",
  ];
  async function* rows() {
    for (const entry of entries)
      yield [
        entry.number,
        ...(hasSubjects ? [entry.subject ?? ""] : []),
        ...fields.map((field) => shownValue(field, entry.values[field.id], names)),
        stateOf(ledger, entry.state).title,
        entry.dueOn ?? "",
      ];
  }
  const sheet = {
    name: ledger.title,
    head: [[`${config.station.name} ${ledger.title}，${officer.name}导出`], heading],
    widths: [
      WIDTHS.number,
      ...(hasSubjects ? [WIDTHS.field] : []),
      ...fields.map(({ type }) => (type === "long" ? WIDTHS.long : WIDTHS.field)),
      WIDTHS.state,
      WIDTHS.due,
    ],
  };
  return { done: xlsx(sheet, rows()), ledger };
}
