import type { Contact } from "../domain/people.ts";
import { categoryNames, type ReplyEntry, type Report, statusNames } from "../domain/reports.ts";
import { inZone } from "../lib/time.ts";
import type { Store } from "../store/store.ts";

const ROWS = 8;

/** A person's own reports, newest first: number, matter, state and the last thing an officer told him. */
export async function progressAnswer(store: Store, contact: Contact, zone: string): Promise<string> {
  const { reports, total } = await store.reports.find({ reporter: contact.id }, { limit: ROWS });
  if (total === 0) return "您还没有反映过事情。有事直接说，一句话就行。";
  const rows = reports.map((r) => {
    const day = inZone(r.receivedAt, zone).format("M月D日");
    return `${r.number} ${day} ${categoryNames[r.category]}：${statusNames[r.status]}`;
  });
  const told = await lastReply(store, reports);
  const more = total > ROWS ? [`还有更早的${total - ROWS}件。`] : [];
  return [...rows, ...more, ...(told ? [`最近回复：${told.text}`] : [])].join("\n");
}

/** The last thing that an officer told the person on one of these reports. */
async function lastReply(store: Store, reports: readonly Report[]): Promise<ReplyEntry | undefined> {
  const [answered] = reports
    .filter(({ lastReplyAt }) => lastReplyAt !== undefined)
    .sort((a, b) => ((a.lastReplyAt ?? "") < (b.lastReplyAt ?? "") ? 1 : -1));
  const entries = answered ? await store.reports.entries(answered.id) : [];
  return entries.findLast((entry): entry is ReplyEntry => entry.kind === "reply");
}
