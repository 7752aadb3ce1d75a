import { readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/domain/reports.ts";
import { newId } from "../../src/lib/ids.ts";
import { readManifest } from "../../src/store/lowdb/checkpoint/manifest.ts";
import { readPack, writePack } from "../../src/store/lowdb/checkpoint/pack-file.ts";
import { diskFiles } from "../../src/store/lowdb/disk/files.ts";
import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import { createWordList } from "../../src/store/lowdb/reports/report-query.ts";
import type { ReportFilter } from "../../src/store/store.ts";
import { openReal, temporaryFolder } from "./folder.ts";

const start = Date.parse("2026-10-30T02:00:00.000Z");
/** Two months, two offices, an officer, and half of a surrogate pair. */
const texts = [
  "三楼楼道堆满纸箱",
  "电动车被偷",
  "坏字\ud83d后面还有",
  "路灯坏了",
  "井盖松动",
  "矿工路有人打架",
];

function reportOf(text: string, i: number): Report {
  const receivedAt = new Date(start + i * 12 * 3_600_000).toISOString();
  return {
    id: newId(new Date(receivedAt)),
    number: `R26${receivedAt.slice(5, 7)}-${String(i + 1).padStart(4, "0")}`,
    category: i % 2 ? "help" : "tip",
    status: i % 3 ? "received" : "resolved",
    priority: i === 5 ? "urgent" : "normal",
    reporter: `person-${i % 2}`,
    office: i < 3 ? "体育场警务室" : "新程街警务室",
    ...(i === 4 ? { assignee: "officer-1" } : {}),
    entries: [{ at: receivedAt, by: "resident", kind: "said", text }],
    attachments: [],
    receivedAt,
    updatedAt: receivedAt,
  };
}

const filters: readonly ReportFilter[] = [
  {},
  { reporter: "person-1" },
  { office: "新程街警务室" },
  { assignee: "officer-1" },
  { statuses: ["received"], categories: ["help"] },
  { priority: "urgent" },
  { terms: ["电瓶车"] },
  { terms: ["后面还有"] },
  { terms: ["r2611-0006"] },
  { from: "2026-11-01T00:00:00.000Z" },
];

async function answers(store: FolderStore): Promise<unknown> {
  const found = [];
  for (const filter of filters) found.push(await store.reports.find(filter, { limit: 9 }));
  const counts = (await store.reports.tally({})).map((t) => `${t.category} ${t.status} ${t.count}`).sort();
  return [found, await store.reports.byNumber("R2610-0002"), counts];
}

/** A closed store of two months with packs, one report replaced and one erased since its month was packed. */
async function made(): Promise<{ dir: string; expected: unknown }> {
  const dir = await temporaryFolder();
  const store = await openReal(dir);
  const reports = texts.map(reportOf);
  await store.tx(async (t) => {
    for (const report of reports) t.reports.put(report);
  });
  await store.checkpoint();
  await store.tx(async (t) => {
    t.reports.put({ ...(reports[1] as Report), status: "accepted" });
    t.reports.erase((reports[3] as Report).id);
  });
  const expected = await answers(store);
  await store.close({ checkpoint: false });
  return { dir, expected };
}

async function packsOf(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, "shards"));
  return names.filter((name) => name.endsWith(".pack")).map((name) => join(dir, "shards", name));
}

const harm: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "as it was written": async () => {},
  gone: (path) => rm(path),
  empty: (path) => truncate(path, 0),
  "cut off": (path) => truncate(path, 400),
  "damaged in its header": (path) => flip(path, 30),
  "damaged in its content": (path) => flip(path, -20),
};

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] as number) ^ 1;
  await writeFile(path, bytes);
}

describe("a pack", () => {
  it.each(Object.keys(harm))(
    "that is %s: the store answers all the same, and has it again after a checkpoint",
    async (how) => {
      const { dir, expected } = await made();
      const packs = await packsOf(dir);
      expect(packs).toHaveLength(2);
      for (const path of packs) await harm[how]?.(path);
      const store = await openReal(dir);
      expect(await answers(store)).toEqual(expected);
      await store.tx(async (t) => t.settings.put("k", "v"));
      await store.checkpoint();
      expect(await answers(store)).toEqual(expected);
      await store.close();
      for (const path of await packsOf(dir)) expect((await readFile(path)).length).toBeGreaterThan(500);
      const again = await openReal(dir);
      expect(await answers(again)).toEqual(expected);
      await again.close();
    },
  );

  it("is what the months are read from, and one of another shard is passed over", async () => {
    const { dir } = await made();
    const manifest = await readManifest(diskFiles, dir);
    const ref = manifest?.shards["reports/2026-10"];
    if (!ref) throw new Error("no such shard");
    const path = join(dir, ref.file.replace(".ndjson", ".pack"));
    const words = createWordList();
    const bytes = await readFile(join(dir, ref.file));
    const read = async () => readPack(await readFile(path), { shard: ref.crc, bytes, words });
    const blocks = ((await read()) ?? []).map((block) => ({
      ...block,
      allText: block.allText.replace("纸箱", "鳄鱼"),
    }));
    const found = async () => {
      const store = await openReal(dir);
      const { total } = await store.reports.find({ terms: ["鳄鱼"] }, { limit: 1 });
      await store.close({ checkpoint: false });
      return total;
    };
    await writePack(diskFiles, path, { shard: ref.crc, blocks, words });
    expect(await found()).toBe(1);
    await writePack(diskFiles, path, { shard: ref.crc + 1, blocks, words });
    expect(await read()).toBeUndefined();
    expect(await found()).toBe(0);
  });
});
