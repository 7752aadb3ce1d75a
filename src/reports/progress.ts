import type { Contact } from "../domain/people.ts";
import {
  categoryNames,
  isOpen,
  openStatuses,
  type ReplyEntry,
  type Report,
  statusNames,
} from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import type { Reads } from "../store/store.ts";
import { identitySeen } from "./identity-seen.ts";
import { goingOn } from "./merged-reports.ts";

/** Lines of the answer. */
const ROWS = 8;
const BEGINNING = 8;

/**
 * A person's reports that are open, or else their last ones; or the one of this id. Two lines each: number, kind and what
 * it was about; since when, how it stands and whose turn it is. Then the last thing that an officer told them.
 */
export async function progressAnswer(
  reads: Reads,
  contact: Contact,
  zone: string,
  only?: string,
): Promise<string> {
  const one = only === undefined ? undefined : await reads.reports.get(only);
  const mine = await reads.reports.find({ reporter: contact.id }, { limit: ROWS });
  const open = await reads.reports.find(
    { reporter: contact.id, statuses: openStatuses },
    { limit: ROWS / 2 },
  );
  const going = await mergedAndOpen(reads, contact);
  const all = {
    reports: [...open.reports, ...going].sort((a, b) => (a.id < b.id ? 1 : -1)),
    total: open.total + going.length,
  };
  const { reports, total } = one ? { reports: [one], total: 1 } : all.total > 0 ? all : mine;
  if (total === 0) return "您还没有反映过事情。有事直接说，一句话就行。";
  const told = await lastReply(reads, reports);
  const isFull = total > ROWS / 2 || (told && total === ROWS / 2);
  const shown = reports.slice(0, isFull ? ROWS / 2 - 1 : ROWS / 2);
  const rows: string[] = [];
  for (const report of shown) {
    const day = inZone(report.receivedAt, zone).format("M月D日");
    const { number, category } = report;
    rows.push(
      `${number} ${categoryNames[category]}${await matter(reads, report)}`,
      `${day}反映，${await standing(reads, report)}`,
    );
  }
  const more = total > shown.length ? [`还有${total - shown.length}件，发编号看。`] : [];
  const seen = await identitySeen(reads, shown, zone);
  return [...rows, ...more, ...seen, ...(told ? [`最近回复：${told.text}`] : [])].join("\n");
}

/** What it was about, in the person's own first words; nothing of what must not be seen on their phone. */
async function matter(reads: Reads, { id, sensitive }: Report): Promise<string> {
  if (sensitive) return "";
  const said = await reads.reports.firstSaid(id);
  const letters = Array.from((said?.text ?? "").replace(/\s+/g, " ").trim());
  if (letters.length === 0) return "";
  return `「${letters.slice(0, BEGINNING).join("")}${letters.length > BEGINNING ? "…" : ""}」`;
}

/** How it stands: of a merged one, how what goes on in its place does. */
async function standing(reads: Reads, report: Report): Promise<string> {
  const last = await goingOn(reads, report);
  const state = `${statusNames[last.status]}${turn(last)}`;
  if (last.id === report.id) return state;
  const isOwn = last.reporter === report.reporter;
  return `${isOwn ? `和 ${last.number} 一起办` : "和别的反映一起办"}，${statusNames[last.status]}`;
}

/** Reports that are handled with another resident's, as long as that one is open. */
async function mergedAndOpen(reads: Reads, { id: reporter }: Contact): Promise<Report[]> {
  const found: Report[] = [];
  for (const report of await reads.reports.newest({ reporter, statuses: ["duplicate"] }, ROWS)) {
    const last = await goingOn(reads, report);
    if (last.id !== report.id && isOpen(last) && last.reporter !== reporter) found.push(report);
  }
  return found;
}

/** Whose turn it is. */
function turn(report: Report): string {
  const { askedAt, lastSaidAt, status } = report;
  if (!isOpen(report)) return "";
  if (askedAt !== undefined && askedAt > lastSaidAt) return "，等您回话";
  return status === "received" ? "，等民警看" : "，民警在办";
}

/** The last thing that an officer told the person on one of these reports. */
async function lastReply(reads: Reads, reports: readonly Report[]): Promise<ReplyEntry | undefined> {
  const [answered] = reports
    .filter(({ lastReplyAt }) => lastReplyAt !== undefined)
    .sort((a, b) => ((a.lastReplyAt ?? "") < (b.lastReplyAt ?? "") ? 1 : -1));
  const entries = answered ? await reads.reports.entries(answered.id) : [];
  return entries.findLast((entry): entry is ReplyEntry => entry.kind === "reply");
}
