import { dueOn } from "../domain/ledger-dues.ts";
import {
  type FieldValue,
  type FieldValues,
  type Ledger,
  type LedgerDraft,
  type LedgerEntry,
  type LedgerEvent,
  stateOf,
} from "../domain/ledgers.ts";
import type { Contact, Officer, PersonId } from "../domain/people.ts";
import { findPersonalNumbers } from "../domain/personal-numbers.ts";
import { newId } from "../lib/ids.ts";
import { inZone } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";
import { type LedgerContext, todayIn } from "./ledger-context.ts";

/**
 * Makes an entry of a draft that has everything; within its transaction. `from`: the resident who sent it in, where
 * `officer` only stands for it.
 */
export async function writeEntry(
  t: Tx,
  context: LedgerContext,
  ledger: Ledger,
  draft: LedgerDraft,
  officer: Officer,
  from?: PersonId,
): Promise<LedgerEntry> {
  const at = context.clock.now().toISOString();
  const day = dayOf(ledger, draft.values) ?? todayIn(context);
  const written: LedgerEntry = {
    id: draft.id,
    number: await t.ledgerEntries.nextNumber(ledger.words[0]),
    ledger: ledger.id,
    version: ledger.version,
    state: ledger.states[0].id,
    values: draft.values,
    officer: officer.id,
    day,
    createdAt: at,
    updatedAt: at,
    events: [{ at, by: officer.id, kind: from === undefined ? "written" : "sent-in" }],
    ...(ledger.states[0].ends ? { endedAt: at } : {}),
    ...(draft.subject === undefined ? {} : { subject: draft.subject }),
    ...reportOf(ledger, draft),
    ...officeOf(ledger, draft, officer),
  };
  const version = `${ledger.id}@${ledger.version}`;
  if (!(await t.ledgerVersions.get(version))) t.ledgerVersions.put({ id: version, ledger });
  return put(t, context, ledger, written, from === undefined ? "ledger.written" : "ledger.sent-in", from);
}

/** The entry with what has changed in it, and one event more. */
export async function rewriteEntry(
  t: Tx,
  context: LedgerContext,
  ledger: Ledger,
  entry: LedgerEntry,
  change: { readonly values?: FieldValues; readonly state?: string; readonly event: Omit<LedgerEvent, "at"> },
): Promise<LedgerEntry> {
  const at = context.clock.now().toISOString();
  const { endedAt: _, ...before } = entry;
  const state = change.state ?? entry.state;
  const values = change.values ?? entry.values;
  const changed: LedgerEntry = {
    ...before,
    state,
    values,
    day: dayOf(ledger, values) ?? entry.day,
    updatedAt: at,
    events: [...entry.events, { at, ...change.event }],
    ...(stateOf(ledger, state).ends ? { endedAt: entry.endedAt ?? at } : {}),
  };
  return put(t, context, ledger, changed, `ledger.${change.event.kind}`);
}

async function put(
  t: Tx,
  context: LedgerContext,
  ledger: Ledger,
  entry: LedgerEntry,
  action: string,
  from?: PersonId,
): Promise<LedgerEntry> {
  const report = entry.report === undefined ? undefined : await t.reports.byNumber(entry.report);
  const closedOn =
    report?.closedAt && inZone(report.closedAt, context.config.station.timezone).format("YYYY-MM-DD");
  const due = dueOn(ledger, entry, closedOn);
  const { dueOn: _, ...rest } = entry;
  const kept: LedgerEntry = { ...rest, ...(due === undefined ? {} : { dueOn: due }) };
  t.ledgerEntries.put(kept);
  t.audit.append({
    at: kept.updatedAt,
    actor: from === undefined ? { officer: kept.events.at(-1)?.by ?? kept.officer } : { person: from },
    action,
    subject: { kind: "ledger", id: kept.id },
    facts: { number: kept.number, state: kept.state },
  });
  return kept;
}

/** Whoever is named is a contact, as those are who report: nothing else holds their name. */
export function sealPerson(t: Tx, typed: string, now: Date): FieldValue {
  const number = findPersonalNumbers(typed).find(({ kind }) => kind === "mobile" || kind === "landline");
  const telephone = number && typed.slice(number.index, number.index + number.length);
  const rest = telephone === undefined ? typed : typed.replace(telephone, " ");
  const contact: Contact = {
    id: newId(now),
    name: rest
      .replace(/(?:姓名|电话|手机)[:：]?/g, " ")
      .replace(/[\s，,。；;、]+/g, " ")
      .trim(),
    addresses: [],
    ledger: true,
    firstSeen: now.toISOString(),
    ...(telephone === undefined ? {} : { telephone: telephone.normalize("NFKC").trim() }),
  };
  t.contacts.put(contact);
  return contact.id;
}

/** Forgets whom an entry or a draft named, and names no longer. */
export function unsealPersons(t: Tx, { fields }: Ledger, before: FieldValues, after: FieldValues): void {
  for (const { id, type } of fields) {
    const person = before[id];
    if (type === "person" && typeof person === "string" && after[id] !== person) t.contacts.erase(person);
  }
}

function dayOf(ledger: Ledger, values: FieldValues): string | undefined {
  const field = ledger.fields.find((one) => one.type === "date" && one.default === "today");
  const day = field && values[field.id];
  return typeof day === "string" ? day : undefined;
}

function reportOf(ledger: Ledger, { values, report }: LedgerDraft): { report?: string } {
  const field = ledger.fields.find(({ type }) => type === "report");
  const number = report ?? (field && values[field.id]);
  return typeof number === "string" ? { report: number } : {};
}

function officeOf(ledger: Ledger, { values, subject }: LedgerDraft, officer: Officer): { office?: string } {
  const field = ledger.fields.find(({ type }) => type === "office");
  const named = field && values[field.id];
  const office =
    (typeof named === "string" ? named : undefined) ??
    ledger.subjects.find(({ name }) => name === subject)?.office ??
    officer.office;
  return office === undefined ? {} : { office };
}
