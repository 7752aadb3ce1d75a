import { setImmediate as nextTurn } from "node:timers/promises";
import type { ActionContext } from "../app/bot-context.ts";
import type { PersonId } from "../domain/people.ts";
import type { Category, Report } from "../domain/reports.ts";
import { dueFor, shortest } from "../domain/retention.ts";
import type { Reads } from "../store/store.ts";
import { allReports } from "./all-reports.ts";
import { deleteReport, eraseReport } from "./erase-report.ts";
import { mayForget } from "./forget-person.ts";

/** Reports of one transaction: others wait for it. */
const AT_ONCE = 4;
/** Reports that are looked at before others have their turn. */
const LOOKED_AT = 2_000;
const CONTACTS_LOOKED_AT = 200;

type Context = Pick<ActionContext, "store" | "config" | "clock">;

/** What retention would do, or has done: ids, oldest first. */
export interface RetentionPlan {
  readonly anonymise: readonly Report[];
  readonly delete: readonly Report[];
  /** Old enough, but kept by hand. */
  readonly held: readonly Report[];
  /** Old enough, but not ended. */
  readonly open: readonly Report[];
  /** People who only chatted, and so long ago that they need not be known any more. */
  readonly forget: readonly PersonId[];
}

/** Which reports are old enough to go. Changes nothing. */
export async function planRetention(
  reads: Pick<Reads, "reports" | "contacts" | "mutes" | "questions" | "auxiliaries">,
  { config, clock }: Pick<Context, "config" | "clock">,
): Promise<RetentionPlan> {
  const now = clock.now();
  const before = new Date(now.getTime() - shortest(config.retention)).toISOString();
  const old = await allReports(reads, { before, anonymised: "too" });
  const plan = {
    anonymise: [] as Report[],
    delete: [] as Report[],
    held: [] as Report[],
    open: [] as Report[],
  };
  for (const [i, report] of old.entries()) {
    const due = dueFor(report, config.retention, now);
    if (due) plan[due].push(report);
    if (i % LOOKED_AT === 0) await nextTurn();
  }
  return { ...plan, forget: await onlyChatted(reads, config.retention.inquiry, now) };
}

/** Whoever asks nothing is known as long as one whose question was answered. */
async function onlyChatted(
  reads: Pick<Reads, "reports" | "contacts" | "mutes" | "questions" | "auxiliaries">,
  period: number,
  now: Date,
): Promise<PersonId[]> {
  const before = new Date(now.getTime() - period).toISOString();
  const found: PersonId[] = [];
  for (const [i, id] of (await reads.contacts.ids()).entries()) {
    if (i % CONTACTS_LOOKED_AT === 0) await nextTurn();
    if (!(await mayForget(reads, id, now))) continue;
    const contact = await reads.contacts.get(id);
    if (contact && contact.firstSeen < before) found.push(id);
  }
  return found;
}

/**
 * Carries out what is due, a few reports a transaction, oldest first, so that those of one month come together and
 * nobody waits. Each is looked at again first. Resolves with how many went.
 */
export async function carryOutRetention(
  context: Context,
  { isStopped = () => false }: { readonly isStopped?: () => boolean } = {},
): Promise<{ anonymised: number; deleted: number; forgotten: number }> {
  const { store, config, clock } = context;
  const plan = await planRetention(store, context);
  const due = [...plan.delete, ...plan.anonymise];
  const done = { anonymised: 0, deleted: 0, forgotten: 0 };
  for (let i = 0; i < due.length && !isStopped(); i += AT_ONCE) {
    const went = await store.tx(async (t) => {
      const counts = { anonymised: 0, deleted: 0 };
      for (const { id } of due.slice(i, i + AT_ONCE)) {
        const report = await t.reports.get(id);
        const now = clock.now();
        const what = report && dueFor(report, config.retention, now);
        if (report && what === "delete") {
          await deleteReport(t, report, now);
          counts.deleted++;
        } else if (report && what === "anonymise") {
          await eraseReport(t, report, { actor: { system: "retention" }, because: "retention", now });
          counts.anonymised++;
        }
      }
      return counts;
    });
    done.anonymised += went.anonymised;
    done.deleted += went.deleted;
    await nextTurn();
  }
  for (let i = 0; i < plan.forget.length && !isStopped(); i += AT_ONCE) {
    done.forgotten += await forget(context, plan.forget.slice(i, i + AT_ONCE));
    await nextTurn();
  }
  return done;
}

/** Each is looked at again first: they may have written meanwhile. */
function forget({ store, clock }: Context, people: readonly PersonId[]): Promise<number> {
  return store.tx(async (t) => {
    const now = clock.now();
    let count = 0;
    for (const id of people) {
      if (!(await mayForget(t, id, now))) continue;
      t.contacts.erase(id);
      t.audit.append({
        at: now.toISOString(),
        actor: { system: "retention" },
        action: "contact.erased",
        subject: { kind: "contact", id },
        facts: { because: "retention" },
      });
      count++;
    }
    return count;
  });
}

/** How many of each category there are. */
export function countByCategory(reports: readonly Report[]): [Category, number][] {
  const counts = new Map<Category, number>();
  for (const { category } of reports) counts.set(category, (counts.get(category) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}
