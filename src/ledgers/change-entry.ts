import { readField } from "../domain/ledger-fields.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import {
  fieldOf,
  idsOf,
  isRequired,
  type Ledger,
  type LedgerAction,
  type LedgerDraft,
  type LedgerEntry,
  missingFields,
  stateByWord,
  stateOf,
} from "../domain/ledgers.ts";
import type { Actor, Contact, Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import type { Reads, Tx } from "../store/store.ts";
import { goOn, type LedgerStep } from "./drafts.ts";
import {
  definitionOf,
  type LedgerContext,
  type LedgerRefused,
  officerActing,
  worldOf,
} from "./ledger-context.ts";
import { rewriteEntry, sealPerson, unsealPersons } from "./write-entry.ts";

export interface Found {
  readonly entry: LedgerEntry;
  readonly ledger: Ledger;
  readonly officer: Officer;
}

/** The entry of that number, where the officer may do this to it; one that they may not read is not found. */
export async function findEntry(
  context: LedgerContext,
  reads: Reads,
  actor: Actor,
  number: string,
  action: LedgerAction,
): Promise<Found | LedgerRefused> {
  const officer = await officerActing(reads, actor);
  const entry = await reads.ledgerEntries.byNumber(number);
  const ledger = entry && (await definitionOf(context, reads, entry));
  if (!officer || !entry || !ledger || !mayInLedger(officer, ledger, "read", entry))
    return { refused: "not-found", number };
  return mayInLedger(officer, ledger, action, entry)
    ? { entry, ledger, officer }
    : { refused: "not-allowed" };
}

/** Moves an entry by a word of its ledger (完成, 已整改); what the new state needs is asked for first. */
export function moveEntry(
  context: LedgerContext,
  actor: Actor,
  { number, word, words = "" }: { readonly number: string; readonly word: string; readonly words?: string },
): Promise<LedgerStep> {
  return context.store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "write");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const state = stateByWord(ledger, entry.state, word);
    if (!state) {
      const moves = stateOf(ledger, entry.state).to.map((id) => stateOf(ledger, id).title);
      return { refused: "no-move", number, moves };
    }
    if (state.approval && !mayInLedger(officer, ledger, "approve", entry)) return { refused: "not-allowed" };
    const now = context.clock.now();
    const draft: LedgerDraft = {
      id: newId(now),
      ledger: ledger.id,
      officer: officer.id,
      values: entry.values,
      asked: [],
      skipped: [],
      state: state.id,
      entry: entry.number,
      words,
      startedAt: now.toISOString(),
    };
    return goOn(t, context, ledger, withWords(ledger, draft), officer);
  });
}

/** What was said beside the move answers the one text that the new state needs. */
export function withWords<M extends Pick<LedgerDraft, "values" | "state" | "words">>(
  ledger: Ledger,
  draft: M,
): M {
  const texts = missingFields(ledger, draft.values, draft.state).filter(
    ({ type }) => type === "text" || type === "long",
  );
  const [only] = texts;
  if (!only || texts.length > 1 || !draft.words) return draft;
  return { ...draft, words: "", values: { ...draft.values, [only.id]: draft.words } };
}

/** Changes one field; an empty text takes it out, unless the state needs it. */
export function changeField(
  context: LedgerContext,
  actor: Actor,
  { number, field: id, typed }: { readonly number: string; readonly field: string; readonly typed: string },
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  return context.store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "write");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const field = fieldOf(ledger, id) ?? ledger.fields.find(({ title }) => title === id);
    if (!field) return { refused: "wrong", sentence: `没有「${id}」这一项。` };
    const event = { by: officer.id, kind: "changed", what: field.id } as const;
    if (typed.trim() === "") {
      if (isRequired(field, entry.state))
        return { refused: "wrong", sentence: `「${field.title}」要写，不能空着。` };
      const { [field.id]: _, ...values } = entry.values;
      unsealPersons(t, ledger, entry.values, values);
      if (field.type === "pictures" || field.type === "voice")
        for (const file of idsOf(entry.values[field.id])) t.attachments.erase(file);
      return { done: await rewriteEntry(t, context, ledger, entry, { values, event }), ledger };
    }
    const read = readField(field, typed, await worldOf(context, t, officer));
    if ("wrong" in read) return { refused: "wrong", sentence: read.wrong };
    const value =
      field.type === "person" ? sealPerson(t, String(read.value), context.clock.now()) : read.value;
    const values = { ...entry.values, [field.id]: value };
    unsealPersons(t, ledger, entry.values, values);
    return { done: await rewriteEntry(t, context, ledger, entry, { values, event }), ledger };
  });
}

/** Adds what an officer wants remembered beside the fields. */
export function noteOnEntry(
  context: LedgerContext,
  actor: Actor,
  { number, words }: { readonly number: string; readonly words: string },
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  return changed(context, actor, number, (t, { entry, ledger, officer }) =>
    rewriteEntry(t, context, ledger, entry, { event: { by: officer.id, kind: "noted", words } }),
  );
}

/** Whom an entry names, by the titles of its fields: for those who may approve, and it is in the audit. */
export function namedPersons(
  context: LedgerContext,
  actor: Actor,
  number: string,
): Promise<
  | { readonly done: readonly { readonly title: string; readonly person: Contact | undefined }[] }
  | LedgerRefused
> {
  return context.store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "approve");
    if ("refused" in found) return found;
    const { entry, ledger, officer } = found;
    const done = [];
    for (const { id, title, type } of ledger.fields) {
      const person = entry.values[id];
      if (type === "person" && typeof person === "string")
        done.push({ title, person: await t.contacts.get(person) });
    }
    t.audit.append({
      at: context.clock.now().toISOString(),
      actor: { officer: officer.id },
      action: "ledger.identity-seen",
      subject: { kind: "ledger", id: entry.id },
      facts: { number },
    });
    return { done };
  });
}

/** Notes what was made of an entry: a report, or a draft of an alert. */
export function linkEntry(
  context: LedgerContext,
  actor: Actor,
  { number, made }: { readonly number: string; readonly made: string },
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  return changed(context, actor, number, (t, { entry, ledger, officer }) =>
    rewriteEntry(t, context, ledger, entry, { event: { by: officer.id, kind: "linked", what: made } }),
  );
}

async function changed(
  context: LedgerContext,
  actor: Actor,
  number: string,
  work: (t: Tx, found: Found) => Promise<LedgerEntry>,
): Promise<{ readonly done: LedgerEntry; readonly ledger: Ledger } | LedgerRefused> {
  return context.store.tx(async (t) => {
    const found = await findEntry(context, t, actor, number, "write");
    return "refused" in found ? found : { done: await work(t, found), ledger: found.ledger };
  });
}
