import { describe, expect, it } from "vitest";
import type { Alert, PlannedSlot } from "../../src/domain/alerts.ts";
import type { Approval } from "../../src/domain/approvals.ts";
import type { Correction } from "../../src/domain/corrections.ts";
import type { LedgerEntry } from "../../src/domain/ledgers.ts";
import type { Posting } from "../../src/domain/postings.ts";
import { newId } from "../../src/lib/ids.ts";
import type {
  KeyedReads,
  KeyedTables,
  KeyedWrites,
  LedgerEntryFilter,
  Reads,
  Store,
  Tx,
} from "../../src/store/store.ts";

const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 23, 2, minutes)).toISOString();
const idAt = (minutes: number): string => newId(new Date(at(minutes)));

function alert(minutes: number, rest: Partial<Alert> = {}): Alert {
  return {
    id: idAt(minutes),
    state: "pending-approval",
    series: "written",
    file: "",
    title: "停水",
    category: "Infra",
    severity: "Moderate",
    urgency: "Expected",
    certainty: "Likely",
    msgType: "Alert",
    text: "明天停水",
    ...rest,
  };
}

/** Tables that are read by their key: two rows of each, and the first once more, changed. */
const keyed: {
  readonly [N in keyof KeyedTables]: (t: Tx) => [KeyedWrites<never>, string, object[]];
} = {
  postings: (t) => [
    t.postings as KeyedWrites<never>,
    "01M85AKZ12XB2ZCS26AB6YP911",
    ["911", "912"].map(
      (end): Posting => ({
        id: `01M85AKZ12XB2ZCS26AB6YP${end}`,
        title: "防骗",
        officers: ["o1"],
        items: [],
        openedAt: at(0),
        reminders: [],
      }),
    ),
  ],
  queryCodes: (t) => [
    t.queryCodes as KeyedWrites<never>,
    "a",
    [
      { hash: "a", report: "r1", person: "p1", shown: 1, madeAt: at(0) },
      { hash: "b", report: "r1", person: "p1", shown: 2, madeAt: at(0), endedAt: at(1) },
    ],
  ],
  cannedAnswers: (t) => [
    t.cannedAnswers as KeyedWrites<never>,
    "积水",
    [
      { name: "积水", text: "{编号} 的积水已通", by: "o1", at: at(0) },
      { name: "路灯", text: "已报路灯所", by: "o1", at: at(1) },
    ],
  ],
  mutes: (t) => [
    t.mutes as KeyedWrites<never>,
    "p1",
    [
      { person: "p1", reason: "发广告", by: "o1", at: at(1), until: at(61) },
      { person: "p2", reason: "发广告", by: "o1", at: at(2), until: at(62), report: "r1" },
    ],
  ],
  ledgerDrafts: (t) => [
    t.ledgerDrafts as KeyedWrites<never>,
    "d1",
    ["d1", "d2"].map((id) => ({
      id,
      ledger: "visits",
      officer: "o1",
      values: { place: "矿工路" },
      asked: ["note"],
      skipped: [],
      state: "open",
      startedAt: at(0),
    })),
  ],
  ledgerVersions: (t) => [
    t.ledgerVersions as KeyedWrites<never>,
    "visits@a",
    ["a", "b"].map((version) => ({ id: `visits@${version}`, ledger: { id: "visits", version } })),
  ],
  acknowledgements: (t) => [
    t.acknowledgements as KeyedWrites<never>,
    "g1",
    [
      { group: "g1", alert: "a1", delivery: "d1", key: "0f", until: at(60), seen: ["x"] },
      { group: "g2", alert: "a1", delivery: "d2", key: "0f", until: at(60), seen: [], officers: ["o1"] },
    ],
  ],
  suggestions: (t) => [
    t.suggestions as KeyedWrites<never>,
    "1",
    ["1", "2"].map((id) => ({
      id,
      about: `tip|${id}`,
      title: "防骗",
      text: "【防骗】",
      numbers: ["R2611-0001"],
      at: at(0),
      state: "open",
    })),
  ],
  monthlyReports: (t) => [
    t.monthlyReports as KeyedWrites<never>,
    "2026-10",
    ["2026-10", "2026-11"].map((month) => ({
      month,
      state: "composed",
      steps: [{ move: "compose", at: at(0), by: "bot" }],
      figures: { categories: [{ names: ["求助", "咨询"], count: 7 }], offices: [], outcomes: [] },
      alerts: { sent: 3, groups: 2 },
      ledgers: [],
      lines: [{ office: "体育场警务室", text: "北门积水已通" }],
      leftOut: [],
      texts: {},
    })),
  ],
  heldReplies: (t) => [
    t.heldReplies as KeyedWrites<never>,
    "h1",
    [
      { id: "h1", officer: "o1", number: "R2611-0001", text: "马上来", at: at(1) },
      { id: "h2", officer: "o1", number: "R2611-0002", text: "明天来", at: at(2) },
    ],
  ],
  handovers: (t) => [
    t.handovers as KeyedWrites<never>,
    "o1",
    [
      { from: "o1", to: "o2", until: at(9), reports: ["r1"], at: at(0) },
      { from: "o3", to: "o2", until: at(9), reports: [], at: at(0) },
    ],
  ],
  heard: (t) => [
    t.heard as KeyedWrites<never>,
    "o1",
    [
      { officer: "o1", at: at(0) },
      { officer: "o2", at: at(1) },
    ],
  ],
  rounds: (t) => [
    t.rounds as KeyedWrites<never>,
    "brief",
    [
      { id: "brief", days: ["2026-11-23"] },
      { id: "evening", days: [] },
    ],
  ],
  scheduled: (t) => [
    t.scheduled as KeyedWrites<never>,
    "o1",
    [
      { officer: "o1", day: "2026-11-24", count: 1, remindedTo: at(0) },
      { officer: "o2", day: "2026-11-24", count: 2 },
    ],
  ],
  timers: (t) => [
    t.timers as KeyedWrites<never>,
    "urgent/r1",
    [
      { id: "urgent/r1", kind: "urgent", subject: "r1", at: at(2), step: "leaders" },
      { id: "urgent/r2", kind: "urgent", subject: "r2", at: at(4), step: "leaders" },
    ],
  ],
  signIns: (t) => [
    t.signIns as KeyedWrites<never>,
    "hash-a",
    ["a", "b"].map((end) => ({ id: `hash-${end}`, code: `code-${end}`, officer: "o1", until: at(5) })),
  ],
  sessions: (t) => [
    t.sessions as KeyedWrites<never>,
    "hash-a",
    ["a", "b"].map((end) => ({
      id: `hash-${end}`,
      officer: "o1",
      device: "iPhone",
      openedAt: at(0),
      seenAt: at(1),
    })),
  ],
  auxiliaries: (t) => [
    t.auxiliaries as KeyedWrites<never>,
    "12",
    ["12", "13"].map((id) => ({ id, person: `p${id}`, by: "o3", at: at(0) })),
  ],
  duties: (t) => [
    t.duties as KeyedWrites<never>,
    "o1",
    [
      { officer: "o1", on: true, until: at(60), by: "o3", at: at(0) },
      { officer: "o2", on: false, until: at(60), by: "o3", at: at(0) },
    ],
  ],
  schedules: (t) => [
    t.schedules as KeyedWrites<never>,
    "daily",
    [
      { id: "daily", cron: "10 8 * * *", until: at(0) },
      { id: "weekly", cron: "10 8 * * 1", until: at(0) },
    ],
  ],
  draws: (t) => [
    t.draws as KeyedWrites<never>,
    "fire",
    [
      { series: "fire", last: "a.md" },
      { series: "theft", last: "b.md" },
    ],
  ],
  budgets: (t) => [
    t.budgets as KeyedWrites<never>,
    "qq",
    [
      { channel: "qq", day: "2026-11-23", sent: 3 },
      { channel: "wechat", day: "2026-11-23", sent: 4 },
    ],
  ],
  adminNotices: (t) => [
    t.adminNotices as KeyedWrites<never>,
    "friends.qq",
    [
      { about: "friends.qq", level: 90 },
      { about: "friends.wechat", level: 100 },
    ],
  ],
};

/** What every Store promises of the small tables. */
export function tableContract(store: () => Store, reopened: () => Promise<Store>): void {
  describe("small tables", () => {
    it.each(Object.keys(keyed) as (keyof typeof keyed)[])(
      "%s are found by their key and listed in its order; put again they are replaced, removed they are gone",
      async (name) => {
        const reads = (from: Reads) => from[name] as KeyedReads<object>;
        const [key, first, second] = await store().tx(async (t) => {
          const [table, id, [one, two]] = keyed[name](t);
          for (const row of [two, one]) table.put(row as never);
          expect(await reads(t).all()).toEqual([one, two]);
          return [id, one, two] as const;
        });
        const again = await reopened();
        expect(await reads(again).get(key)).toEqual(first);
        expect(await reads(again).get("none")).toBeUndefined();
        const changed = { ...first, more: true };
        await again.tx(async (t) => {
          const [table] = keyed[name](t);
          table.put(changed as never);
          expect(await reads(t).get(key)).toEqual(changed);
        });
        expect(await reads(await reopened()).all()).toEqual([changed, second]);
        const last = await reopened();
        await last.tx(async (t) => {
          const [table] = keyed[name](t);
          table.remove(key);
          expect(await reads(t).get(key)).toBeUndefined();
        });
        expect(await reads(await reopened()).all()).toEqual([second]);
      },
    );

    it("a ledger's entries are found by number, by what is asked of them, newest or first due first", async () => {
      const entry = (minutes: number, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
        id: idAt(minutes),
        number: `走访-${minutes}`,
        ledger: "visits",
        version: "a",
        state: "open",
        values: { place: "矿工路３号楼" },
        officer: "o1",
        day: "2026-11-23",
        createdAt: at(minutes),
        updatedAt: at(minutes),
        events: [],
        ...more,
      });
      const one = entry(1, { dueOn: "2026-12-05", office: "体育场警务室" });
      const two = entry(2, { dueOn: "2026-12-01", values: { place: "新程街", note: "KTV 门口" } });
      const three = entry(3, { ledger: "hazards", number: "隐患-1", endedAt: at(9) });
      await store().tx(async (t) => {
        expect(await t.ledgerEntries.nextNumber("走访")).toBe("走访-1");
        expect(await t.ledgerEntries.nextNumber("隐患")).toBe("隐患-1");
        for (const each of [two, three, one]) t.ledgerEntries.put(each);
      });
      const again = await reopened();
      expect(await again.tx((t) => t.ledgerEntries.nextNumber("走访"))).toBe("走访-2");
      const reads = again.ledgerEntries;
      expect(await reads.byNumber("走访-2")).toEqual(two);
      expect(await reads.get(three.id)).toEqual(three);
      expect(await reads.find({}, { limit: 2 })).toEqual({ entries: [three, two], total: 3 });
      expect(await reads.find({}, { limit: 2, offset: 2 })).toEqual({ entries: [one], total: 3 });
      const found = async (filter: LedgerEntryFilter) => (await reads.find(filter, { limit: 9 })).entries;
      expect((await reads.find({ dueFrom: "2026-12-01" }, { limit: 9, order: "due" })).entries).toEqual([
        two,
        one,
      ]);
      expect(await found({ dueBefore: "2026-12-05" })).toEqual([two]);
      expect(await found({ open: false })).toEqual([three]);
      expect(await found({ ledgers: ["visits"], office: "体育场警务室" })).toEqual([one]);
      expect(await found({ terms: ["3号楼"] })).toEqual([three, one]);
      expect(await found({ terms: ["ktv", "新程"] })).toEqual([two]);
      await again.tx(async (t) => t.ledgerEntries.erase(two.id));
      expect(await (await reopened()).ledgerEntries.byNumber("走访-2")).toBeUndefined();
    });

    it("a person has one open question: a new one takes its place", async () => {
      const question = { person: "p1", kind: "where", subject: "r1", until: at(60), askedAt: at(0) } as const;
      await store().tx(async (t) => t.questions.put(question));
      const danger = { ...question, kind: "danger" } as const;
      const again = await reopened();
      expect(await again.questions.of("p1")).toEqual(question);
      await again.tx(async (t) => t.questions.put(danger));
      expect(await again.questions.of("p1")).toEqual(danger);
      expect(await again.questions.of("p2")).toBeUndefined();
      await again.tx(async (t) => t.questions.remove("p1"));
      expect(await (await reopened()).questions.of("p1")).toBeUndefined();
    });

    it("approvals that wait come oldest first; a decided one is still found with its subject", async () => {
      const approval = (minutes: number, rest: Partial<Approval> = {}): Approval => ({
        id: idAt(minutes),
        kind: "alert",
        subject: "a1",
        number: "T2611-001",
        askedBy: "o1",
        askedAt: at(minutes),
        state: "waiting",
        ...rest,
      });
      const [one, two, identity] = [
        approval(0),
        approval(1),
        approval(2, { kind: "identity", subject: "r1", number: "R2611-0042" }),
      ] as const;
      await store().tx(async (t) => {
        for (const each of [identity, two, one]) t.approvals.put(each);
        expect(await t.approvals.waiting()).toEqual([one, two, identity]);
      });
      const again = await reopened();
      const returned: Approval = {
        ...one,
        state: "returned",
        decidedBy: "o2",
        decidedAt: at(5),
        reason: "太长",
      };
      await again.tx(async (t) => {
        t.approvals.put(returned);
        expect(await t.approvals.waiting()).toEqual([two, identity]);
      });
      const last = await reopened();
      expect(await last.approvals.waiting()).toEqual([two, identity]);
      expect(await last.approvals.get(one.id)).toEqual(returned);
      expect(await last.approvals.ofSubject("a1")).toEqual([returned, two]);
    });

    it("alerts are found by number and by state; none gets the number of another", async () => {
      expect(await store().tx((t) => t.alerts.nextNumber("2611"))).toBe("T2611-001");
      // Reports are counted for themselves.
      expect(await store().tx((t) => t.reports.nextNumber("2611"))).toBe("R2611-0001");
      const [old, waiting, sent] = [
        alert(0, { number: "T2611-001" }),
        alert(1, { number: "T2611-002" }),
        alert(2, { number: "T2611-003", state: "completed" }),
      ];
      await store().tx(async (t) => {
        for (const one of [old, waiting, sent]) t.alerts.put(one);
        expect(await t.alerts.inStates(["pending-approval"], 9)).toEqual([waiting, old]);
      });
      const approved: Alert = { ...old, state: "approved", author: "o1", approver: "o2" };
      await store().tx(async (t) => t.alerts.put(approved));
      const again = await reopened();
      expect(await again.tx((t) => t.alerts.nextNumber("2611"))).toBe("T2611-002");
      expect(await again.alerts.byNumber("T2611-001")).toEqual(approved);
      expect(await again.alerts.byNumber("T2611-009")).toBeUndefined();
      expect(await again.alerts.inStates(["pending-approval"], 9)).toEqual([waiting]);
      expect(await again.alerts.inStates(["pending-approval", "approved", "completed"], 2)).toEqual([
        sent,
        waiting,
      ]);
    });

    it("a plan is kept beside its slot, and found by key and by time", async () => {
      const plan = (hour: string, rest: Partial<PlannedSlot> = {}): PlannedSlot => ({
        key: `daily@2026-11-24T${hour}:10:00`,
        schedule: "daily",
        series: "fire",
        due: `2026-11-24T${hour}:10:00.000Z`,
        file: "a.md",
        ...rest,
      });
      await store().tx(async (t) => {
        t.slots.plan(plan("02"));
        t.slots.plan(plan("01"));
      });
      const again = await reopened();
      await again.tx(async (t) => t.slots.plan(plan("02", { skipped: true, by: "o1" })));
      expect(await again.slots.planned(plan("02").key)).toEqual(plan("02", { skipped: true, by: "o1" }));
      expect(await again.slots.planned("daily@2026-11-25T02:10:00")).toBeUndefined();
      expect((await again.slots.plannedSince(plan("01").due)).map(({ due }) => due.slice(11, 13))).toEqual([
        "01",
        "02",
      ]);
      expect(await again.slots.plannedSince(plan("03").due)).toEqual([]);
      expect(await again.slots.get(plan("01").key)).toBeUndefined();
    });

    it("corrections come in the order they were made", async () => {
      const correction = (minutes: number): Correction => ({
        id: idAt(minutes),
        report: "r1",
        field: "category",
        label: "dispute",
        byRole: "officer",
        at: at(minutes),
      });
      const all = [0, 1, 2].map(correction);
      await store().tx(async (t) => {
        for (const one of [...all].reverse()) t.corrections.append(one);
      });
      const again = await reopened();
      expect(await again.corrections.since("2026-01-01")).toEqual(all);
      expect(await again.corrections.since(at(1))).toEqual(all.slice(1));
    });

    it("how far a conversation was read, and what a channel remembers, is each channel's own", async () => {
      await store().tx(async (t) => {
        t.readUntil.put("qq", "user:10001", { at: at(0), message: "77" });
        t.readUntil.put("qq", "user:10002", { at: at(1) });
        t.channelMemory.put("qq", "一");
        t.channelMemory.put("wechat", '{"epoch":"x"}');
        expect(await t.channelMemory.of("wechat")).toBe('{"epoch":"x"}');
      });
      await store().tx(async (t) => t.channelMemory.put("qq", "二"));
      const again = await reopened();
      expect(await again.readUntil.of("qq", "user:10001")).toEqual({ at: at(0), message: "77" });
      expect(await again.readUntil.of("qq", "user:10002")).toEqual({ at: at(1) });
      expect(await again.readUntil.of("wechat", "user:10001")).toBeUndefined();
      expect(await again.channelMemory.of("qq")).toBe("二");
      expect(await again.channelMemory.of("wechat")).toBe('{"epoch":"x"}');
      expect(await again.channelMemory.of("local")).toBeUndefined();
    });
  });
}
