import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Delivery } from "../../src/domain/deliveries.ts";
import type { Files } from "../../src/store/lowdb/disk/files.ts";
import { diskFiles } from "../../src/store/lowdb/disk/files.ts";
import type { OpenFailure } from "../../src/store/lowdb/disk/open-failure.ts";
import { say } from "../crash/residents.ts";
import { openReal, storedPhoto, temporaryFolder } from "./folder.ts";

/** Everything in the folder, as one text. */
async function grep(dir: string, words: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(words)) found.push(path);
  }
  return found;
}

const report = "01M85AKZ12XB2ZCS26AB6YP98R";

const delivery: Delivery = {
  id: "d1",
  kind: "notice",
  to: { officer: "o1" },
  text: "x",
  state: "pending",
  attempts: 0,
  createdAt: "2026-11-23T02:00:00.000Z",
};

/** A disk whose journals can be made to wait, until `release`, or to be full. */
function heldDisk() {
  let held: Promise<void> | undefined;
  let isFull = false;
  const files: Files = {
    ...diskFiles,
    async open(path, mode) {
      const file = await diskFiles.open(path, mode);
      return {
        ...file,
        async write(data, position) {
          if (mode === "durable") await held;
          if (mode === "durable" && isFull) throw Object.assign(new Error("full"), { code: "ENOSPC" });
          return file.write(data, position);
        },
      };
    },
  };
  return {
    files,
    hold(): () => void {
      let release = () => {};
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    fill() {
      isFull = true;
    },
  };
}

describe("what is in the files", () => {
  it("addresses, names and handles of residents and officers are in none of them", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    const address = { channel: "qq", epoch: "", kind: "user", id: "1000155" } as const;
    const fill = () =>
      store.tx(async (t) => {
        t.contacts.put({
          id: "p1",
          name: "李大爷甲",
          addresses: [address],
          firstSeen: "2026-11-23T00:00:00Z",
        });
        t.officers.put({ id: "o1", name: "王建国甲", role: "officer", accounts: [address], fixed: false });
        t.attachments.put({
          id: "a1",
          report,
          kind: "image",
          channel: "qq",
          ref: "handle-4711",
          state: "pending",
          attempts: 0,
          receivedAt: "2026-11-23T00:00:00Z",
        });
        t.inbox.mark("qq/1000155/9", new Date());
      });
    await fill();
    const secrets = ["1000155", "李大爷甲", "王建国甲", "handle-4711"];
    for (const secret of secrets) expect(await grep(dir, secret), secret).toEqual([]);
    await store.checkpoint();
    await fill();
    for (const secret of secrets) expect(await grep(dir, secret), secret).toEqual([]);
    await store.close();
  });

  it("after an erasure and a checkpoint the words are nowhere: journal, shards, archive, torn tails, attachments", async () => {
    const dir = await temporaryFolder();
    let store = await openReal(dir);
    const words = "绝不能留下的话";
    const content = Buffer.from(`照片 ${words}`);
    const hash = createHash("sha256").update(content).digest("hex");
    await writeFile(join(dir, "attachments", hash), content);
    await say(store, report, 1, words);
    const row: Delivery = {
      id: "01JCJ0000000000000000000AB",
      kind: "answer",
      to: { person: "p1" },
      text: words,
      state: "sent",
      attempts: 1,
      createdAt: "2024-11-13T00:00:00.000Z",
      report,
    };
    await store.tx(async (t) => {
      t.attachments.put({
        id: "a1",
        report,
        kind: "image",
        channel: "qq",
        state: "stored",
        attempts: 1,
        hash,
        receivedAt: row.createdAt,
      });
      t.deliveries.put(row);
    });
    await store.checkpoint();
    expect((await grep(dir, words)).map((path) => path.slice(dir.length + 1).split("/")[0]).sort()).toEqual([
      "archive",
      "attachments",
      "shards",
    ]);
    await say(store, report, 2, words);
    await store.close({ checkpoint: false });
    const [journal] = (await readdir(dir)).filter((name) => name.startsWith("journal-")).reverse();
    await writeFile(join(dir, journal as string), `{"c":"torn ${words}`, { flag: "a" });

    store = await openReal(dir);
    expect((await grep(dir, words)).some((path) => path.includes(".torn-"))).toBe(true);
    await store.tx(async (t) => t.reports.erase(report));
    await store.checkpoint();
    expect(await grep(dir, words)).toEqual([]);
    expect(await store.deliveries.get(row.id)).toBeUndefined();
    expect(await store.audit.of({ kind: "report", id: report }, 9)).toHaveLength(2);
    await store.close();
  });

  it("an entry that is amended without its words leaves none of them behind", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    await say(store, report, 1, "要隐去的话");
    await store.checkpoint();
    await store.tx(async (t) => {
      for (const entry of await t.reports.entries(report))
        if (entry.kind === "said") await t.reports.amend({ ...entry, text: "（已隐去）" });
    });
    await store.checkpoint();
    expect(await grep(dir, "要隐去的话")).toEqual([]);
    await store.close();
  });

  it("an attachment's content stays while another report has the same", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    const hash = "ab".repeat(32);
    await writeFile(join(dir, "attachments", hash), "x");
    await store.tx(async (t) => {
      for (const id of ["a1", "a2"]) t.attachments.put(storedPhoto(id, hash));
    });
    await store.tx(async (t) => t.attachments.erase("a1"));
    await store.checkpoint();
    expect(await readdir(join(dir, "attachments"))).toEqual([hash]);
    await store.tx(async (t) => t.attachments.erase("a2"));
    await store.checkpoint();
    expect(await readdir(join(dir, "attachments"))).toEqual([]);
    await store.close();
  });
});

describe("journals and checkpoints", () => {
  it("the sequence goes on after a checkpoint and after a restart: what came after both is not lost", async () => {
    const dir = await temporaryFolder();
    let store = await openReal(dir);
    await say(store, report, 1);
    await store.checkpoint();
    const journals = (await readdir(dir)).filter((name) => name.startsWith("journal-"));
    expect(journals).toHaveLength(1);
    expect(
      JSON.parse((await readFile(join(dir, journals[0] as string), "utf8")).split("\n")[0] as string),
    ).toMatchObject({ after: 1 });
    await say(store, report, 2);
    await store.close({ checkpoint: false });
    store = await openReal(dir);
    await say(store, report, 3);
    await store.close({ checkpoint: false });
    store = await openReal(dir);
    expect(await store.reports.entries(report)).toHaveLength(3);
    await store.close();
  });

  it("a checkpoint never holds what is not durable, and a transaction may begin before the last is", async () => {
    const dir = await temporaryFolder();
    const { files, hold } = heldDisk();
    const store = await openReal(dir, { files });
    const release = hold();
    const first = store.tx(async (t) => t.settings.put("k", "not durable"));
    const second = store.tx(async (t) => t.settings.get("k"));
    const checkpoint = store.checkpoint();
    await expect.poll(() => store.settings.get("k")).toBe("not durable");
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(await readdir(join(dir, "shards"))).toEqual([]);
    release();
    expect(await second).toBe("not durable");
    await Promise.all([first, checkpoint]);
    expect(await grep(join(dir, "shards"), "not durable")).toHaveLength(1);
    await store.close();
  });

  it("a view gives what it read, and outbox rows are announced, only once they are durable", async () => {
    const dir = await temporaryFolder();
    const { files, hold } = heldDisk();
    const store = await openReal(dir, { files });
    const seen: string[] = [];
    store.onDeliveries(({ rows }) => void seen.push(...rows.map(({ id }) => id)));
    const release = hold();
    const put = store.tx(async (t) => t.deliveries.put(delivery)).then(() => seen.push("tx"));
    await expect.poll(() => store.deliveries.get(delivery.id)).toBeDefined();
    const view = store.view((r) => r.deliveries.get(delivery.id)).then((row) => seen.push(`view ${row?.id}`));
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    release();
    await Promise.all([put, view]);
    expect(seen.toSorted()).toEqual(["d1", "tx", "view d1"]);
    expect(seen.indexOf("d1")).toBeLessThan(seen.indexOf("tx"));
    await store.close();
  });

  it("a view of what the disk had no room for gives what is left, and no row of it is announced", async () => {
    const dir = await temporaryFolder();
    const { files, hold, fill } = heldDisk();
    const store = await openReal(dir, { files });
    await store.tx(async (t) => t.settings.put("k", "1"));
    const seen: string[] = [];
    store.onDeliveries(({ rows }) => void seen.push(...rows.map(({ id }) => id)));
    const release = hold();
    fill();
    const put = store.tx(async (t) => {
      t.settings.put("k", "2");
      t.deliveries.put(delivery);
    });
    put.catch(() => {});
    await expect.poll(() => store.settings.get("k")).toBe("2");
    const view = store.view((r) => r.settings.get("k"));
    release();
    await expect(put).rejects.toMatchObject({ reason: "full" });
    expect(await view).toBe("1");
    expect(seen).toEqual([]);
    await store.close();
  });

  it("closing waits for what was committed last", async () => {
    const dir = await temporaryFolder();
    let store = await openReal(dir);
    const last = store.tx(async (t) => t.settings.put("last", "kept"));
    await store.close({ checkpoint: false });
    await last;
    await expect(store.tx(async (t) => t.settings.put("late", "no"))).rejects.toMatchObject({
      reason: "closed",
    });
    store = await openReal(dir);
    expect(await store.settings.get("last")).toBe("kept");
    await store.close();
  });

  it("a full disk, a failing one and a forbidden folder at the start are told apart, in Chinese", async () => {
    const codes = { ENOSPC: [1, /已满/], EIO: [5, /读写失败/], EACCES: [1, /权限/] } as const;
    for (const [code, [exitCode, message]] of Object.entries(codes)) {
      const dir = await temporaryFolder();
      const open: Files["open"] = async () => {
        throw Object.assign(new Error(code), { code });
      };
      const error = (await openReal(dir, { files: { ...diskFiles, open } }).catch(
        (e: unknown) => e,
      )) as OpenFailure;
      expect(error).toMatchObject({ exitCode, message: expect.stringMatching(message) });
    }
  });

  it("a transaction that only reads writes nothing", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    const before = await store.withoutCheckpoints(async ({ bytes }) => bytes);
    await store.tx((t) => t.reports.find({}, { limit: 1 }));
    expect(await store.withoutCheckpoints(async ({ bytes }) => bytes)).toBe(before);
    await store.close();
  });

  it("finished deliveries and slots leave memory for the archive, and are still found", async () => {
    const dir = await temporaryFolder();
    let store = await openReal(dir);
    const due = "2024-11-13T00:10:00.000Z";
    const slot = {
      key: `daily@${due}`,
      schedule: "daily",
      series: "daily",
      due,
      state: "fired",
      at: due,
    } as const;
    const later = { ...slot, key: "daily@2024-11-14T00:10:00.000Z", due: "2024-11-14T00:10:00.000Z" };
    const row = (id: string, state: Delivery["state"]): Delivery => ({
      id,
      kind: "broadcast",
      to: { group: "g1" },
      text: "防骗",
      state,
      attempts: 1,
      createdAt: due,
      slot: slot.key,
    });
    const sent = row("01JCJ0000000000000000000AA", "sent");
    const unknown = row("01JCJ0000000000000000000AB", "unknown");
    await store.tx(async (t) => {
      for (const one of [sent, unknown]) t.deliveries.put(one);
      t.slots.put(slot);
      t.slots.put(later);
    });
    await store.close();
    expect(await readdir(join(dir, "archive"))).toHaveLength(2);
    store = await openReal(dir);
    expect(await store.deliveries.inStates(["unknown"])).toEqual([unknown]);
    expect(await store.deliveries.get(sent.id)).toEqual(sent);
    expect(await store.deliveries.ofSlot(slot.key)).toEqual([sent, unknown]);
    expect(await store.slots.get(slot.key)).toEqual(slot);
    expect(await store.slots.lastFired("daily")).toEqual(later);
    expect(await store.slots.since("2024-11-01")).toEqual([slot, later]);
    // Settled by hand after all: the newer row counts, also after it was archived in its turn.
    const settled = { ...sent, state: "posted-by-hand" as const };
    await store.tx(async (t) => t.deliveries.put(settled));
    expect(await store.deliveries.ofSlot(slot.key)).toEqual([settled, unknown]);
    await store.close();
    store = await openReal(dir);
    expect(await store.deliveries.get(sent.id)).toEqual(settled);
    await store.close();
  });
});
