import type { ActionContext } from "../app/bot-context.ts";
import type { SentPicture } from "../domain/attachments.ts";
import type { Actor, OfficerId } from "../domain/people.ts";
import { reply } from "../domain/report-actions.ts";
import type { Moment } from "../domain/report-change.ts";
import type { Report } from "../domain/reports.ts";
import type { Reads, Tx } from "../store/store.ts";
import { changeWithin, type OnReport, type ReportChanged, type ReportRefused } from "./change-report.ts";
import type { ClockContext } from "./clocks.ts";
import { mergedWith } from "./merged-reports.ts";
import { pictureRows } from "./reply-pictures.ts";
import { writeReport } from "./write-report.ts";

/** What the resident reads, and pictures that go with it. */
type Said = OnReport & {
  readonly text: string;
  readonly pictures?: readonly SentPicture[];
  /** Only the resident of this report unless it says `all`: also those whose reports are handled with it. */
  readonly reaches?: "one" | "all";
};

/** An answer to the resident. */
export function replyToResident(
  context: ActionContext,
  actor: Actor,
  input: Said,
): Promise<ReportChanged | ReportRefused> {
  return context.store.tx((t) => replyWithin(t, context, actor, input));
}

/** The same, as part of a transaction. */
export function replyWithin(
  t: Tx,
  context: ActionContext,
  actor: Actor,
  { number, text, pictures = [], reaches = "one" }: Said,
): Promise<ReportChanged | ReportRefused> {
  const replying = { action: "report.reply", number } as const;
  return changeWithin<never>(t, context, actor, replying, async (before, officer, moment) => {
    const others = reaches === "all" ? await mergedWith(t, before) : [];
    for (const other of others) await keepReply(t, context, other, { text, pictures }, officer.id, moment);
    const rows = pictureRows(before, officer.id, pictures, moment.now);
    for (const row of rows) t.attachments.put(row);
    const ids = rows.map(({ id }) => id);
    return {
      outcome: reply(before, officer.id, text, moment, ids),
      audit: { action: "report.replied", ...(reaches === "all" ? { facts: { reaches } } : {}), words: text },
      resident: `民警回复 ${number}：${text}`,
      ...(reaches === "one" ? { reaches } : {}),
      ...(ids.length > 0 ? { pictures: ids } : {}),
      colleague: `${officer.name}回复了居民，发「查看 ${number}」看。`,
    };
  });
}

/** How many other residents reported the same matter: an answer asks whom it reaches. */
export async function othersTold(reads: Reads, number: string): Promise<number> {
  const report = await reads.reports.byNumber(number);
  return report ? (await mergedWith(reads, report)).length : 0;
}

/** Whoever is told as well has the answer in the history of their own report. */
async function keepReply(
  t: Tx,
  context: ClockContext,
  report: Report,
  { text, pictures }: Required<Pick<Said, "text" | "pictures">>,
  officer: OfficerId,
  moment: Moment,
): Promise<void> {
  const rows = pictureRows(report, officer, pictures, moment.now);
  for (const row of rows) t.attachments.put(row);
  const ids = rows.map(({ id }) => id);
  const answered = reply(report, officer, text, moment, ids);
  await writeReport(t, context, report, answered, { by: { officer }, ...moment });
  t.audit.append({
    at: moment.now.toISOString(),
    actor: { officer },
    action: "report.replied",
    subject: { kind: "report", id: report.id },
    facts: { reaches: "all" },
    words: text,
  });
}
