import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { backupVerb, restoreVerb, verifyVerb } from "../../src/cli/store-verbs.ts";
import { backupAndRotate, backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { restoreStore } from "../../src/store/lowdb/backup/restore.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { type Expected, findLosses, startResidents } from "../crash/residents.ts";
import { createRandom } from "../crash/sim-disk.ts";
import { key, openReal, temporaryFolder, verbOptions } from "./folder.ts";

const timezone = "Asia/Shanghai";
const now = new Date("2026-11-23T15:00:00.000Z");
const clock = { now: () => now, after: () => () => {} };
const verbs = (dir: string) => verbOptions(dir, now);

async function pass(ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
}

describe("backup, restore, verify", () => {
  it("tells what the journals hold beside what the checkpoint does", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    await store.tx(async (t) => t.settings.put("k", "1"));
    await store.checkpoint();
    await store.tx(async (t) => t.settings.put("k", "2"));
    await store.close({ checkpoint: false });
    const { lines } = await verifyVerb(verbOptions(dir, new Date()));
    expect(lines[0]).toBe("到第 1 笔的检查点：群众反映 0 件，联系人 0，投递 0；之后的日志里还有 1 笔。");
  });

  it("a backup of a running store, with checkpoints all the time, is whole and later than what was acknowledged before it", async () => {
    const dir = await temporaryFolder();
    const usb = await temporaryFolder();
    const store = await openReal(dir, { tuning: { entries: 10, restMs: 1 } });
    const expected = new Map<string, Expected>();
    const residents = startResidents(store, 4, expected, createRandom(1));
    await pass(150);
    const before = new Map(expected);
    const backup = await backupStore(store, { to: usb, now, timezone });
    await residents.stop();
    await store.close();
    expect(backup.path).toBe(join(usb, "jingmin-20261123-230000"));
    expect((await verifyFolder({ dir: backup.path, key, now })).problems).toEqual([]);

    const other = await temporaryFolder();
    const restored = await restoreStore({ from: backup.path, dir: other, key, stamp: "real", now });
    expect(restored.verification.problems).toEqual([]);
    const copy = await openReal(other);
    // What was said while the backup ran may be in it, or not.
    const since = new Map(
      [...before].map(([id, e]) => [id, { ...e, attempted: expected.get(id)?.attempted ?? e.attempted }]),
    );
    expect(await findLosses(copy, since)).toEqual([]);
    expect(before.size).toBeGreaterThan(0);
    await copy.close();
  });

  it("the command line's backup of a running bot is made by the bot, and never holds a key", async () => {
    const dir = await temporaryFolder();
    const usb = await temporaryFolder();
    await writeFile(join(dir, "jingmin.key"), Buffer.from(key).toString("base64"));
    const store = await openReal(dir, { clock });
    await store.tx(async (t) => t.settings.put("k", "v"));
    const lines = await backupVerb(verbs(dir), usb);
    expect(lines.join("\n")).toMatch(/备份完成并已核对/);
    const [name] = await readdir(usb);
    expect(await readdir(join(usb, name as string), { recursive: true })).not.toContain("jingmin.key");
    expect((await verifyVerb(verbs(dir))).lines.join("\n")).toMatch(/审计链完整/);
    await expect(restoreVerb(verbs(dir), join(usb, name as string))).rejects.toMatchObject({
      exitCode: 3,
    });
    await store.close();
    expect((await backupVerb(verbs(dir), usb)).join("\n")).toMatch(/备份完成/);
  });

  it("restore moves aside what was there, and does not give a number again that went out after the backup", async () => {
    const dir = await temporaryFolder();
    const usb = await temporaryFolder();
    const store = await openReal(dir);
    await store.tx((t) => t.reports.nextNumber("2611"));
    const { path } = await backupStore(store, { to: usb, now, timezone });
    const later = await store.tx((t) => t.reports.nextNumber("2611"));
    await store.close();
    const { movedTo, skipped } = await restoreStore({ from: path, dir, key, stamp: "real", now });
    expect(await readdir(movedTo as string)).toContain("manifest.json");
    const again = await openReal(dir);
    const next = await again.tx((t) => t.reports.nextNumber("2611"));
    expect([later, next]).toEqual(["R2611-0002", `R2611-${String(skipped + 2).padStart(4, "0")}`]);
    await again.close();
  });

  it("a backup with a damaged file is refused, and the folder stays as it is", async () => {
    const dir = await temporaryFolder();
    const usb = await temporaryFolder();
    const store = await openReal(dir);
    await store.tx(async (t) => t.settings.put("k", "v"));
    await store.checkpoint();
    const { path, index } = await backupStore(store, { to: usb, now, timezone });
    await store.close();
    const file = join(path, (index.files[0] as { path: string }).path);
    const bytes = await readFile(file);
    bytes[20] = (bytes[20] as number) ^ 1;
    await writeFile(file, bytes);
    const before = await readdir(dir);
    await expect(restoreStore({ from: path, dir, key, stamp: "real", now })).rejects.toMatchObject({
      exitCode: 4,
    });
    expect(await readdir(dir)).toEqual(before);
    await expect(restoreStore({ from: usb, dir, key, stamp: "real", now })).rejects.toThrow(/不是完整的备份/);
  });

  it("rotation keeps the newest of this store's own backups and touches nothing else", async () => {
    const dir = await temporaryFolder();
    const usb = await temporaryFolder();
    await mkdir(join(usb, "jingmin-20200101-000000"));
    await mkdir(join(usb, "照片"));
    const store = await openReal(dir);
    for (let day = 0; day < 4; day++) {
      await backupAndRotate(store, {
        to: usb,
        now: new Date(now.getTime() + day * 86_400_000),
        timezone,
        keep: 2,
      });
    }
    await store.close();
    expect((await readdir(usb)).sort()).toEqual([
      "jingmin-20200101-000000",
      "jingmin-20261125-230000",
      "jingmin-20261126-230000",
      "照片",
    ]);
  });

  it("verify finds a missing or altered attachment and a forged audit entry", async () => {
    const dir = await temporaryFolder();
    const store = await openReal(dir);
    const content = Buffer.from("一张照片");
    const hash = createHash("sha256").update(content).digest("hex");
    await writeFile(join(dir, "attachments", hash), content);
    await store.tx(async (t) => {
      t.attachments.put({
        id: "a1",
        report: "r1",
        kind: "image",
        channel: "qq",
        state: "stored",
        attempts: 1,
        hash,
        receivedAt: now.toISOString(),
      });
      for (const action of ["one", "two"]) {
        t.audit.append({
          at: now.toISOString(),
          actor: { system: "t" },
          action,
          subject: { kind: "report", id: "r1" },
        });
      }
    });
    await store.close();
    expect((await verifyVerb(verbs(dir))).sound).toBe(true);
    const copy = await temporaryFolder();
    await cp(dir, copy, { recursive: true });
    await writeFile(join(copy, "attachments", hash), "另一张");
    expect((await verifyVerb(verbs(copy))).lines.join()).toMatch(/附件内容/);
    // Somebody who can write the file makes checksums right, but not the chain.
    const audit = join(dir, "audit", "2026-11.ndjson");
    const { frame } = await import("../../src/store/lowdb/journal/frame.ts");
    const lines = (await readFile(audit, "utf8")).trimEnd().split("\n");
    const { c: _, ...forged } = JSON.parse((lines[0] as string).replace('"one"', '"two"')) as Record<
      string,
      unknown
    >;
    await writeFile(audit, `${frame(forged).toString()}${lines[1]}\n`);
    const result = await verifyVerb(verbs(dir));
    expect(result.sound).toBe(false);
    expect(result.lines.join()).toMatch(/审计链在第 1 条断开/);
  });
});
