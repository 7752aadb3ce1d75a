import type { Actor } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { anonymised } from "../domain/retention.ts";
import type { Tx } from "../store/store.ts";
import { mayForget } from "./forget-person.ts";

/**
 * Takes away what was said on a report and whose it is, within a transaction: history, attachments, outbox rows, also
 * queued ones, and all that was made of it. Its header stays for the figures. A person with no report left is forgotten.
 */
export async function eraseReport(
  t: Tx,
  report: Report,
  {
    actor,
    because,
    now,
  }: { readonly actor: Actor; readonly because: "retention" | "asked"; readonly now: Date },
): Promise<void> {
  await t.reports.erase(report.id);
  t.reports.put(anonymised(report, now));
  t.audit.append({
    at: now.toISOString(),
    actor,
    action: "report.erased",
    subject: { kind: "report", id: report.id },
    facts: { because, number: report.number, category: report.category },
  });
  await forgetQuestion(t, report);
  if (await mayForget(t, report.reporter, now)) t.contacts.erase(report.reporter);
}

/** What was left for the figures goes too; the audit keeps that there was such a report. */
export async function deleteReport(t: Tx, report: Report, now: Date): Promise<void> {
  await t.reports.erase(report.id);
  t.audit.append({
    at: now.toISOString(),
    actor: { system: "retention" },
    action: "report.deleted",
    subject: { kind: "report", id: report.id },
    facts: { number: report.number },
  });
}

async function forgetQuestion(t: Tx, { id, reporter }: Report): Promise<void> {
  const question = await t.questions.of(reporter);
  if (question?.subject.split(",").includes(id)) t.questions.remove(reporter);
}
