import type { ActionContext } from "../app/bot-context.ts";
import type { Contact } from "../domain/people.ts";
import { codeSeed, grouped, MOST_SHOWN, type QueryCode } from "../domain/query-codes.ts";
import { openStatuses, type Report } from "../domain/reports.ts";
import { isStale } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";

export type CodeGiven =
  /** `last`: it is not shown again. */
  | { readonly code: string; readonly number: string; readonly last: boolean }
  | { readonly refused: "no-report" }
  | { readonly refused: "shown-enough"; readonly number: string };

type Context = Pick<ActionContext, "store" | "clock" | "hashCode" | "queryCode" | "channels">;

/**
 * The 查询码 of one of the person's reports: the one of that number, else the last that is open, else the last. Shown
 * once and once more; with `anew` another takes its place.
 */
export function giveQueryCode(
  { store, clock, hashCode, queryCode }: Context,
  contact: Contact,
  { number, anew = false }: { readonly number?: string; readonly anew?: boolean },
): Promise<CodeGiven> {
  const at = clock.now().toISOString();
  return store.tx(async (t): Promise<CodeGiven> => {
    const report = await reportOf(t, contact, number);
    if (!report) return { refused: "no-report" };
    let n = 0;
    const nth = () => queryCode(codeSeed(report.id, n));
    let row = await t.queryCodes.get(hashCode(nth()));
    while (row?.endedAt) {
      n++;
      row = await t.queryCodes.get(hashCode(nth()));
    }
    if (row && anew) {
      t.queryCodes.put({ ...row, endedAt: at });
      n++;
      row = undefined;
    }
    const shown = row?.shown ?? 0;
    if (shown >= MOST_SHOWN) return { refused: "shown-enough", number: report.number };
    const next: QueryCode = {
      hash: hashCode(nth()),
      report: report.id,
      person: contact.id,
      madeAt: row?.madeAt ?? at,
      shown: shown + 1,
    };
    t.queryCodes.put(next);
    t.audit.append({
      at,
      actor: { person: contact.id },
      action: anew ? "query-code.changed" : "query-code.shown",
      subject: { kind: "report", id: report.id },
    });
    return { code: grouped(nth()), number: report.number, last: next.shown >= MOST_SHOWN };
  });
}

async function reportOf(t: Tx, { id: reporter }: Contact, number?: string): Promise<Report | undefined> {
  if (number !== undefined) {
    const named = await t.reports.byNumber(number);
    return named?.reporter === reporter ? named : undefined;
  }
  const [open] = await t.reports.newest({ reporter, statuses: openStatuses }, 1);
  return open ?? (await t.reports.newest({ reporter }, 1))[0];
}

/** A code that is good, with its report and the person who filed it. */
export interface CodeUsed {
  readonly code: string;
  readonly report: Report;
  readonly contact: Contact;
}

/** The first of these candidates that is a good code. */
export async function codeAmong(
  { store, hashCode }: Pick<ActionContext, "store" | "hashCode">,
  candidates: Iterable<string>,
): Promise<CodeUsed | undefined> {
  for (const code of candidates) {
    const row = await store.queryCodes.get(hashCode(code));
    const report = row && !row.endedAt ? await store.reports.get(row.report) : undefined;
    const contact = report && (await store.contacts.get(report.reporter));
    if (report && contact) return { code, report, contact };
  }
  return undefined;
}

/**
 * Somebody whose ids changed is found again by their code: the account that they write from now is theirs, where they
 * have no other report and the network has re-issued the id that was theirs. Another account or network only follows.
 */
export async function findAgain(
  t: Tx,
  { channels }: Pick<ActionContext, "channels">,
  { report, contact }: CodeUsed,
  from: Contact["addresses"][number],
  now: Date,
): Promise<Contact> {
  const theirs = contact.addresses.filter(({ channel }) => channel === from.channel);
  const isLost = theirs.length > 0 && theirs.every((address) => isStale(address, channels));
  const known = await t.contacts.byAddress(from);
  const isNew = !known || (await t.reports.newest({ reporter: known.id }, 1)).length === 0;
  if (!isLost || !isNew || known?.id === contact.id) return contact;
  if (known) t.contacts.erase(known.id);
  const found = { ...contact, addresses: [from, ...contact.addresses] };
  t.contacts.put(found);
  t.audit.append({
    at: now.toISOString(),
    actor: { person: contact.id },
    action: "contact.found-again",
    subject: { kind: "report", id: report.id },
    facts: { channel: from.channel },
  });
  return found;
}
