import { createHash } from "node:crypto";
import type { AuditEntry } from "../../src/domain/audit.ts";
import { addressKey } from "../../src/domain/people.ts";
import { formatNumber } from "../../src/domain/reports.ts";
import type { Reads, Store, Tx } from "../../src/store/store.ts";

type Table = Map<string, unknown>;

/** The simplest Store that keeps the port's promises, but for durability: everything is in memory, staged by copying. */
export function createMemoryStore(): Store {
  let tables = new Map<string, Table>();
  let last: Promise<unknown> = Promise.resolve();
  const reads = view(() => tables);
  return {
    ...reads,
    tx(work) {
      const run = last.then(async () => {
        const staged = new Map([...tables].map(([name, rows]) => [name, new Map(rows)]));
        const value = await work(view(() => staged));
        tables = staged;
        return value;
      });
      last = run.catch(() => {});
      return run;
    },
    durable: async () => void (await last),
    health: () => ({ writable: true }),
    close: async () => {},
  };
}

function view(tables: () => Map<string, Table>): Tx & Reads {
  const table = <T>(name: string): Map<string, T> => {
    const all = tables();
    if (!all.has(name)) all.set(name, new Map());
    return all.get(name) as Map<string, T>;
  };
  const keyed = <T>(name: string, key: (row: T) => string) => ({
    get: async (id: string) => table<T>(name).get(id),
    put: (row: T) => void table<T>(name).set(key(row), structuredClone(row)),
    erase: (id: string) => void table<T>(name).delete(id),
    rows: () => [...table<T>(name).values()],
  });
  type R = NonNullable<Awaited<ReturnType<Reads["reports"]["get"]>>>;
  const reports = keyed<R>("reports", (r) => r.id);
  type F = Parameters<Reads["reports"]["find"]>[0];
  const matches = (r: R, f: F): boolean => {
    const text = [r.number, r.place, ...r.entries.map((e) => e.text)]
      .join("\n")
      .normalize("NFKC")
      .toLowerCase();
    return (
      (!f.statuses || f.statuses.includes(r.status)) &&
      (!f.categories || f.categories.includes(r.category)) &&
      (!f.office || f.office === r.office) &&
      (!f.assignee || f.assignee === r.assignee) &&
      (!f.reporter || f.reporter === r.reporter) &&
      (!f.priority || f.priority === r.priority) &&
      (!f.anyOf || f.anyOf.some((g) => matches(r, g))) &&
      (!f.from || r.receivedAt >= f.from) &&
      (!f.before || r.receivedAt < f.before) &&
      (f.terms ?? []).every((term) => text.includes(term.normalize("NFKC").toLowerCase()))
    );
  };
  const matching = (f: F) =>
    reports
      .rows()
      .filter((r) => matches(r, f))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  type C = NonNullable<Awaited<ReturnType<Reads["contacts"]["get"]>>>;
  const contacts = keyed<C>("contacts", (c) => c.id);
  type O = NonNullable<Awaited<ReturnType<Reads["officers"]["get"]>>>;
  const officers = keyed<O>("officers", (o) => o.id);
  type G = NonNullable<Awaited<ReturnType<Reads["groups"]["get"]>>>;
  const groups = keyed<G>("groups", (g) => g.id);
  type S = NonNullable<Awaited<ReturnType<Reads["slots"]["get"]>>>;
  const slots = keyed<S>("slots", (s) => s.key);
  type D = NonNullable<Awaited<ReturnType<Reads["deliveries"]["get"]>>>;
  const deliveries = keyed<D>("deliveries", (d) => d.id);
  type A = NonNullable<Awaited<ReturnType<Reads["attachments"]["get"]>>>;
  const attachments = keyed<A>("attachments", (a) => a.id);
  type K = NonNullable<Awaited<ReturnType<Reads["codes"]["byHash"]>>>;
  const codes = keyed<K>("codes", (c) => c.hash);
  const has = (addresses: readonly Parameters<typeof addressKey>[0][], key: string) =>
    addresses.some((a) => addressKey(a) === key);
  return {
    reports: {
      ...reports,
      byNumber: async (number) => reports.rows().find((r) => r.number === number),
      find: async (f, { limit, offset = 0, oldestFirst = false }) => {
        const all = oldestFirst ? matching(f).reverse() : matching(f);
        return { reports: all.slice(offset, offset + limit), total: all.length };
      },
      tally: async (f) => {
        const counts = new Map<string, { category: R["category"]; status: R["status"]; count: number }>();
        for (const { category, status } of matching(f)) {
          const row = counts.get(`${category} ${status}`) ?? { category, status, count: 0 };
          row.count++;
          counts.set(`${category} ${status}`, row);
        }
        return [...counts.values()];
      },
      nextNumber: async (month) => {
        const counters = table<number>("numbers");
        const next = (counters.get(month) ?? 0) + 1;
        counters.set(month, next);
        return formatNumber(month, next);
      },
    },
    contacts: {
      ...contacts,
      byAddress: async (address) => contacts.rows().find((c) => has(c.addresses, addressKey(address))),
    },
    officers: {
      ...officers,
      byName: async (name) => officers.rows().find((o) => o.name === name),
      byAddress: async (address) =>
        officers.rows().find((o) => !o.revokedAt && has(o.accounts, addressKey(address))),
      all: async () => officers.rows().sort((a, b) => a.name.localeCompare(b.name, "zh")),
    },
    codes: { ...codes, byHash: codes.get },
    groups: {
      ...groups,
      byAddress: async (address) => groups.rows().find((g) => addressKey(g.address) === addressKey(address)),
      all: async () => groups.rows(),
    },
    alerts: keyed("alerts", (a) => a.id),
    slots: {
      ...slots,
      lastFired: async (series) =>
        slots
          .rows()
          .filter((s) => s.series === series && s.state === "fired")
          .sort((a, b) => (a.due < b.due ? 1 : -1))[0],
      since: async (from) =>
        slots
          .rows()
          .filter((s) => s.due >= from)
          .sort((a, b) => (a.due < b.due ? -1 : 1)),
    },
    deliveries: {
      ...deliveries,
      inStates: async (states) => deliveries.rows().filter((d) => states.includes(d.state)),
      ofSlot: async (slot) => deliveries.rows().filter((d) => d.slot === slot),
    },
    attachments: {
      ...attachments,
      ofReport: async (report) => attachments.rows().filter((a) => a.report === report),
      pending: async () => attachments.rows().filter((a) => a.state === "pending"),
      storedBytes: async () => {
        const sizes = new Map(attachments.rows().map((a) => [a.hash, a.hash ? (a.size ?? 0) : 0]));
        return [...sizes.values()].reduce((sum, size) => sum + size, 0);
      },
    },
    inbox: {
      has: async (key) => table("inbox").has(key),
      mark: (key, at) => void table("inbox").set(key, at),
    },
    audit: {
      append: (record) => {
        const chain = table<AuditEntry>("audit");
        const { words, ...facts } = record;
        const previous = chain.get(String(chain.size))?.mac ?? "";
        const mac = createHash("sha256")
          .update(previous + JSON.stringify(facts) + (words ?? ""))
          .digest("hex");
        chain.set(String(chain.size + 1), { ...facts, seq: chain.size + 1, mac });
      },
      of: async (subject, limit) =>
        [...table<AuditEntry>("audit").values()]
          .filter((e) => e.subject.kind === subject.kind && e.subject.id === subject.id)
          .reverse()
          .slice(0, limit),
    },
    settings: {
      get: async (key) => table<string>("settings").get(key),
      put: (key, value) => void table<string>("settings").set(key, value),
    },
  };
}
