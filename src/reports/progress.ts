import type { Contact } from "../domain/people.ts";
import { categoryNames, isOpen, type ReplyEntry, type Report, statusNames } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";

const ROWS = 8;
const BEGINNING = 8;

/**
 * A person's own reports, newest first, or the one of this id: number, day, matter, state, whose turn it is, and the
 * last thing that an officer told them.
 */
export async function progressAnswer(
  reads: Reads,
  contact: Contact,
  zone: string,
  only?: string,
): Promise<string> {
  const all = await reads.reports.find({ reporter: contact.id }, { limit: ROWS });
  const one = only === undefined ? undefined : await reads.reports.get(only);
  const { reports, total } = one ? { reports: [one], total: 1 } : all;
  if (total === 0) return "您还没有反映过事情。有事直接说，一句话就行。";
  const rows: string[] = [];
  for (const report of reports) {
    const day = inZone(report.receivedAt, zone).format("M月D日");
    const { number, category, status } = report;
    rows.push(
      `${number} ${day} ${categoryNames[category]}${await matter(reads, report)}：${statusNames[status]}${turn(report)}`,
    );
  }
  const told = await lastReply(reads, reports);
  const more = total > reports.length ? [`还有更早的${total - reports.length}件。`] : [];
  return [...rows, ...more, ...(told ? [`最近回复：${told.text}`] : [])].join("\n");
}

/** What it was about, in the person's own first words. */
async function matter(reads: Reads, { id }: Report): Promise<string> {
  const said = await reads.reports.firstSaid(id);
  const letters = Array.from((said?.text ?? "").replace(/\s+/g, " ").trim());
  if (letters.length === 0) return "";
  return `「${letters.slice(0, BEGINNING).join("")}${letters.length > BEGINNING ? "…" : ""}」`;
}

function turn(report: Report): string {
  const { askedAt, lastSaidAt } = report;
  return isOpen(report) && askedAt !== undefined && askedAt > lastSaidAt ? "，等您回话" : "";
}

/** The last thing that an officer told the person on one of these reports. */
async function lastReply(reads: Reads, reports: readonly Report[]): Promise<ReplyEntry | undefined> {
  const [answered] = reports
    .filter(({ lastReplyAt }) => lastReplyAt !== undefined)
    .sort((a, b) => ((a.lastReplyAt ?? "") < (b.lastReplyAt ?? "") ? 1 : -1));
  const entries = answered ? await reads.reports.entries(answered.id) : [];
  return entries.findLast((entry): entry is ReplyEntry => entry.kind === "reply");
}
