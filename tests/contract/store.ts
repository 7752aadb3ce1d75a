import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Alert, Slot } from "../../src/domain/alerts.ts";
import type { AuditRecord } from "../../src/domain/audit.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import type { Group } from "../../src/domain/groups.ts";
import type { Address, Contact, Officer } from "../../src/domain/people.ts";
import type { Attachment, Report, ReportEntry, SaidEntry } from "../../src/domain/reports.ts";
import type { Sight } from "../../src/domain/rights.ts";
import { newId } from "../../src/lib/ids.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { tableContract } from "./store-tables.ts";

export interface StoreUnderTest {
  readonly store: Store;
  /** Closes and opens again; a store that keeps nothing gives none. */
  reopen?(): Promise<Store>;
  dispose(): Promise<void>;
}

const start = Date.parse("2026-11-23T02:00:00.000Z");
const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString();

interface Told {
  readonly report: Report;
  readonly said: SaidEntry;
}

/** A report and the words that it began with. */
function told(minutes: number, text: string, rest: Partial<Report> = {}): Told {
  const report = reportOf(minutes, rest);
  return { report, said: said(report, minutes, text) };
}

function said({ id }: Report, minutes: number, text: string): SaidEntry {
  return {
    id: newId(new Date(at(minutes))),
    report: id,
    at: at(minutes),
    by: "resident",
    kind: "said",
    text,
  };
}

function put(t: Tx, { report, said }: Told): void {
  t.reports.put(report);
  t.reports.append(said);
}

function reportOf(minutes: number, rest: Partial<Report> = {}): Report {
  return {
    id: newId(new Date(at(minutes))),
    number: `R2611-${String(minutes + 1).padStart(4, "0")}`,
    category: "help",
    status: "received",
    priority: "normal",
    reporter: "person-1",
    attachments: [],
    receivedAt: at(minutes),
    updatedAt: at(minutes),
    lastSaidAt: at(minutes),
    ...rest,
  };
}

const address = (id: string, kind: Address["kind"] = "user", epoch = ""): Address => ({
  channel: "qq",
  epoch,
  kind,
  id,
});

function contact(id: string, addresses: Address[]): Contact {
  return { id, name: `邻居${id}`, addresses, firstSeen: at(0) };
}

function delivery(minutes: number, rest: Partial<Delivery> = {}): Delivery {
  return {
    id: newId(new Date(at(minutes))),
    kind: "broadcast",
    to: { group: "g1" },
    text: "出门关好窗",
    state: "pending",
    attempts: 0,
    createdAt: at(minutes),
    ...rest,
  };
}

function attachment(minutes: number, rest: Partial<Attachment> = {}): Attachment {
  return {
    id: newId(new Date(at(minutes))),
    report: "r1",
    kind: "image",
    channel: "qq",
    state: "pending",
    attempts: 0,
    receivedAt: at(minutes),
    ...rest,
  };
}

const entry = (id: string, action: string): AuditRecord => ({
  at: at(0),
  actor: { system: "test" },
  action,
  subject: { kind: "report", id },
});

/** What every Store promises. `open` must run each `work` twice where it can. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: Store;
    beforeEach(async () => {
      under = await open();
      store = under.store;
    });
    afterEach(() => under.dispose());
    const reopened = async (): Promise<Store> => (under.reopen ? under.reopen() : store);

    describe("transactions", () => {
      it("reads within a transaction see what it has put, and others do not until it ends", async () => {
        const { report: one, said } = told(0, "楼道堆满纸箱");
        await store.tx(async (t) => {
          t.reports.put(one);
          t.reports.append(said);
          expect(await t.reports.entries(one.id)).toEqual([said]);
          expect(await t.reports.get(one.id)).toEqual(one);
          expect(await t.reports.byNumber("R2611-0001")).toEqual(one);
          expect((await t.reports.find({ terms: ["纸箱"] }, { limit: 9 })).total).toBe(1);
          expect(await t.reports.tally({})).toEqual([{ category: "help", status: "received", count: 1 }]);
          expect(await store.reports.get(one.id)).toBeUndefined();
          expect(await store.reports.entries(one.id)).toEqual([]);
        });
        expect(await store.reports.get(one.id)).toEqual(one);
      });

      it("a staged change replaces the stored one in every kind of read", async () => {
        const one = reportOf(0);
        const two = reportOf(1);
        await store.tx(async (t) => {
          t.reports.put(one);
          t.reports.put(two);
        });
        await store.tx(async (t) => {
          t.reports.put({ ...one, status: "resolved" });
          expect((await t.reports.find({ statuses: ["received"] }, { limit: 9 })).reports).toEqual([two]);
          expect((await t.reports.find({}, { limit: 1, offset: 1 })).reports[0]?.status).toBe("resolved");
          expect((await t.reports.find({}, { limit: 1 })).total).toBe(2);
          expect(await t.reports.tally({})).toHaveLength(2);
          expect(await t.reports.newest({}, 1)).toEqual([two]);
          expect(await t.reports.newest({ statuses: ["resolved"] }, 2)).toHaveLength(1);
          await t.reports.erase(two.id);
          expect((await t.reports.newest({}, 2)).map((r) => r.id)).toEqual([one.id]);
          expect((await t.reports.find({}, { limit: 9 })).total).toBe(1);
          expect(await t.reports.byNumber(two.number)).toBeUndefined();
        });
      });

      it("a throw changes nothing, numbers and audit included", async () => {
        const failing = store.tx(async (t) => {
          put(t, told(0, "x"));
          await t.reports.nextNumber("2611");
          t.settings.put("k", "v");
          t.audit.append(entry("r", "report.filed"));
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
        expect((await store.reports.find({}, { limit: 9 })).total).toBe(0);
        expect(await store.settings.get("k")).toBeUndefined();
        expect(await store.audit.of({ kind: "report", id: "r" }, 9)).toEqual([]);
        expect(await store.tx((t) => t.reports.nextNumber("2611"))).toBe("R2611-0001");
      });

      it("transactions are serial: none reads what another is about to change", async () => {
        await Promise.all(
          Array.from({ length: 50 }, () =>
            store.tx(async (t) => {
              const n = Number((await t.settings.get("n")) ?? 0);
              await Promise.resolve();
              t.settings.put("n", String(n + 1));
            }),
          ),
        );
        expect(await store.settings.get("n")).toBe("50");
      });

      it("gives the value of its work", async () => {
        expect(await store.tx(async () => 42)).toBe(42);
      });
    });

    describe("what is announced of deliveries", () => {
      const group = (id: string, state: Group["state"]): Group => ({
        id,
        address: address(id, "group"),
        topics: [],
        kind: "community",
        state,
        muted: false,
        fixed: false,
      });

      it("each transaction's rows and confirmed groups, once, in order, before `tx` resolves", async () => {
        const heard: [rows: string[], confirmed: readonly string[]][] = [];
        store.onDeliveries(({ rows, confirmed }) => {
          heard.push([rows.map(({ id, state }) => `${id.slice(-2)} ${state}`), confirmed]);
        });
        const row = (id: string, rest: Partial<Delivery> = {}) => delivery(0, { id: `d-${id}`, ...rest });
        await store.tx(async (t) => {
          t.deliveries.put(row("01"));
          t.deliveries.put(row("02"));
          t.groups.put(group("g1", "confirmed"));
          t.groups.put(group("g2", "unconfirmed"));
        });
        expect(heard).toEqual([[["01 pending", "02 pending"], ["g1"]]]);
        await Promise.all([
          store.tx(async (t) => t.deliveries.put(row("01", { state: "cancelled" }))),
          store.tx(async (t) => t.settings.put("k", "no row")),
          store.tx(async (t) => t.deliveries.put(row("03"))),
        ]);
        expect(heard.slice(1)).toEqual([
          [["01 cancelled"], []],
          [["03 pending"], []],
        ]);
      });

      it("nothing of a transaction that failed, nor once the listener has left", async () => {
        let calls = 0;
        const leave = store.onDeliveries(() => {
          calls++;
        });
        const failing = store.tx(async (t) => {
          t.deliveries.put(delivery(0));
          t.groups.put(group("g1", "confirmed"));
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
        await store.tx(async (t) => t.settings.put("k", "v"));
        expect(calls).toBe(0);
        leave();
        await store.tx(async (t) => t.deliveries.put(delivery(1)));
        expect(calls).toBe(0);
      });
    });

    describe("changes", () => {
      it("name the tables that a transaction wrote to, and the reports of their rows", async () => {
        const one = reportOf(1);
        const seen: [string[], string[]][] = [];
        const leave = store.onChanges(({ tables, reports }) => seen.push([[...tables].sort(), [...reports]]));
        await store.tx(async (t) => t.reports.put(one));
        await store.tx(async (t) => t.settings.put("k", "v"));
        await store.tx(async (t) => t.reports.get("none"));
        leave();
        await store.tx(async (t) => t.settings.put("k", "w"));
        expect(seen).toEqual([
          [["reports"], [one.id]],
          [["settings"], []],
        ]);
      });
    });

    describe("timers", () => {
      const timer = { id: "urgent/r1", kind: "urgent", subject: "r1", at: at(2), step: "leaders" } as const;

      it("are announced when they are put or removed, and not by anything else", async () => {
        let calls = 0;
        const leave = store.onChanges(({ tables }) => {
          if (tables.has("timers")) calls++;
        });
        await store.tx(async (t) => t.timers.put(timer));
        expect(calls).toBe(1);
        await store.tx(async (t) => t.settings.put("k", "v"));
        const failing = store.tx(async (t) => {
          t.timers.remove(timer.id);
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
        expect(calls).toBe(1);
        await store.tx(async (t) => t.timers.remove(timer.id));
        expect(calls).toBe(2);
        leave();
        await store.tx(async (t) => t.timers.put(timer));
        expect(calls).toBe(2);
      });
    });

    describe("views", () => {
      it("give what was read, or what the work threw", async () => {
        await store.tx(async (t) => t.settings.put("k", "v"));
        expect(await store.view((r) => r.settings.get("k"))).toBe("v");
        const failing = store.view(async () => {
          throw new Error("no");
        });
        await expect(failing).rejects.toThrow("no");
      });
    });

    describe("numbers", () => {
      it("none is given twice, also across a restart, and they widen past 9999", async () => {
        const next = (s: Store): Promise<string> => s.tx((t) => t.reports.nextNumber("2611"));
        expect(await next(store)).toBe("R2611-0001");
        expect(await store.tx((t) => t.reports.nextNumber("2612"))).toBe("R2612-0001");
        const again = await reopened();
        expect(await next(again)).toBe("R2611-0002");
        await again.tx(async (t) => {
          for (let i = 3; i < 10_000; i++) await t.reports.nextNumber("2611");
        });
        const third = await reopened();
        expect(await next(third)).toBe("R2611-10000");
        expect(await next(third)).toBe("R2611-10001");
      });
    });

    describe("reports", () => {
      it("are found by every part of a filter, newest first, with their total", async () => {
        const all = [
          told(0, "电瓶车被盗", { office: "体育场警务室", category: "tip", reporter: "a", sensitive: true }),
          told(1, "楼上吵闹", {
            office: "新程街警务室",
            category: "dispute",
            reporter: "b",
            assignee: "o1",
            priority: "urgent",
            restricted: true,
          }),
          told(2, "咨询落户", {
            status: "resolved",
            category: "inquiry",
            reporter: "a",
            closedAt: at(9),
            unread: 2,
          }),
          told(3, "电动车乱停", { status: "accepted", category: "suggestion", place: "矿工路口" }),
        ];
        await store.tx(async (t) => {
          for (const one of all) put(t, one);
        });
        const check = async (s: Store): Promise<void> => {
          const numbers = async (filter: Parameters<Store["reports"]["find"]>[0]): Promise<string[]> => {
            const { reports } = await s.reports.find(filter, { limit: 9 });
            for (const limit of [0, 1, 2, 9])
              expect(await s.reports.newest(filter, limit)).toEqual(reports.slice(0, limit));
            return reports.map((r) => r.number.slice(-1));
          };
          expect(await numbers({})).toEqual(["4", "3", "2", "1"]);
          expect(await numbers({ office: "体育场警务室" })).toEqual(["1"]);
          expect(await numbers({ office: "没有的警务室" })).toEqual([]);
          expect(await numbers({ assignee: "o1" })).toEqual(["2"]);
          expect(await numbers({ reporter: "a" })).toEqual(["3", "1"]);
          expect(await numbers({ reporter: "a", statuses: ["received"] })).toEqual(["1"]);
          expect(await numbers({ categories: ["tip", "dispute"] })).toEqual(["2", "1"]);
          expect(await numbers({ statuses: ["received", "accepted"] })).toEqual(["4", "2", "1"]);
          expect(await numbers({ from: at(1), before: at(3) })).toEqual(["3", "2"]);
          expect(await numbers({ terms: ["电动车"] })).toEqual(["4", "1"]);
          expect(await numbers({ terms: ["电动自行车", "矿工路"] })).toEqual(["4"]);
          expect(await numbers({ terms: ["r2611-0003"] })).toEqual(["3"]);
          for (const part of ["瓶车被", "车被", "动车乱", "车乱停"])
            expect(await numbers({ terms: [part] }), part).toHaveLength(1);
          expect(await numbers({ terms: ["没有这回事"] })).toEqual([]);
          expect(await numbers({ priority: "urgent" })).toEqual(["2"]);
          expect(await numbers({ priority: "normal", categories: ["tip", "inquiry"] })).toEqual(["3", "1"]);
          expect(await numbers({ anyOf: [{ office: "体育场警务室" }, { assignee: "o1" }] })).toEqual([
            "2",
            "1",
          ]);
          expect(await numbers({ anyOf: [{ office: "没有的警务室" }, { assignee: "o1" }] })).toEqual(["2"]);
          expect(await numbers({ anyOf: [{ office: "没有的警务室" }] })).toEqual([]);
          expect(await numbers({ office: null })).toEqual(["4", "3"]);
          expect(await numbers({ anyOf: [{ office: null }, { assignee: "o1" }] })).toEqual(["4", "3", "2"]);
          expect(await numbers({ anyOf: [{ assignee: "o1" }], statuses: ["resolved"] })).toEqual([]);
          expect(await numbers({ unread: true })).toEqual(["3"]);
          expect(await numbers({ unread: false })).toEqual(["4", "2", "1"]);
          const oldest = async (limit: number, offset: number) => {
            const { total, reports } = await s.reports.find({}, { limit, offset, oldestFirst: true });
            return [total, reports.map((r) => r.number.slice(-1)).join("")];
          };
          expect(await oldest(3, 0)).toEqual([4, "123"]);
          expect(await oldest(3, 3)).toEqual([4, "4"]);
          expect(await oldest(3, 4)).toEqual([4, ""]);
          expect(await oldest(0, 2)).toEqual([4, ""]);
          const page = await s.reports.find({}, { limit: 2, offset: 1 });
          expect([page.total, page.reports.map((r) => r.number.slice(-1))]).toEqual([4, ["3", "2"]]);
          expect(await s.reports.tally({ statuses: ["received"] })).toEqual(
            expect.arrayContaining([
              { category: "tip", status: "received", count: 1 },
              { category: "dispute", status: "received", count: 1 },
            ]),
          );
          expect(await s.reports.byNumber("R2611-0003")).toEqual(all[2]?.report);
          expect(await s.reports.byNumber("R2611-0099")).toBeUndefined();
          expect(await s.reports.byNumber("nonsense")).toBeUndefined();
        };
        await check(store);
        await check(await reopened());
      });

      it("finds, counts and searches only what is in an officer's sight", async () => {
        const marks: readonly Partial<Report>[] = [
          {},
          { restricted: true, meant: ["b"] },
          { category: "complaint" },
          { restricted: true, priority: "urgent" },
          { sensitive: true },
        ];
        await store.tx(async (t) => {
          for (const [i, mark] of marks.entries()) put(t, told(i, "纸箱", mark));
        });
        const check = async (s: Store): Promise<void> => {
          const seen = async (sight: Sight) => {
            const { reports, total } = await s.reports.find({ terms: ["纸箱"], sight }, { limit: 9 });
            const counts = await s.reports.tally({ sight });
            expect([total, counts.reduce((sum, { count }) => sum + count, 0)]).toEqual(
              Array(2).fill(reports.length),
            );
            return reports
              .map((report) => (Date.parse(report.receivedAt) - Date.parse(at(0))) / 60_000)
              .sort();
          };
          expect(await seen({ restricted: "none", sensitive: false, officer: "a" })).toEqual([0]);
          expect(await seen({ restricted: "danger", sensitive: true, officer: "a" })).toEqual([0, 3, 4]);
          expect(await seen({ restricted: "all", sensitive: false, officer: "a" })).toEqual([0, 1, 2, 3]);
          expect(await seen({ restricted: "all", sensitive: true, officer: "b" })).toEqual([0, 2, 3, 4]);
        };
        await check(store);
        await check(await reopened());
      });

      it("search takes full-width letters and digits, and either case, for the same", async () => {
        await store.tx(async (t) => put(t, told(0, "在ＡＴＭ机旁边３号楼 WiFi")));
        for (const term of ["atm", "ＡＴＭ", "3号楼", "wifi"]) {
          expect((await store.reports.find({ terms: [term] }, { limit: 1 })).total, term).toBe(1);
        }
      });

      it("search takes words for one thing for each other, also within longer ones, and each part for itself", async () => {
        const texts = [
          "电瓶车被偷了",
          "电动自行车被偷了",
          "摩托声音大",
          "摩托车和电动车相撞",
          "装摄像头",
          "私用\ue000字\ue001符",
        ];
        await store.tx(async (t) => {
          for (const [i, text] of texts.entries()) put(t, told(i, text));
        });
        const check = async (s: Store): Promise<void> => {
          for (const [term, found] of [
            ["电动车", "421"],
            ["电动自行车", "421"],
            ["电瓶车被偷", "21"],
            ["电动自行车被偷", "21"],
            ["电瓶", "1"],
            ["自行车", "2"],
            ["摩托", "43"],
            ["摩托车声", "3"],
            ["摩托车和电瓶车相撞", "4"],
            ["监控", "5"],
            ["装监控", "5"],
            ["私用字符", "6"],
            ["私用字\ue001符", "6"],
            ["\ue000", "654321"],
          ] as const) {
            const { reports } = await s.reports.find({ terms: [term] }, { limit: 9 });
            expect(reports.map((r) => r.number.slice(-1)).join(""), term).toBe(found);
          }
        };
        await check(store);
        await check(await reopened());
      });

      it("keep their last version through restarts, whichever months they are of", async () => {
        const old = told(-60 * 24 * 70, "很久以前", { number: "R2609-0001" });
        const recent = told(0, "刚刚");
        await store.tx(async (t) => {
          put(t, old);
          put(t, recent);
        });
        const again = await reopened();
        const more = said(old.report, 5, "补充一句");
        const changed: Report = { ...old.report, status: "resolved", closedAt: at(5), lastSaidAt: at(5) };
        await again.tx(async (t) => {
          t.reports.put(changed);
          t.reports.append(more);
        });
        const check = async (s: Store): Promise<void> => {
          const [{ id }, { report }] = [changed, recent];
          expect(await s.reports.get(id)).toEqual(changed);
          expect(await s.reports.entries(id)).toEqual([old.said, more]);
          for (const term of ["补充", "很久"])
            expect((await s.reports.find({ terms: [term] }, { limit: 9 })).reports, term).toEqual([changed]);
          expect((await s.reports.find({ statuses: ["received"] }, { limit: 9 })).reports).toEqual([report]);
          expect((await s.reports.find({}, { limit: 9 })).reports.map((r) => r.id)).toEqual([report.id, id]);
        };
        await check(again);
        await check(await reopened());
      });

      it("keep their history in order: entries of every kind, also those of one instant, amended ones in place", async () => {
        const { report: one, said: first } = told(0, "");
        const officer = { officer: "o1" };
        const base = (minutes: number) => ({
          id: newId(new Date(at(minutes))),
          report: one.id,
          at: at(minutes),
          by: officer,
        });
        const entries: ReportEntry[] = [
          first,
          said(one, 1, "楼道又堆满了"),
          { ...base(1), kind: "assigned", to: "o1" },
          { ...base(1), kind: "reply", text: "下午去看" },
          { ...base(2), kind: "corrected", field: "category", from: "help", to: "dispute" },
          { ...base(3), kind: "status", from: "in_progress", to: "resolved", reason: "已清走" },
        ];
        await store.tx(async (t) => {
          t.reports.put(one);
          for (const entry of entries.slice(0, 3)) t.reports.append(entry);
        });
        store = await reopened();
        await store.tx(async (t) => {
          for (const entry of entries.slice(3)) t.reports.append(entry);
          expect(await t.reports.entries(one.id)).toEqual(entries);
          await t.reports.amend({ ...first, recalledAt: at(4) });
          expect(await t.reports.entries(one.id)).toEqual([
            { ...first, recalledAt: at(4) },
            ...entries.slice(1),
          ]);
        });
        const check = async (s: Store): Promise<void> => {
          expect(await s.reports.entries(one.id)).toEqual([
            { ...first, recalledAt: at(4) },
            ...entries.slice(1),
          ]);
          expect(await s.reports.firstSaid(one.id)).toEqual(entries[1]);
          for (const [term, total] of [
            ["堆满", 1],
            ["下午", 1],
            ["清走", 1],
            ["dispute", 0],
          ] as const)
            expect((await s.reports.find({ terms: [term] }, { limit: 9 })).total, term).toBe(total);
          expect(await s.reports.entries("01M85AKZ12XB2ZCS26AB6YP910")).toEqual([]);
          expect(await s.reports.firstSaid("01M85AKZ12XB2ZCS26AB6YP910")).toBeUndefined();
        };
        await check(store);
        await check(await reopened());
      });

      it("a resident's latest is found whichever month it is of, also when a later one was erased", async () => {
        const months = [-120, -70, 0].map((days) => reportOf(days * 24 * 60, { reporter: "a" }));
        const other = reportOf(1, { reporter: "b" });
        await store.tx(async (t) => {
          for (const one of [...months, other]) t.reports.put(one);
        });
        const latest = async (s: Store, reporter: string) =>
          (await s.reports.newest({ reporter }, 1)).map(({ id }) => id);
        for (const one of [...months].reverse()) {
          store = await reopened();
          expect(await latest(store, "a")).toEqual([one.id]);
          expect(await latest(store, "nobody")).toEqual([]);
          await store.tx(async (t) => t.reports.erase(one.id));
        }
        expect(await latest(store, "a")).toEqual([]);
        const again = reportOf(2, { reporter: "a" });
        await store.tx(async (t) => t.reports.put(again));
        expect(await latest(store, "a")).toEqual([again.id]);
        expect(await latest(await reopened(), "b")).toEqual([other.id]);
      });

      it("erase takes report, entries, attachments and outbox rows away", async () => {
        const { report: one, said } = told(0, "请删除");
        const file = attachment(0, { report: one.id });
        const row = delivery(0, { report: one.id, kind: "answer", to: { person: "person-1" } });
        await store.tx(async (t) => {
          t.reports.put(one);
          t.reports.append(said);
          t.attachments.put(file);
          t.deliveries.put(row);
        });
        await store.tx(async (t) => {
          await t.reports.erase(one.id);
          expect(await t.reports.entries(one.id)).toEqual([]);
        });
        expect(await store.reports.entries(one.id)).toEqual([]);
        expect((await store.reports.find({ terms: ["删除"] }, { limit: 9 })).total).toBe(0);
        const again = await reopened();
        expect(await again.reports.get(one.id)).toBeUndefined();
        expect(await again.reports.entries(one.id)).toEqual([]);
        expect(await again.reports.byNumber(one.number)).toBeUndefined();
        expect((await again.reports.find({}, { limit: 1 })).total).toBe(0);
        expect(await again.attachments.ofReport(one.id)).toEqual([]);
        expect(await again.deliveries.get(row.id)).toBeUndefined();
      });
    });

    describe("people and groups", () => {
      it("contacts are found by each of their addresses, and by none they no longer have", async () => {
        const a = address("10001");
        const b = address("10002");
        await store.tx(async (t) => {
          t.contacts.put(contact("p1", [a, b]));
          expect((await t.contacts.byAddress(b))?.id).toBe("p1");
        });
        await store.tx(async (t) => t.contacts.put(contact("p1", [b])));
        const again = await reopened();
        expect(await again.contacts.get("p1")).toEqual(contact("p1", [b]));
        expect(await again.contacts.ids()).toEqual(["p1"]);
        expect(await again.contacts.byAddress(a)).toBeUndefined();
        expect(await again.contacts.byAddress({ ...b, via: "700001" })).toEqual(contact("p1", [b]));
        expect(await again.contacts.byAddress(address("10002", "user", "login-2"))).toBeUndefined();
        await again.tx(async (t) => t.contacts.erase("p1"));
        expect(await again.contacts.byAddress(b)).toBeUndefined();
      });

      it("a revoked officer is still there, but not found by his account", async () => {
        const officer: Officer = {
          id: "o1",
          name: "王建国",
          role: "officer",
          accounts: [address("20001")],
          fixed: false,
        };
        await store.tx(async (t) => t.officers.put(officer));
        expect(await store.officers.byAddress(address("20001"))).toEqual(officer);
        expect(await store.officers.byName("王建国")).toEqual(officer);
        const revoked = { ...officer, revokedAt: at(1) };
        await store.tx(async (t) => t.officers.put(revoked));
        const again = await reopened();
        expect(await again.officers.byAddress(address("20001"))).toBeUndefined();
        expect(await again.officers.get("o1")).toEqual(revoked);
        expect(await again.officers.all()).toEqual([revoked]);
      });

      it("groups are found by address; codes by hash", async () => {
        const group: Group = {
          id: "g1",
          address: address("700001", "group"),
          topics: ["治安防范"],
          kind: "community",
          state: "confirmed",
          muted: false,
          fixed: false,
        };
        const code = { hash: "h1", officer: null, expiresAt: at(60) };
        await store.tx(async (t) => {
          t.groups.put(group);
          t.codes.put(code);
        });
        const again = await reopened();
        expect(await again.groups.byAddress(group.address)).toEqual(group);
        expect(await again.groups.get("g1")).toEqual(group);
        expect(await again.groups.all()).toEqual([group]);
        expect(await again.codes.byHash("h1")).toEqual(code);
        expect(await again.codes.byHash("h2")).toBeUndefined();
        expect(await again.codes.open(new Date(at(59)))).toEqual([code]);
        expect(await again.codes.open(new Date(at(60)))).toEqual([]);
        await again.tx(async (t) => t.codes.put({ ...code, usedAt: at(1) }));
        expect(await again.codes.open(new Date(at(2)))).toEqual([]);
      });
    });

    describe("alerts, slots, deliveries", () => {
      it("a slot's deliveries and the last fired slot of a series are found", async () => {
        const slot = (minutes: number, state: Slot["state"], series = "daily"): Slot => ({
          key: `${series}@${at(minutes)}`,
          schedule: series,
          series,
          due: at(minutes),
          state,
          at: at(minutes),
        });
        const alert = { id: newId(new Date(at(0))), series: "daily", title: "防骗" } as Alert;
        const row = delivery(0, { slot: `daily@${at(0)}` });
        await store.tx(async (t) => {
          t.alerts.put(alert);
          for (const s of [
            slot(0, "fired"),
            slot(1, "fired"),
            slot(2, "missed"),
            slot(3, "fired", "traffic"),
          ]) {
            t.slots.put(s);
          }
          t.deliveries.put(row);
        });
        const again = await reopened();
        expect(await again.alerts.get(alert.id)).toEqual(alert);
        expect((await again.slots.lastFired("daily"))?.due).toBe(at(1));
        expect(await again.slots.lastFired("none")).toBeUndefined();
        expect(await again.slots.get(`daily@${at(2)}`)).toEqual(slot(2, "missed"));
        expect((await again.slots.since(at(1))).map((s) => s.due)).toEqual([at(1), at(2), at(3)]);
        expect(await again.deliveries.ofSlot(`daily@${at(0)}`)).toEqual([row]);
      });

      it("deliveries are listed by state, oldest first, as they go from one to the next", async () => {
        const rows = [delivery(2), delivery(0), delivery(1)];
        await store.tx(async (t) => {
          for (const row of rows) t.deliveries.put(row);
        });
        const [a, b, c] = [rows[1], rows[2], rows[0]] as [Delivery, Delivery, Delivery];
        expect(await store.deliveries.inStates(["pending"])).toEqual([a, b, c]);
        await store.tx(async (t) => {
          t.deliveries.put({ ...a, state: "sending" });
          expect(await t.deliveries.inStates(["pending"])).toEqual([b, c]);
          expect(await t.deliveries.inStates(["pending", "sending"])).toHaveLength(3);
        });
        await store.tx(async (t) => t.deliveries.put({ ...a, state: "sent", doneAt: at(3) }));
        const again = await reopened();
        expect(await again.deliveries.inStates(["pending", "sending"])).toEqual([b, c]);
        expect((await again.deliveries.get(a.id))?.state).toBe("sent");
      });
    });

    describe("attachments", () => {
      it("wait with their handle, and count each stored content once", async () => {
        const one = attachment(0, { ref: "file-handle-1" });
        const two = attachment(1);
        await store.tx(async (t) => {
          t.attachments.put(two);
          t.attachments.put(one);
        });
        expect(await store.attachments.pending()).toEqual([one, two]);
        const { ref: _, ...rest } = one;
        const stored: Attachment = { ...rest, state: "stored", hash: "ab".repeat(32), size: 1000 };
        await store.tx(async (t) => {
          t.attachments.put(stored);
          t.attachments.put({ ...two, state: "stored", hash: "ab".repeat(32), size: 1000 });
        });
        const again = await reopened();
        expect(await again.attachments.pending()).toEqual([]);
        expect(await again.attachments.storedBytes()).toBe(1000);
        expect(await again.attachments.ofReport("r1")).toHaveLength(2);
        await again.tx(async (t) => t.attachments.erase(two.id));
        expect(await again.attachments.get(two.id)).toBeUndefined();
        expect(await again.attachments.storedBytes()).toBe(1000);
      });
    });

    tableContract(
      () => store,
      async () => {
        store = await reopened();
        return store;
      },
    );

    describe("inbox, settings, audit", () => {
      it("knows a message that was taken", async () => {
        // Marks are kept for some days of the real clock.
        await store.tx(async (t) => t.inbox.mark("qq/10001/77", new Date()));
        const again = await reopened();
        expect(await again.inbox.has("qq/10001/77")).toBe(true);
        expect(await again.inbox.has("qq/10001/78")).toBe(false);
      });

      it("settings keep their last value", async () => {
        await store.tx(async (t) => t.settings.put("tick", "1"));
        await store.tx(async (t) => t.settings.put("tick", "2"));
        expect(await (await reopened()).settings.get("tick")).toBe("2");
      });

      it("audit entries come newest first, in one chain, with a digest in place of words", async () => {
        await store.tx(async (t) =>
          t.audit.append({ ...entry("r1", "report.filed"), words: "楼道堆满纸箱" }),
        );
        await store.tx(async (t) => t.audit.append(entry("r2", "report.filed")));
        const again = await reopened();
        await again.tx(async (t) => t.audit.append(entry("r1", "report.closed")));
        const entries = await again.audit.of({ kind: "report", id: "r1" }, 9);
        expect(entries.map((e) => [e.seq, e.action])).toEqual([
          [3, "report.closed"],
          [1, "report.filed"],
        ]);
        expect(JSON.stringify(entries)).not.toContain("纸箱");
        expect(entries[1]?.digest).toMatch(/^[\w-]{43}$/);
        expect(new Set(entries.map((e) => e.mac)).size).toBe(2);
        expect(await again.audit.of({ kind: "report", id: "r1" }, 1)).toHaveLength(1);
        expect(await again.audit.of({ kind: "officer", id: "r1" }, 9)).toEqual([]);
      });
    });
  });
}
