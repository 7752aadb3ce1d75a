import { newId } from "../../src/lib/ids.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { accountOf, personId } from "./generate.ts";
import { type Words, words } from "./texts.ts";

/** Made beforehand: what is measured is the store. */
const told = Array.from({ length: 4096 }, (_, i) => words(i, Math.random));

/**
 * What one transaction does. `report`: the report and its number, as the prototypes did. `message`: besides, all that a
 * message leaves behind: audit entry, receipt and notice in the outbox, inbox mark. `reads`: before it, as the bot does,
 * whether the message was seen, who wrote it, and what of his is open.
 */
export type Extent = "report" | "message" | "reads";

/** One report in one transaction; gives its number. */
export function fileOne(
  store: Pick<Store, "tx">,
  i: number,
  people: number,
  extent: Extent = "reads",
): Promise<string> {
  const n = (i * 7919) % people;
  const key = `qq/${n}/${i}/${Date.now()}`;
  return store.tx(async (t) => {
    const now = new Date();
    const iso = now.toISOString();
    const reporter = extent === "reads" ? await identify(t, key, n, iso) : personId(n);
    const { category, place, said } = told[i % told.length] as Words;
    const number = await t.reports.nextNumber(iso.slice(2, 7).replace("-", ""));
    const id = newId(now);
    t.reports.put({
      id,
      number,
      category,
      status: "received",
      priority: "normal",
      reporter,
      place,
      office: "警务室1",
      attachments: [],
      receivedAt: iso,
      updatedAt: iso,
      lastSaidAt: iso,
    });
    const entry = { id: newId(now), report: id, at: iso, by: "resident" as const };
    t.reports.append({ ...entry, kind: "said", text: said, message: String(i) });
    if (extent === "report") return number;
    t.inbox.mark(key, now);
    t.audit.append({
      at: iso,
      actor: { person: reporter },
      action: "report.filed",
      subject: { kind: "report", id },
      words: said,
    });
    for (const [kind, to] of [
      ["answer", { person: reporter }],
      ["notice", { officer: "01HOFFICER0000000000000001" }],
    ] as const) {
      t.deliveries.put({
        id: newId(now),
        kind,
        to,
        text: `已收到，编号 ${number}，民警会看。`,
        state: "pending",
        attempts: 0,
        createdAt: iso,
        report: id,
      });
    }
    return number;
  });
}

async function identify(t: Tx, key: string, n: number, iso: string): Promise<string> {
  if (await t.inbox.has(key)) throw new Error("seen");
  const contact = await t.contacts.byAddress(accountOf(n));
  const reporter = contact?.id ?? personId(n);
  if (!contact) t.contacts.put({ id: reporter, name: "新住户", addresses: [accountOf(n)], firstSeen: iso });
  await t.reports.newest({ reporter }, 1);
  return reporter;
}

export interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** So many writers at once for `ms`: reports durable per second, latency in ms. */
export async function intake(
  store: Pick<Store, "tx">,
  writers: number,
  ms: number,
  people: number,
  extent: Extent,
): Promise<Rate> {
  const took: number[] = [];
  const end = performance.now() + ms;
  let i = Math.floor(Math.random() * 1e9);
  const writer = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await fileOne(store, i++, people, extent);
      took.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: writers }, writer));
  return { perSecond: took.length / ((performance.now() - began) / 1000), ...quantiles(took) };
}

export function quantiles(took: number[]): { p50: number; p99: number } {
  took.sort((a, b) => a - b);
  const at = (q: number): number => took[Math.min(took.length - 1, Math.floor(took.length * q))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
