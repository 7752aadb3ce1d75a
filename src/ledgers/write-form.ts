import { readField } from "../domain/ledger-fields.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import { type FieldValue, type LedgerDraft, type LedgerEntry, missingFields } from "../domain/ledgers.ts";
import type { Actor } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import {
  type LedgerContext,
  type LedgerRefused,
  ledgerById,
  officerActing,
  worldOf,
} from "./ledger-context.ts";
import { sealPerson, writeEntry } from "./write-entry.ts";

/** Writes an entry from a form, by the ids of its fields; refused as a whole for the first thing that is wrong. */
export function writeForm(
  context: LedgerContext,
  actor: Actor,
  given: {
    readonly ledger: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly subject?: string;
    readonly report?: string;
  },
): Promise<{ readonly done: LedgerEntry } | LedgerRefused> {
  const ledger = ledgerById(context, given.ledger);
  if (!ledger) return Promise.resolve({ refused: "no-ledger" });
  return context.store.tx(async (t) => {
    const officer = await officerActing(t, actor);
    if (!officer || !mayInLedger(officer, ledger, "write")) return { refused: "not-allowed" };
    const world = await worldOf(context, t, officer);
    const now = context.clock.now();
    const values: Record<string, FieldValue> = {};
    const persons: [string, string][] = [];
    for (const field of ledger.fields) {
      const typed = given.fields[field.id]?.trim() ?? "";
      if (typed === "") continue;
      const read = readField(field, typed, world);
      if ("wrong" in read) return { refused: "wrong", sentence: `「${field.title}」：${read.wrong}` };
      if (field.type === "report" && !(await t.reports.byNumber(String(read.value))))
        return { refused: "wrong", sentence: `没有找到 ${read.value}。` };
      values[field.id] = read.value;
      if (field.type === "person") persons.push([field.id, String(read.value)]);
    }
    const [missing] = missingFields(ledger, values, ledger.states[0].id);
    if (missing) return { refused: "wrong", sentence: `「${missing.title}」没写，没有记。` };
    const { subject } = given;
    if (subject && !ledger.subjects.some(({ name }) => name === subject))
      return { refused: "wrong", sentence: `名单里没有「${subject.slice(0, 20)}」。` };
    for (const [id, typed] of persons) values[id] = sealPerson(t, typed, now);
    const draft: LedgerDraft = {
      id: newId(now),
      ledger: ledger.id,
      officer: officer.id,
      values,
      asked: [],
      skipped: [],
      state: ledger.states[0].id,
      startedAt: now.toISOString(),
      ...(subject ? { subject } : {}),
      ...(given.report ? { report: given.report } : {}),
    };
    return { done: await writeEntry(t, context, ledger, draft, officer) };
  });
}
