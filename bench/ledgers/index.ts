import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LedgerEntry } from "../../src/domain/ledgers.ts";
import { addDays } from "../../src/domain/named-days.ts";
import { newId } from "../../src/lib/ids.ts";
import type { LedgerEntryFilter } from "../../src/store/store.ts";
import { quantiles } from "../store/intake.ts";
import { openBench } from "../store/open.ts";

const DAY = 86_400_000;
const streets = ["矿工路", "体育场", "新程街", "锦绣家园", "建设路", "和顺苑", "园林路"];
const words = [
  "老人独居，灯坏了",
  "消防通道堆了纸箱",
  "灭火器过期",
  "门锁坏了，已换",
  "邻里吵架，劝开了",
  "登记租客三人",
];

/** `npm run bench -- ledgers [entries]`: list, search and calendar over so many entries of ten ledgers, while some change. */
export async function bench([given = "100000"]: string[]): Promise<void> {
  const count = Number(given);
  const dir = await mkdtemp(join(tmpdir(), "jingmin-bench-ledgers-"));
  const store = await openBench(join(dir, "data"));
  try {
    const begin = Date.now() - 3 * 365 * DAY;
    for (let from = 0; from < count; from += 1_000)
      await store.tx(async (t) => {
        for (let n = from; n < Math.min(from + 1_000, count); n++)
          t.ledgerEntries.put(entry(n, begin, count));
      });
    const today = new Date().toISOString().slice(0, 10);
    const asked: Record<string, [LedgerEntryFilter, "newest" | "due"]> = {
      list: [{ ledgers: ["l0"], open: true }, "due"],
      "of an office": [{ ledgers: ["l0"], office: "第4警务室" }, "newest"],
      search: [{ ledgers: ["l0"], terms: ["锦绣家园", "灭火器"] }, "newest"],
      "search of all": [{ terms: ["楼7号"] }, "newest"],
      calendar: [
        {
          ledgers: ["l0"],
          open: true,
          dueFrom: `${today.slice(0, 7)}-01`,
          dueBefore: `${today.slice(0, 7)}-32`,
        },
        "due",
      ],
      overdue: [{ open: true, dueBefore: today }, "due"],
    };
    for (const [name, [filter, order]] of Object.entries(asked)) {
      const times: number[] = [];
      const own: number[] = [];
      let total = 0;
      for (let i = 0; i < 60; i++) {
        // Officers write meanwhile: what was made of the table is made anew.
        if (i % 3 === 0) await store.tx(async (t) => t.ledgerEntries.put(entry(i, begin, count)));
        const cpu = process.cpuUsage();
        const began = performance.now();
        total = (await store.ledgerEntries.find(filter, { limit: 25, order })).total;
        times.push(performance.now() - began);
        const { user, system } = process.cpuUsage(cpu);
        own.push((user + system) / 1_000);
      }
      process.stdout.write(
        `${name}: ${total} of ${count}, p50 ${quantiles(times).p50.toFixed(1)} ms, p95 ${p95(times).toFixed(1)} ms (own work ${p95(own).toFixed(1)} ms)\n`,
      );
    }
  } finally {
    await store.close();
    await rm(dir, { recursive: true });
  }
}

function p95(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? 0;
}

const ids = new Map<number, string>();

function entry(n: number, begin: number, count: number): LedgerEntry {
  const at = new Date(begin + (n / count) * 3 * 365 * DAY);
  const id = ids.get(n) ?? newId(at);
  ids.set(n, id);
  const day = at.toISOString().slice(0, 10);
  const isOpen = n % 20 === 0;
  return {
    id,
    number: `台账-${n}`,
    ledger: `l${n % 10}`,
    version: "a",
    state: isOpen ? "open" : "done",
    values: {
      place: `${streets[n % 7]}${n % 40}号楼${n % 9}号`,
      note: `${words[n % 6]}，第${n}次`,
      officer: "o1",
    },
    officer: `o${n % 100}`,
    office: `第${n % 11}警务室`,
    day,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    events: [{ at: at.toISOString(), by: "o1", kind: "written" }],
    ...(isOpen ? { dueOn: addDays(day, 14) } : { endedAt: at.toISOString() }),
  };
}
