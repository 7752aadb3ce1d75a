import { fileReport } from "../../src/domain/report-actions.ts";
import type { Report } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Chat } from "../support/start-chat.ts";

interface Wanted extends Partial<Omit<Report, "entries" | "attachments">> {
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
    const report = {
      ...fileReport({ ...filed, ...basics }, { text, message: `m-${basics.id}` }, now),
      ...more,
    };
    t.reports.put(report);
    return report.number;
  });
}

/** The report of a number, as it is stored. */
export async function stored(chat: Chat, number: string): Promise<Report> {
  const report = await chat.store.reports.byNumber(number);
  if (!report) throw new Error(`no ${number}`);
  return report;
}

/** What the audit says was done to a report, oldest first. */
export async function audited(chat: Chat, number: string): Promise<string[]> {
  const { id } = await stored(chat, number);
  const entries = await chat.store.audit.of({ kind: "report", id }, 20);
  return entries.map((entry) => entry.action).reverse();
}
