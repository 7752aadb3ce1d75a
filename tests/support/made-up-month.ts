import type { Report } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Chat } from "./start-chat.ts";

const DAY = 86_400_000;
/** As often as a station has them; the last ones are rare. */
const kinds: readonly (readonly [Report["category"], number])[] = [
  ["inquiry", 34],
  ["help", 24],
  ["dispute", 14],
  ["suggestion", 12],
  ["suspicious", 7],
  ["tip", 5],
  ["complaint", 4],
];
const ends: readonly (readonly [Report["status"], number])[] = [
  ["resolved", 70],
  ["referred", 7],
  ["rejected", 5],
  ["withdrawn", 3],
  ["unresolved", 5],
  ["in_progress", 4],
  ["accepted", 3],
  ["received", 3],
];

/** Puts `count` reports of November 2026 into a station's store, the same ones each time; offices by their size. */
export async function putMonth(chat: Chat, count: number, offices: readonly string[]): Promise<Report[]> {
  const random = numbers(count);
  const pick = <T>(from: readonly (readonly [T, number])[]): T => {
    let at = random() * from.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of from) {
      at -= weight;
      if (at < 0) return value;
    }
    return from[0]?.[0] as T;
  };
  const made = Array.from({ length: count }, (_, i): Report => {
    const received = Date.parse("2026-10-31T16:00:00Z") + Math.floor(random() * 29.5 * DAY);
    const at = (after: number) => new Date(received + after).toISOString();
    const status = pick(ends);
    const isClosed = !["in_progress", "accepted", "received"].includes(status);
    const office = offices[Math.floor(random() ** 2 * offices.length)];
    return {
      id: newId(new Date(received)),
      number: `R2611-${String(i + 1).padStart(4, "0")}`,
      category: pick(kinds),
      status,
      priority: "normal",
      reporter: `person-${i}`,
      place: `秘密街${i + 1}号`,
      attachments: [],
      receivedAt: at(0),
      updatedAt: at(0),
      lastSaidAt: at(0),
      ...(random() < 0.9 && office ? { office } : {}),
      ...(random() < 0.03 ? { sensitive: true as const } : {}),
      ...(status === "received" ? {} : { firstReplyAt: at(random() ** 3 * 3 * DAY) }),
      ...(isClosed ? { closedAt: at(random() ** 2 * 9 * DAY) } : {}),
    };
  });
  await chat.store.tx(async (t) => {
    for (const report of made) {
      t.reports.put(report);
      const said = { id: newId(chat.clock.now()), report: report.id, at: report.receivedAt } as const;
      t.reports.append({ ...said, by: "resident", kind: "said", text: `隐情${report.number}，别说是我` });
    }
  });
  return made;
}

/** Numbers from 0 to 1, the same for the same seed (Park and Miller, 1988). */
function numbers(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
