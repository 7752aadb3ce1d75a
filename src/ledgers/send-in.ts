import type { ActionContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { textField } from "../domain/ledger-fields.ts";
import { fillFields } from "../domain/ledger-fill.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import {
  type FieldValue,
  isFilled,
  isRequired,
  type Ledger,
  type LedgerEntry,
  type LedgerField,
} from "../domain/ledgers.ts";
import type { Contact, Officer, PersonId } from "../domain/people.ts";
import { findPersonalNumbers } from "../domain/personal-numbers.ts";
import { newId } from "../lib/ids.ts";
import { auxiliaryOf, dutyAt } from "../people/index.ts";
import { attachmentJobs } from "../reports/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { worldOf } from "./ledger-context.ts";
import { sealPerson, writeEntry } from "./write-entry.ts";

type OutsideLedger = Ledger & { readonly outside: NonNullable<Ledger["outside"]> };

/** The ledger that a word opens for somebody who is no officer: where its file says so, and they are whom it means. */
export async function outsideLedger(
  context: Pick<ActionContext, "ledgers">,
  reads: Pick<Reads, "auxiliaries">,
  word: string,
  person: PersonId | undefined,
): Promise<OutsideLedger | undefined> {
  const ledger = context.ledgers().find(({ words, outside }) => outside && words.includes(word));
  if (!ledger?.outside) return undefined;
  const isMeant =
    ledger.outside.who === "residents" ||
    (person !== undefined && (await auxiliaryOf(reads, person)) !== undefined);
  return isMeant ? { ...ledger, outside: ledger.outside } : undefined;
}

export type SentIn =
  | { readonly done: LedgerEntry }
  /** Nothing was kept. */
  | { readonly missing: readonly LedgerField[] }
  | { readonly refused: "repeated" | "nobody" | "danger" };

/**
 * An entry of what a resident or an auxiliary wrote, of which only the fields that the file names are kept. Whoever is
 * on duty stands for it. `turn`: the message's key in the inbox. `isDanger`: of what would stand there as free words.
 */
export function sendIn(
  context: ActionContext,
  ledger: OutsideLedger,
  {
    contact,
    typed,
    message,
    turn,
    isDanger,
  }: {
    readonly contact: Contact;
    readonly typed: string;
    readonly message: InboundMessage;
    readonly turn: string;
    readonly isDanger: (words: string) => boolean;
  },
): Promise<SentIn> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<SentIn> => {
    if (await t.inbox.has(turn)) return { refused: "repeated" };
    const officer = await standsFor(t, context, ledger, now);
    if (!officer) return { refused: "nobody" };
    const filled = fillFields(ledger, typed, await worldOf(context, t, officer));
    const free = textField(ledger);
    const words = free && ledger.outside.keeps.includes(free.id) ? filled.values[free.id] : undefined;
    if (typeof words === "string" && isDanger(words)) return { refused: "danger" };
    const id = newId(now);
    const sent = attachmentJobs(id, message, now);
    const values: Record<string, FieldValue> = { ...ledger.outside.values };
    for (const field of ledger.fields) {
      const isKept = ledger.outside.keeps.includes(field.id) || field.default !== undefined;
      const value = isKept ? keptValue(field, filled.values[field.id], sent) : undefined;
      if (value !== undefined) values[field.id] = value;
    }
    const persons = ledger.fields.filter(
      ({ id: field, type }) => type === "person" && ledger.outside.keeps.includes(field),
    );
    const named = new Set(persons.map((field) => field.id));
    const missing = ledger.fields.filter(
      (field) =>
        isRequired(field, ledger.states[0].id) && !isFilled(values[field.id]) && !named.has(field.id),
    );
    if (missing.length > 0) return { missing };
    t.inbox.mark(turn, now);
    for (const field of persons) values[field.id] = sealPerson(t, whoIs(contact, typed), now);
    for (const job of sent) t.attachments.put(job);
    const draft = {
      id,
      ledger: ledger.id,
      officer: officer.id,
      values,
      asked: [],
      skipped: [],
      state: ledger.states[0].id,
      startedAt: now.toISOString(),
      ...(filled.subject === undefined ? {} : { subject: filled.subject }),
    };
    return { done: await writeEntry(t, context, ledger, draft, officer, contact.id) };
  });
}

/** Whoever is on duty and may write in it, else the first officer who may. */
async function standsFor(
  t: Tx,
  context: ActionContext,
  ledger: Ledger,
  now: Date,
): Promise<Officer | undefined> {
  const { onDuty } = await dutyAt(t, context, now);
  const mayWrite = (officer: Officer) => mayInLedger(officer, ledger, "write");
  return onDuty.map(({ officer }) => officer).find(mayWrite) ?? (await t.officers.all()).find(mayWrite);
}

function keptValue(
  { type }: LedgerField,
  told: FieldValue | undefined,
  sent: readonly { readonly id: string; readonly kind: string }[],
): FieldValue | undefined {
  if (type === "person") return undefined;
  if (type !== "pictures" && type !== "voice") return told;
  const own = sent.filter(({ kind }) => (type === "voice" ? kind === "voice" : kind !== "voice"));
  return own.length > 0 ? own.map(({ id }) => id) : undefined;
}

/** How the network calls them, and a telephone that they wrote. */
function whoIs({ name }: Contact, typed: string): string {
  const phone = findPersonalNumbers(typed).find(({ kind }) => kind === "mobile" || kind === "landline");
  const number = phone ? typed.slice(phone.index, phone.index + phone.length) : "";
  return `${name ?? "没有说姓名"} ${number}`;
}
