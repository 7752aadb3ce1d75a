import type { Report } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import { type Store, StoreError } from "../../src/store/store.ts";

/** What one report must be after a crash: the version acknowledged, or one that was on its way. */
export interface Expected {
  readonly number: string;
  readonly acknowledged: number;
  readonly attempted: number;
  /** Version whose audit entries and outbox rows were all found, after an earlier crash. */
  readonly found?: number;
}

/** One intake as the bot does it: report, audit entry and two outbox rows, or another word on a report. */
export async function say(store: Store, id: string, version: number, text = ""): Promise<string> {
  return store.tx(async (t) => {
    const now = new Date().toISOString();
    const before = await t.reports.get(id);
    const words = `第${version}句${text}`;
    const report: Report = before
      ? { ...before, updatedAt: now, lastSaidAt: now }
      : {
          id,
          number: await t.reports.nextNumber(now.slice(2, 7).replace("-", "")),
          category: "help",
          status: "received",
          priority: "normal",
          reporter: `person-${id.slice(-3)}`,
          attachments: [],
          receivedAt: now,
          updatedAt: now,
          lastSaidAt: now,
        };
    t.reports.put(report);
    const entry = { id: newId(new Date()), report: id, at: now, by: "resident" as const };
    t.reports.append({ ...entry, kind: "said", text: words });
    t.audit.append({
      at: now,
      actor: { system: "crash" },
      action: before ? "report.supplemented" : "report.filed",
      subject: { kind: "report", id },
      words,
    });
    for (const part of ["answer", "notice"] as const) {
      t.deliveries.put({
        id: deliveryId(id, version, part),
        kind: part,
        to: { person: report.reporter },
        text: `已收到 ${report.number}`,
        state: "pending",
        attempts: 0,
        createdAt: now,
        report: id,
      });
    }
    return report.number;
  });
}

function deliveryId(id: string, version: number, part: string): string {
  return `${id}/${version}/${part}`;
}

/** Writers that report and add to their reports until the store goes; `expected` is what was acknowledged to them. */
export function startResidents(
  store: FolderStore,
  writers: number,
  expected: Map<string, Expected>,
  random: () => number,
) {
  let stopped = false;
  const loop = async (): Promise<void> => {
    const mine: string[] = [];
    while (!stopped) {
      const again = random() < 0.4 ? mine[Math.floor(random() * mine.length)] : undefined;
      const id = again ?? newId(new Date());
      const known = expected.get(id) ?? { number: "", acknowledged: 0, attempted: 0 };
      const version = known.attempted + 1;
      expected.set(id, { ...known, attempted: version });
      try {
        const number = await say(store, id, version, "啊".repeat(Math.floor(random() * 200)));
        expected.set(id, { ...known, number, acknowledged: version, attempted: version });
        if (!again) mine.push(id);
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        // After a failed fsync nobody knows what the disk holds.
        if (error.reason !== "full") return;
        // Refused for want of room: nothing changed, so the next one takes this one's place.
        expected.set(id, known);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  const done = Promise.all(Array.from({ length: writers }, loop));
  // A writer on a disk that lost power waits for ever: nobody waits for it.
  done.catch(() => {});
  return {
    /** They say nothing more. */
    halt(): void {
      stopped = true;
    },
    /** And what they said last has been answered. */
    async stop(): Promise<void> {
      stopped = true;
      await done;
    },
  };
}

/** What is missing or wrong, in words; empty where every acknowledged report is whole. Updates `expected` to what is there. */
export async function findLosses(store: Store, expected: Map<string, Expected>): Promise<string[]> {
  const losses: string[] = [];
  const numbers = new Map<string, string>();
  for (const [id, { number, acknowledged, attempted, found }] of [...expected]) {
    const report = await store.reports.get(id);
    const version = (await store.reports.entries(id)).length;
    if (version < acknowledged) losses.push(`${number || id}: ${version} of ${acknowledged} sentences`);
    if (version > attempted) losses.push(`${id}: more than was ever said`);
    if (!report) {
      if (acknowledged === 0) expected.delete(id);
      continue;
    }
    if (number && report.number !== number) losses.push(`${number} became ${report.number}`);
    const other = numbers.get(report.number);
    if (other) losses.push(`${report.number} was given to two`);
    numbers.set(report.number, id);
    if ((await store.reports.byNumber(report.number))?.id !== id)
      losses.push(`${report.number} finds another`);
    // What was found after an earlier crash and not touched since is not searched again: verify walks the whole chain.
    if (found === version) continue;
    const audit = await store.audit.of({ kind: "report", id }, 1_000);
    if (audit.length !== version)
      losses.push(`${report.number}: ${audit.length} audit entries for ${version}`);
    for (let v = 1; v <= version; v++) {
      for (const part of ["answer", "notice"]) {
        if (!(await store.deliveries.get(deliveryId(id, v, part))))
          losses.push(`${report.number}: no ${part} ${v}`);
      }
    }
    expected.set(id, { number: report.number, acknowledged: version, attempted: version, found: version });
  }
  const next = await store.tx((t) =>
    t.reports.nextNumber(new Date().toISOString().slice(2, 7).replace("-", "")),
  );
  if (numbers.has(next)) losses.push(`${next} would be given again`);
  return losses;
}
