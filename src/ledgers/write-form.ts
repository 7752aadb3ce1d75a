import { readField } from "../domain/ledger-fields.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import {
  type FieldValues,
  idsOf,
  type Ledger,
  type LedgerDraft,
  type LedgerEntry,
  type LedgerState,
  missingFields,
  stateByWord,
  stateOf,
} from "../domain/ledgers.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import type { Reads, Tx } from "../store/store.ts";
import { type Found, findEntry, withWords } from "./change-entry.ts";
import { attachFiles, type FormFiles, fileFields } from "./entry-files.ts";
import {
  type LedgerContext,
  type LedgerRefused,
  ledgerById,
  officerActing,
  worldOf,
} from "./ledger-context.ts";
import { rewriteEntry, sealPerson, unsealPersons, writeEntry } from "./write-entry.ts";

interface Filled {
  /** What was typed, by the ids of the fields. */
  readonly fields: Readonly<Record<string, string>>;
  readonly files?: FormFiles;
}
type Done = { readonly done: LedgerEntry; readonly ledger: Ledger };
interface Read {
  readonly read: FieldValues;
}
interface Told {
  readonly state: LedgerState;
  /** All of the entry in its new state, persons not yet sealed. */
  readonly values: FieldValues;
  /** What was said beside it and is none of the values. */
  readonly words: string;
}
type Wrong = Extract<LedgerRefused, { readonly refused: "wrong" }>;

/** Writes an entry from a form, by the ids of its fields; refused as a whole for the first thing that is wrong. */
export async function writeForm(
  context: LedgerContext,
  actor: Actor,
  given: Filled & { readonly ledger: string; readonly subject?: string; readonly report?: string },
): Promise<Done | LedgerRefused> {
  const ledger = ledgerById(context, given.ledger);
  if (!ledger) return { refused: "no-ledger" };
  const { subject, report } = given;
  const check = async (reads: Reads): Promise<(Read & { readonly officer: Officer }) | LedgerRefused> => {
    const officer = await officerActing(reads, actor);
    if (!officer || !mayInLedger(officer, ledger, "write")) return { refused: "not-allowed" };
    if (subject && !ledger.subjects.some(({ name }) => name === subject))
      return wrong(`名单里没有「${subject.slice(0, 20)}」。`);
    const values = await readForm(context, reads, { ledger, officer, given });
    if ("refused" in values) return values;
    const missing = missingOf(ledger, values.read, given, ledger.states[0].id);
    return missing ? wrong(`「${missing}」没写，没有记。`) : { ...values, officer };
  };
  return afterKeeping(context, given, check, async (t, { read, officer }) => {
    const now = context.clock.now();
    const id = newId(now);
    const sealed = sealPersons(t, ledger, read, now);
    const draft: LedgerDraft = {
      id,
      ledger: ledger.id,
      officer: officer.id,
      values: given.files ? attachFiles(t, ledger, id, sealed, given.files, now) : sealed,
      asked: [],
      skipped: [],
      state: ledger.states[0].id,
      startedAt: now.toISOString(),
      ...(subject ? { subject } : {}),
      ...(report ? { report } : {}),
    };
    return { done: await writeEntry(t, context, ledger, draft, officer), ledger };
  });
}

/** Moves an entry on by a word of its ledger, with what the new state needs in the same form. */
export async function moveByForm(
  context: LedgerContext,
  actor: Actor,
  given: Filled & { readonly number: string; readonly word: string; readonly words?: string },
): Promise<Done | LedgerRefused> {
  const { number, word } = given;
  const check = async (reads: Reads): Promise<(Read & Found & Told) | LedgerRefused> => {
    const found = await findEntry(context, reads, actor, number, "write");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const state = stateByWord(ledger, entry.state, word);
    if (!state) {
      const moves = stateOf(ledger, entry.state).to.map((id) => stateOf(ledger, id).title);
      return { refused: "no-move", number, moves };
    }
    if (state.approval && !mayInLedger(officer, ledger, "approve", entry)) return { refused: "not-allowed" };
    const filled = await readForm(context, reads, { ledger, officer, given });
    if ("refused" in filled) return filled;
    const values = { ...entry.values, ...filled.read };
    const told = withWords(ledger, { values, state: state.id, words: given.words ?? "" });
    const missing = missingOf(ledger, told.values, given, state.id);
    return missing ? wrong(`「${missing}」没写，没有改。`) : { ...found, ...filled, ...told, state };
  };
  return afterKeeping(
    context,
    given,
    check,
    async (t, { read, values: told, words, entry, ledger, officer, state }) => {
      const now = context.clock.now();
      const written = { ...told, ...sealPersons(t, ledger, read, now) };
      const values = given.files ? attachFiles(t, ledger, entry.id, written, given.files, now) : written;
      unsealPersons(t, ledger, entry.values, values);
      const event = { by: officer.id, kind: "moved", what: state.id, ...(words ? { words } : {}) } as const;
      return {
        done: await rewriteEntry(t, context, ledger, entry, { values, state: state.id, event }),
        ledger,
      };
    },
  );
}

/** Files are put on the disk only once all else is right, and before a row names them; all is asked again with the row. */
async function afterKeeping<F extends object>(
  { store }: LedgerContext,
  { files }: Filled,
  check: (reads: Reads) => Promise<F | LedgerRefused>,
  write: (t: Tx, found: F) => Promise<Done>,
): Promise<Done | LedgerRefused> {
  if (files) {
    const before = await store.view(check);
    if ("refused" in before) return before;
    await files.keep();
  }
  return store.tx(async (t) => {
    const found = await check(t);
    return "refused" in found ? found : write(t, found);
  });
}

async function readForm(
  context: LedgerContext,
  reads: Reads,
  { ledger, officer, given }: { readonly ledger: Ledger; readonly officer: Officer; readonly given: Filled },
): Promise<Read | Wrong> {
  const world = await worldOf(context, reads, officer);
  const read: Record<string, FieldValues[string]> = {};
  for (const field of ledger.fields) {
    const typed = given.fields[field.id]?.trim() ?? "";
    if (typed === "") continue;
    const value = readField(field, typed, world);
    if ("wrong" in value) return wrong(`「${field.title}」：${value.wrong}`);
    if (field.type === "report" && !(await reads.reports.byNumber(String(value.value))))
      return wrong(`没有找到 ${value.value}。`);
    if (field.type === "entry" && !(await reads.ledgerEntries.byNumber(String(value.value))))
      return wrong(`没有找到 ${value.value}。`);
    read[field.id] = value.value;
  }
  return { read };
}

function missingOf(
  ledger: Ledger,
  values: FieldValues,
  { files }: Filled,
  state: string,
): string | undefined {
  const came = fileFields(ledger).map(({ id }) => [
    id,
    [...idsOf(values[id]), ...(files?.byField[id] ?? []).map(({ hash }) => hash)],
  ]);
  return missingFields(ledger, { ...values, ...Object.fromEntries(came) }, state)[0]?.title;
}

function sealPersons(t: Tx, { fields }: Ledger, values: FieldValues, now: Date): FieldValues {
  const sealed = fields
    .filter(({ id, type }) => type === "person" && values[id] !== undefined)
    .map(({ id }) => [id, sealPerson(t, String(values[id]), now)]);
  return { ...values, ...Object.fromEntries(sealed) };
}

function wrong(sentence: string): Wrong {
  return { refused: "wrong", sentence };
}
