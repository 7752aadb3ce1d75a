import { createHash } from "node:crypto";
import { appendFile, cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { frame } from "../../src/store/lowdb/journal/frame.ts";
import type { TableRow } from "../../src/store/lowdb/tables/migration.ts";
import { migrations } from "../../src/store/lowdb/tables/migrations.ts";
import { toSchemaTwo } from "../../src/store/lowdb/tables/to-schema-two.ts";
import type { Store } from "../../src/store/store.ts";
import { key, openReal, temporaryFolder } from "./folder.ts";

const frozen = join(import.meta.dirname, "../fixtures/store-v1");
const address = (kind: "user" | "group", id: string) => ({ channel: "qq", epoch: "", kind, id }) as const;

async function copyOfFrozen(): Promise<string> {
  const dir = await temporaryFolder();
  await cp(frozen, dir, { recursive: true });
  return dir;
}

async function expectWhatWasFrozen(store: Store): Promise<void> {
  const report = await store.reports.byNumber("R2611-0001");
  expect((await store.reports.firstSaid(report?.id ?? ""))?.text).toBe("楼道堆满纸箱");
  expect((await store.reports.find({ terms: ["路灯"] }, { limit: 9 })).reports[0]?.number).toBe("R2611-0002");
  expect((await store.contacts.byAddress(address("user", "10001")))?.name).toBe("住户甲");
  expect((await store.officers.byAddress(address("user", "20001")))?.name).toBe("王建国");
  expect((await store.groups.byAddress(address("group", "700001")))?.state).toBe("confirmed");
  expect(await store.codes.byHash("hash-of-a-code")).toBeDefined();
  expect(await store.alerts.get("01KAQ00000000000000000000A")).toMatchObject({
    title: "防骗",
    state: "completed",
  });
  expect((await store.slots.lastFired("daily"))?.due).toBe("2026-11-23T00:10:00.000Z");
  expect((await store.deliveries.get("01KAQ00000000000000000000D"))?.state).toBe("sent");
  expect((await store.deliveries.get("01GS0000000000000000000000"))?.text).toBe("很久以前的回执");
  expect((await store.attachments.pending())[0]?.ref).toBe("file-handle");
  expect(await store.inbox.has("qq/10001/1")).toBe(true);
  expect(await store.settings.get("tick")).toBe("2026-11-23T02:00:00.000Z");
  expect(await store.audit.of({ kind: "report", id: "01KAQ000000000000000000001" }, 9)).toHaveLength(1);
}

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23, 0, minutes)).toISOString();
const clock = { now: () => new Date("2026-11-24T00:00:00.000Z"), after: () => () => {} };
const toTwo = [
  ...migrations,
  (...[table, row]: TableRow): readonly TableRow[] => [[table, { ...row, two: true }]],
];

describe("schema versions", () => {
  it("a frozen store of version 1 opens with everything in it", async () => {
    const dir = await copyOfFrozen();
    const store = await openReal(dir, { clock });
    await expectWhatWasFrozen(store);
    expect(await store.tx((t) => t.reports.nextNumber("2611"))).toBe("R2611-0003");
    await store.close();
    expect((await verifyFolder({ dir, key })).problems).toEqual([]);
  });

  it("a frozen store of version 2 opens with everything in it", async () => {
    const dir = await temporaryFolder();
    await cp(join(import.meta.dirname, "../fixtures/store-v2"), dir, { recursive: true });
    const store = await openReal(dir, {
      clock: { ...clock, now: () => new Date("2026-12-02T00:00:00.000Z") },
    });
    const [one, two] = [
      await store.reports.byNumber("R2612-0001"),
      await store.reports.byNumber("R2612-0002"),
    ];
    expect(one).toMatchObject({ restricted: true, unread: 1, status: "in_progress" });
    expect(await store.reports.entries(one?.id ?? "")).toMatchObject([
      { kind: "said", text: "楼道堆满纸箱", recalledAt: "2026-12-01T02:00:00.000Z" },
      { kind: "assigned", to: "01KBC00000000000000000000F" },
      { kind: "reply", text: "下午去看" },
      { kind: "corrected", field: "category", from: "inquiry", to: "help" },
    ]);
    expect((await store.reports.find({ terms: ["路灯"] }, { limit: 9 })).reports).toEqual([two]);
    expect((await store.contacts.byAddress(address("user", "10001")))?.name).toBe("住户甲");
    expect((await store.officers.byAddress(address("user", "20001")))?.name).toBe("王建国");
    expect((await store.groups.byAddress(address("group", "700001")))?.state).toBe("confirmed");
    expect(await store.codes.byHash("hash-of-a-code")).toBeDefined();
    expect((await store.alerts.byNumber("T2612-001"))?.state).toBe("pending-approval");
    expect((await store.slots.lastFired("fire"))?.key).toBe("daily@2026-12-01T08:10:00");
    expect((await store.slots.planned("daily@2026-12-02T08:10:00"))?.file).toBe("a.md");
    expect((await store.deliveries.get("01KBC00000000000000000000D"))?.state).toBe("sent");
    expect((await store.deliveries.get("01GS0000000000000000000000"))?.text).toBe("很久以前的回执");
    expect((await store.attachments.pending())[0]?.ref).toBe("file-handle");
    expect(await store.inbox.has("qq/10001/1")).toBe(true);
    expect((await store.questions.of("01KBC00000000000000000000P"))?.kind).toBe("where");
    expect(await store.approvals.waiting()).toHaveLength(1);
    expect(await store.postings.all()).toHaveLength(1);
    expect((await store.schedules.get("daily"))?.cron).toContain("Asia/Shanghai");
    expect((await store.draws.get("fire"))?.last).toBe("a.md");
    expect((await store.budgets.get("qq"))?.sent).toBe(7);
    expect((await store.adminNotices.get("friends.qq"))?.level).toBe(90);
    expect(await store.corrections.since("2026-12-01")).toHaveLength(1);
    expect((await store.readUntil.of("qq", "user:10001"))?.message).toBe("1");
    expect(await store.channelMemory.of("wechat")).toBe('{"epoch":"e1"}');
    expect(await store.settings.get("app.alive")).toBe("2026-12-01T02:00:00.000Z");
    expect(await store.audit.of({ kind: "report", id: one?.id ?? "" }, 9)).toHaveLength(1);
    expect(await store.tx((t) => t.reports.nextNumber("2612"))).toBe("R2612-0003");
    await store.close();
    expect((await verifyFolder({ dir, key })).problems).toEqual([]);
  });

  it("the history of version 1 becomes typed entries; a complaint is restricted", () => {
    const base = { id: "01M85AKZ12XB2ZCS26AB6YP910", receivedAt: at(0), category: "complaint" };
    const by = { officer: "o1" };
    const migrated = (status: string, entries: object[], rest = {}) =>
      toSchemaTwo("reports", { ...base, status, entries, ...rest });
    const [header, ...rows] = migrated(
      "referred",
      [
        { at: at(0), by: "resident", kind: "said", text: "窗口的人骂人", message: "m1", recalledAt: at(1) },
        { at: at(1), by, kind: "status", text: "指派" },
        { at: at(1), by, kind: "status", text: "认领" },
        { at: at(2), by, kind: "reply", text: "在核实" },
        { at: at(3), by, kind: "status", text: "已道歉" },
        { at: at(4), by, kind: "status", text: "认领" },
        { at: at(5), by, kind: "note", text: "转督察" },
        { at: at(6), by, kind: "status", text: "转督察办" },
      ],
      { assignee: "o1" },
    );
    expect(header).toEqual([
      "reports",
      {
        ...base,
        status: "referred",
        assignee: "o1",
        restricted: true,
        lastSaidAt: at(0),
        firstReplyAt: at(2),
        lastReplyAt: at(2),
      },
    ]);
    expect(rows.map(([table]) => table)).toEqual(rows.map(() => "entries"));
    const entries = rows.map(([, row]) => row);
    expect(entries).toMatchObject([
      { kind: "said", text: "窗口的人骂人", message: "m1", recalledAt: at(1), by: "resident" },
      { kind: "assigned", by },
      { kind: "assigned", by, to: "o1" },
      { kind: "reply", text: "在核实" },
      { kind: "status", from: "in_progress", to: "resolved", reason: "已道歉" },
      { kind: "status", from: "resolved", to: "in_progress", reason: "认领" },
      { kind: "note", text: "转督察" },
      { kind: "status", from: "in_progress", to: "referred", reason: "转督察办" },
    ]);
    for (const { id, report } of entries) {
      expect(report).toBe(base.id);
      expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    }
    expect(entries.map(({ id }) => id)).toEqual(entries.map(({ id }) => id).sort());
    // Given to the officer who has it now; of one given on since, no one knows.
    const given = { at: at(1), by, kind: "status", text: "指派" };
    const [, ...handed] = migrated("accepted", [given, given], { assignee: "o2" });
    expect(handed.map(([, { to, kind }]) => [kind, to])).toEqual([
      ["assigned", undefined],
      ["assigned", "o2"],
    ]);
  });

  it("what version 1 kept as JSON in settings has tables of its own", async () => {
    const dir = await copyOfFrozen();
    const journal = join(dir, "journal-00000003.ndjson");
    const put = (id: string, value: unknown) => [
      "settings",
      id,
      { id, value: typeof value === "string" ? value : JSON.stringify(value) },
    ];
    const posting = { id: "01KAQ000000000000000000003", title: "防骗", openedAt: at(0), items: [] };
    const ops = [
      put("postings", [posting, { ...posting, id: "gone" }]),
      put("postings", [posting]),
      put("scheduler", {
        looked: { daily: { cron: "10 8 * * *", until: at(0) } },
        drawn: { fire: { last: "a.md", undated: "b.md" } },
      }),
      put("outbox.qq", { day: "2026-11-23", sent: 7, restUntil: at(9) }),
      put("friends.qq", "90"),
      put("channel.wechat", '{"epoch":"e1"}'),
      put("app.alive", at(1)),
    ];
    await appendFile(journal, frame({ seq: 3, durable: 2, ops }));
    const store = await openReal(dir, { clock });
    expect(await store.postings.all()).toEqual([posting]);
    expect(await store.schedules.all()).toEqual([{ id: "daily", cron: "10 8 * * *", until: at(0) }]);
    expect(await store.draws.get("fire")).toEqual({ series: "fire", last: "a.md", undated: "b.md" });
    expect(await store.budgets.get("qq")).toEqual({
      channel: "qq",
      day: "2026-11-23",
      sent: 7,
      restUntil: at(9),
    });
    expect(await store.adminNotices.get("friends.qq")).toEqual({ about: "friends.qq", level: 90 });
    expect(await store.channelMemory.of("wechat")).toBe('{"epoch":"e1"}');
    expect(await store.settings.get("app.alive")).toBe(at(1));
    expect(await store.settings.get("postings")).toBeUndefined();
    await store.close();
    expect((await verifyFolder({ dir, key })).problems).toEqual([]);
  });

  it("a migration reaches every row, sealed, archived and journalled ones too, and keeps the audit chain", async () => {
    const dir = await copyOfFrozen();
    const store = await openReal(dir, { clock, migrations: toTwo });
    await expectWhatWasFrozen(store);
    for (const row of [
      await store.reports.byNumber("R2611-0002"),
      await store.contacts.get("01KAQ00000000000000000000P"),
      await store.deliveries.get("01GS0000000000000000000000"),
    ]) {
      expect(row).toMatchObject({ two: true });
    }
    await store.close();
    expect((await verifyFolder({ dir, key })).problems).toEqual([]);
  });

  it("an older program refuses the newer store; the automatic backup is the way back", async () => {
    const dir = await copyOfFrozen();
    await (await openReal(dir, { clock, migrations: toTwo })).close();
    await expect(openReal(dir, { clock })).rejects.toMatchObject({ reason: "newer-schema", exitCode: 4 });
    const [backup] = await readdir(join(dir, "before-migration"));
    await restoreStore({
      from: join(dir, "before-migration", backup as string),
      dir,
      key,
      stamp: "real",
      now: clock.now(),
    });
    const store = await openReal(dir, { clock });
    await expectWhatWasFrozen(store);
    await store.close();
  });

  it("one that finds no room is begun again with the copy that is there already", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir, { clock });
    await store.tx(async (t) => t.settings.put("old", "1"));
    await store.close();
    const files: Files = {
      ...diskFiles,
      async open(path, mode) {
        if (path.startsWith(join(dir, "shards")))
          throw Object.assign(new Error("no room"), { code: "ENOSPC" });
        return diskFiles.open(path, mode);
      },
    };
    for (let i = 0; i < 3; i++)
      await expect(openReal(dir, { clock, migrations: toTwo, files })).rejects.toThrow("磁盘已满");
    expect(await readdir(join(dir, "before-migration"))).toHaveLength(1);
    await (await openReal(dir, { clock, migrations: toTwo })).close();
  });

  it("a backup is whole where a rotation was cut short before the migration, and an older one restores", async () => {
    const dir = await copyOfFrozen();
    await writeFile(join(dir, "journal-00000004.ndjson"), "");
    await (await openReal(dir, { clock, migrations: toTwo })).close();
    const [name] = await readdir(join(dir, "before-migration"));
    const from = join(dir, "before-migration", name as string);
    expect((await readdir(from)).filter((file) => file.startsWith("journal-"))).toHaveLength(1);
    // As it was made before: with the journal that never got its header, and no checksum of the index.
    const { crc: _, ...index } = JSON.parse(await readFile(join(from, "backup.json"), "utf8"));
    const sha256 = createHash("sha256").digest("hex");
    index.files.unshift({ path: "journal-00000004.ndjson", bytes: 0, sha256 });
    await writeFile(join(from, "journal-00000004.ndjson"), "");
    await writeFile(join(from, "backup.json"), JSON.stringify(index));
    const restored = await restoreStore({ from, dir, key, stamp: "real", now: clock.now() });
    expect(restored.verification.problems).toEqual([]);
    const store = await openReal(dir, { clock });
    await expectWhatWasFrozen(store);
    await store.close();
  });

  it("a wrong stamp and a wrong key are refused as faults of the configuration", async () => {
    const dir = await copyOfFrozen();
    await expect(openReal(dir, { stamp: "demo" })).rejects.toMatchObject({ reason: "stamp", exitCode: 2 });
    await expect(openReal(dir, { key: new Uint8Array(32) })).rejects.toMatchObject({
      reason: "key",
      exitCode: 2,
    });
  });
});
