import type { ActionContext } from "../app/bot-context.ts";
import type { Contact } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { whyKept } from "../domain/retention.ts";
import { askResident } from "./ask-resident.ts";
import { eraseReport } from "./erase-report.ts";
import { mayForget } from "./forget-person.ts";

/** Reports of one transaction. */
const AT_ONCE = 4;

export interface Kept {
  readonly report: Report;
  readonly why: NonNullable<ReturnType<typeof whyKept>>;
}

/** What of a person's may go, and what stays and why, newest first. */
export async function erasable(
  { store }: Pick<ActionContext, "store">,
  contact: Contact,
): Promise<{ readonly goes: readonly Report[]; readonly stays: readonly Kept[] }> {
  const all = await store.reports.newest({ reporter: contact.id }, Number.POSITIVE_INFINITY);
  const goes: Report[] = [];
  const stays: Kept[] = [];
  for (const report of all) {
    const why = whyKept(report);
    if (why) stays.push({ report, why });
    else goes.push(report);
  }
  return { goes, stays };
}

/** Asks the person once whether they mean it. */
export function askToErase({ store, clock }: Pick<ActionContext, "store" | "clock">, contact: Contact) {
  return store.tx((t) => askResident(t, contact, "erase", contact.id, clock.now()));
}

/**
 * Deletes what may go of a person: the words of reports that are ended, and, where none stays, name and accounts.
 * Resolves with what stayed.
 */
export async function erasePerson(
  context: Pick<ActionContext, "store" | "clock">,
  contact: Contact,
): Promise<{ readonly gone: readonly Report[]; readonly stays: readonly Kept[] }> {
  const { store, clock } = context;
  const { goes } = await erasable(context, contact);
  const actor = { person: contact.id };
  const gone: Report[] = [];
  for (let i = 0; i < goes.length; i += AT_ONCE)
    gone.push(
      ...(await store.tx(async (t) => {
        const went: Report[] = [];
        for (const { id } of goes.slice(i, i + AT_ONCE)) {
          const report = await t.reports.get(id);
          if (!report || report.anonymisedAt !== undefined || whyKept(report)) continue;
          await eraseReport(t, report, { actor, because: "asked", now: clock.now() });
          went.push(report);
        }
        return went;
      })),
    );
  const { stays } = await erasable(context, contact);
  await store.tx(async (t) => {
    t.questions.remove(contact.id);
    if (await mayForget(t, contact.id, clock.now())) t.contacts.erase(contact.id);
    t.audit.append({
      at: clock.now().toISOString(),
      actor,
      action: "contact.erased",
      subject: { kind: "contact", id: contact.id },
      facts: { reports: String(gone.length), stayed: String(stays.length) },
    });
  });
  return { gone, stays };
}
