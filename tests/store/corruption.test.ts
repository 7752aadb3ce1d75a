import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { OpenFailure } from "../../src/store/lowdb/disk/open-failure.ts";
import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { type Expected, findLosses, say } from "../crash/residents.ts";
import { createRandom, createSimDisk, diskOf, type SimDisk } from "../crash/sim-disk.ts";
import { key, quiet } from "./folder.ts";

const dir = "/data";
const hold = async () => ({ release: async () => {} });
const still = { now: () => new Date("2026-11-23T03:00:00Z"), after: () => () => {} };

function open(disk: SimDisk): Promise<FolderStore> {
  return openStore({ dir, key, stamp: "real", logger: quiet, files: disk.files, hold, clock: still });
}

/** Shards, an archive, audit files, and a journal with acknowledged transactions, as kill -9 leaves them. */
async function makeStore(): Promise<{ contents: Map<string, Buffer>; expected: Map<string, Expected> }> {
  const disk = createSimDisk(createRandom(1));
  const store = await open(disk);
  const expected = new Map<string, Expected>();
  const file = async (id: string, version: number): Promise<void> => {
    expected.set(id, { number: await say(store, id, version), acknowledged: version, attempted: version });
  };
  for (let i = 0; i < 12; i++) await file(`01M85AKZ12XB2ZCS26AB6Y${String(i).padStart(4, "0")}`, 1);
  await store.tx(async (t) => {
    t.contacts.put({ id: "p1", name: "住户", addresses: [], firstSeen: "2026-11-23T00:00:00.000Z" });
    t.deliveries.put({
      id: "01JCJ0000000000000000000AB",
      kind: "answer",
      to: { person: "p1" },
      text: "已收到",
      state: "sent",
      attempts: 1,
      createdAt: "2024-11-13T00:00:00.000Z",
    });
  });
  await store.checkpoint();
  for (let i = 0; i < 16; i++)
    await file(`01M85AKZ12XB2ZCS26AB6Y${String(i).padStart(4, "0")}`, i < 12 ? 2 : 1);
  await store.close({ checkpoint: false });
  return { contents: disk.contents(), expected };
}

type Damage = {
  readonly how: "flip" | "cut" | "zero";
  readonly file: number;
  readonly at: number;
  readonly length: number;
};

function damage(contents: ReadonlyMap<string, Buffer>, { how, file, at, length }: Damage): [string, Buffer] {
  const paths = [...contents.keys()];
  const path = paths[file % paths.length] as string;
  const bytes = Buffer.from(contents.get(path) as Buffer);
  const offset = at % bytes.length;
  if (how === "flip") bytes[offset] = (bytes[offset] as number) ^ (1 << (length % 8));
  if (how === "zero") bytes.fill(0, offset, Math.min(offset + length, bytes.length));
  return [path, how === "cut" ? bytes.subarray(0, offset) : bytes];
}

describe("a damaged folder", () => {
  let made: Awaited<ReturnType<typeof makeStore>>;
  beforeAll(async () => {
    made = await makeStore();
  });

  it("has every kind of file in this test", () => {
    expect([...made.contents.keys()].map((path) => path.replace(/\d.*$/, "")).sort()).toEqual(
      expect.arrayContaining([
        "/data/archive/deliveries-",
        "/data/audit/",
        "/data/journal-",
        "/data/manifest.json",
        "/data/shards/reports-",
        "/data/watermark",
      ]),
    );
  });

  it("opens with everything acknowledged, or is refused with code 4, file and byte, untouched", {
    timeout: 60_000,
  }, async () => {
    let refusals = 0;
    let openings = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          how: fc.constantFrom("flip", "cut", "zero"),
          file: fc.nat(),
          at: fc.nat(),
          length: fc.integer({ min: 1, max: 5000 }),
        }),
        async (what: Damage) => {
          const [path, bytes] = damage(made.contents, what);
          const before = new Map(made.contents).set(path, bytes);
          const disk = diskOf(before, createRandom(1));
          const outcome = await open(disk).catch((error: unknown) => error);
          if (outcome instanceof OpenFailure) {
            refusals++;
            expect(outcome.exitCode).toBe(4);
            expect(outcome.place?.file.startsWith(dir)).toBe(true);
            expect(outcome.place?.byte).toBeGreaterThanOrEqual(0);
            expect(outcome.message).toMatch(/第 \d+ 字节/);
            expect(disk.contents()).toEqual(before);
            return;
          }
          if (outcome instanceof Error) throw outcome;
          openings++;
          const store = outcome as FolderStore;
          expect(await findLosses(store, new Map(made.expected))).toEqual([]);
          expect((await store.deliveries.get("01JCJ0000000000000000000AB"))?.text).toBe("已收到");
          expect(await store.contacts.get("p1")).toBeDefined();
          await store.close({ checkpoint: false });
        },
      ),
      { numRuns: 60 },
    );
    expect(Math.min(refusals, openings)).toBeGreaterThan(0);
  });

  it("a file that is gone is named", async () => {
    for (const path of made.contents.keys()) {
      // Both are made anew where they are missing.
      if (path.endsWith("watermark") || path.endsWith(".pack")) continue;
      const contents = new Map(made.contents);
      contents.delete(path);
      const error: unknown = await open(diskOf(contents, createRandom(1))).catch((e: unknown) => e);
      expect(error, path).toBeInstanceOf(OpenFailure);
      expect((error as OpenFailure).message).toContain(path);
    }
  });

  it("a zeroed page inside a batch that was never acknowledged does not stop it from opening", async () => {
    const path = [...made.contents.keys()].find((p) => p.includes("journal-")) as string;
    const whole = made.contents.get(path) as Buffer;
    // Three more lines of one batch, written but not durable when the power went; the first one's page was lost.
    const last = JSON.parse(whole.toString().trimEnd().split("\n").at(-1) as string) as { seq: number };
    const { frame } = await import("../../src/store/lowdb/journal/frame.ts");
    const batch = [1, 2, 3].map((i) =>
      frame({
        seq: last.seq + i,
        durable: last.seq,
        ops: [["settings", "k", { id: "k", value: String(i) }]],
      }),
    );
    (batch[0] as Buffer).fill(0);
    const contents = new Map(made.contents).set(path, Buffer.concat([whole, ...batch]));
    const disk = diskOf(contents, createRandom(1));
    const store = await open(disk);
    expect(await findLosses(store, new Map(made.expected))).toEqual([]);
    expect(await store.settings.get("k")).toBeUndefined();
    expect([...disk.contents().keys()].some((p) => p.includes(".torn-"))).toBe(true);
    await store.close();
  });

  it("a flipped bit in an acknowledged line before others is refused at that line, watermark or not", async () => {
    const path = [...made.contents.keys()].find((p) => p.includes("journal-")) as string;
    const bytes = Buffer.from(made.contents.get(path) as Buffer);
    const second = bytes.indexOf("\n") + 1;
    bytes[second + 60] = (bytes[second + 60] as number) ^ 4;
    const contents = new Map(made.contents).set(path, bytes);
    contents.delete("/data/watermark");
    const error = (await open(diskOf(contents, createRandom(1))).catch((e: unknown) => e)) as OpenFailure;
    expect(error.place).toEqual({ file: path, byte: second });
  });
});
