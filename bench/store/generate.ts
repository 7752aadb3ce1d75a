import { formatNumber, isOpen, type Report } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import type { Tx } from "../../src/store/store.ts";
import { createRandom } from "../../tests/crash/sim-disk.ts";
import { words } from "./texts.ts";

const batch = 250;
const years = 5;
const offices = Array.from({ length: 11 }, (_, i) => `警务室${i + 1}`);

/** Fills an empty store with `count` reports over five years up to `now`, with contacts, outbox rows and audit. */
export async function generate(store: FolderStore, count: number, now: Date): Promise<void> {
  const random = createRandom(count);
  const first = now.getTime() - years * 365 * 86_400_000;
  const people = Math.ceil(count * 0.4);
  const known = new Set<string>();
  for (let i = 0; i < count; i += batch) {
    await store.tx(async (t) => {
      for (let j = i; j < Math.min(i + batch, count); j++) {
        const at = first + ((now.getTime() - first) * (j + 1)) / (count + 1);
        await putOne(t, j, at, now.getTime() - at < 14 * 86_400_000, people, known, random);
      }
    });
    if (i % Math.max(10_000, count / 20) === 0) await store.checkpoint();
  }
  await store.checkpoint();
}

export function personId(n: number): string {
  return `01HPERSON${String(n).padStart(17, "0")}`;
}

export function accountOf(n: number) {
  return { channel: "qq", epoch: "", kind: "user", id: String(10_000_000 + n) } as const;
}

async function putOne(
  t: Tx,
  i: number,
  at: number,
  fresh: boolean,
  people: number,
  known: Set<string>,
  random: () => number,
): Promise<void> {
  const when = new Date(at);
  const iso = when.toISOString();
  const n = Math.floor(random() * people);
  const reporter = personId(n);
  if (!known.has(reporter)) {
    known.add(reporter);
    t.contacts.put({
      id: reporter,
      name: `住户${n}`,
      addresses: [accountOf(n)],
      firstSeen: iso,
      greetedAt: iso,
    });
  }
  const { category, place, said, reply } = words(i, random);
  const officer = `01HOFFICER${String(Math.floor(random() * 100)).padStart(16, "0")}`;
  const open = fresh && random() < 0.5;
  const report: Report = {
    id: newId(when),
    number: await t.reports.nextNumber(iso.slice(2, 7).replace("-", "")),
    category,
    status: open ? "received" : random() < 0.9 ? "resolved" : "referred",
    priority: "normal",
    reporter,
    place,
    office: offices[Math.floor(random() * offices.length)] as string,
    assignee: officer,
    attachments: [],
    receivedAt: iso,
    updatedAt: iso,
    lastSaidAt: iso,
    ...(open ? {} : { closedAt: iso }),
  };
  t.reports.put(report);
  const entry = () => ({ id: newId(when), report: report.id, at: iso });
  t.reports.append({ ...entry(), by: "resident", kind: "said", text: said, message: String(i) });
  t.reports.append({ ...entry(), by: { officer }, kind: "reply", text: reply });
  if (!open) {
    const closed = {
      kind: "status",
      from: "in_progress",
      to: report.status,
      reason: "已回访，满意。",
    } as const;
    t.reports.append({ ...entry(), by: { officer }, ...closed });
  }
  for (const [kind, to] of [
    ["answer", { person: reporter }],
    ["notice", { officer }],
    ["answer", { person: reporter }],
  ] as const) {
    t.deliveries.put({
      id: newId(when),
      kind,
      to,
      text: `已收到，${place}的事，编号 ${report.number}，民警会看。`,
      state: "sent",
      attempts: 1,
      createdAt: iso,
      doneAt: iso,
      report: report.id,
    });
  }
  for (const action of isOpen(report)
    ? ["report.filed"]
    : ["report.filed", "report.taken", "report.closed"]) {
    t.audit.append({
      at: iso,
      actor: { officer },
      action,
      subject: { kind: "report", id: report.id },
      words: said,
    });
  }
}

/** A number that was given out in the first year. */
export function oldNumber(now: Date): string {
  return formatNumber(
    new Date(now.getTime() - 4.5 * 365 * 86_400_000).toISOString().slice(2, 7).replace("-", ""),
    10,
  );
}
