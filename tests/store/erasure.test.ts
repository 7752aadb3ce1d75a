import { createHash } from "node:crypto";
import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Report } from "../../src/domain/reports.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createRandom, createSimDisk } from "../crash/sim-disk.ts";
import { free, full, gate, turns } from "./faulty-disk.ts";
import { key, openReal, quiet, storedPhoto, temporaryFolder } from "./folder.ts";

/** Erased words and pictures stay erased, whatever fails on the way. */

const at = "2026-11-23T00:00:00.000Z";

it("a picture that is still in use is not erased for an erasure that a full disk takes back", async () => {
  const dir = await temporaryFolder();
  const go = gate();
  let during = (): void => {};
  let isFull = false;
  const files: Files = {
    ...diskFiles,
    async open(path, mode) {
      const file = await diskFiles.open(path, mode);
      return {
        ...file,
        async write(data, position) {
          if (path.includes("/shards/")) {
            during();
            during = () => {};
            await turns(5);
          }
          if (isFull && mode === "durable") {
            await go.opened;
            throw full();
          }
          return file.write(data, position);
        },
      };
    },
  };
  const store = await openReal(dir, { files });
  const content = Buffer.from("a picture");
  const hash = createHash("sha256").update(content).digest("hex");
  await writeFile(join(dir, "attachments", hash), content);
  await store.tx(async (t) => {
    for (const id of ["a1", "a2"]) t.attachments.put({ ...storedPhoto(id, hash), size: content.length });
  });
  await store.checkpoint();
  await store.tx(async (t) => t.attachments.erase("a1"));
  let second: Promise<unknown> = Promise.resolve();
  during = () => {
    isFull = true;
    second = store.tx(async (t) => t.attachments.erase("a2")).catch((error) => error);
  };
  await store.checkpoint();
  go.open();
  expect(await second).toMatchObject({ reason: "full" });
  await store.close({ checkpoint: false });
  expect((await verifyFolder({ dir, key })).problems).toEqual([]);
});

it("an erased picture stays erased through a power cut after the checkpoint", async () => {
  for (let seed = 1; seed <= 12; seed++) {
    const simulated = createSimDisk(createRandom(seed));
    const { files } = simulated;
    const clock = { now: () => new Date(at), after: () => () => {} };
    const options = {
      dir: "/data",
      key,
      stamp: "real",
      logger: quiet,
      clock,
      hold: async () => free,
    } as const;
    const store = await openStore({ ...options, files });
    const hash = "ab".repeat(32);
    const file = await files.open(`/data/attachments/${hash}`, "create");
    await file.write(Buffer.from("x"), 0);
    await file.datasync();
    await file.close();
    await files.syncFolder("/data/attachments");
    await store.tx(async (t) => t.attachments.put(storedPhoto("a1", hash)));
    await store.checkpoint();
    await store.tx(async (t) => t.attachments.erase("a1"));
    await store.checkpoint();
    expect(await simulated.survive().files.list("/data/attachments"), `seed ${seed}`).toEqual([]);
  }
});

it("erased words leave a torn tail, too, where the checkpoint is cut off after its manifest", async () => {
  const dir = await temporaryFolder();
  const report: Report = {
    id: "01M85AKZ12XB2ZCS26AB6YP910",
    number: "R2611-0001",
    category: "help",
    status: "received",
    priority: "normal",
    reporter: "p",
    attachments: [],
    receivedAt: at,
    updatedAt: at,
    lastSaidAt: at,
  };
  const said = { id: report.id, report: report.id, at, by: "resident", kind: "said" } as const;
  const first = await openReal(dir);
  await first.tx(async (t) => {
    t.reports.put(report);
    t.reports.append({ ...said, text: "不能留下的话" });
  });
  await first.close({ checkpoint: false });
  const journal = (await readdir(dir)).findLast((name) => name.startsWith("journal-")) as string;
  await appendFile(join(dir, journal), '{"c":"不能留下的话');
  const cut = gate();
  let isCut = false;
  const files: Files = {
    ...diskFiles,
    async rename(from, to) {
      await diskFiles.rename(from, to);
      if (!isCut || !to.endsWith("manifest.json")) return;
      cut.open();
      await new Promise(() => {});
    },
  };
  const second = await openReal(dir, { files, hold: async () => free });
  await second.tx(async (t) => t.reports.erase(report.id));
  isCut = true;
  void second.checkpoint();
  await cut.opened;
  const third = await openReal(dir, { hold: async () => free });
  await third.tx(async (t) => t.settings.put("k", "v"));
  await third.checkpoint();
  await third.close();
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    expect(bytes.includes("不能留下的话"), entry.name).toBe(false);
  }
});
