import { fileReport } from "../../src/domain/report-actions.ts";
import { type Report, type ReportEntry, wordsOf } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Chat } from "../support/start-chat.ts";

interface Wanted extends Partial<Omit<Report, "attachments">> {
  /** Who said it; 张 unless named. */
  by?: string;
  text?: string;
}

/** A report as intake would have filed it just now, its category not left to understanding; returns its number. */
export async function filed(chat: Chat, { by = "张", text = "三楼楼道堆满纸箱", ...more }: Wanted = {}) {
  const now = more.receivedAt ? new Date(more.receivedAt) : chat.clock.now();
  const at = now.toISOString();
  const address = chat.channel.address("user", chat.resident(by).id);
  return chat.store.tx(async (t) => {
    const known = await t.contacts.byAddress(address);
    const contact = known ?? { id: newId(now), name: by, addresses: [address], firstSeen: at, greetedAt: at };
    t.contacts.put(contact);
    const filed = {
      category: "help",
      priority: "normal",
      office: "体育场警务室",
      place: "矿工路12号",
    } as const;
    const basics = { id: newId(now), number: await t.reports.nextNumber("2611"), reporter: contact.id };
    const said = { text, message: `m-${basics.id}` };
    const { report: made, entries } = fileReport({ ...filed, ...basics }, said, { now, newId });
    const report = { ...made, ...more };
    t.reports.put(report);
    for (const entry of entries) t.reports.append(entry);
    return report.number;
  });
}

/** The report of a number with its history, as it is stored. */
export async function stored(
  chat: Pick<Chat, "store">,
  number: string,
): Promise<Report & { entries: readonly ReportEntry[] }> {
  const report = await chat.store.reports.byNumber(number);
  if (!report) throw new Error(`no ${number}`);
  return { ...report, entries: await chat.store.reports.entries(report.id) };
}

/** What was written in the history of a report, oldest first. */
export async function written(chat: Pick<Chat, "store">, number: string): Promise<string[]> {
  return (await stored(chat, number)).entries.map(wordsOf);
}

/** What the audit says was done to a report, oldest first. */
export async function audited(chat: Chat, number: string): Promise<string[]> {
  const { id } = await stored(chat, number);
  const entries = await chat.store.audit.of({ kind: "report", id }, 20);
  return entries.map((entry) => entry.action).reverse();
}
