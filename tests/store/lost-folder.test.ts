import { expect, it, vi } from "vitest";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";
import type { OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { disk, free, gate, holder } from "./faulty-disk.ts";
import { key, openReal, temporaryFolder } from "./folder.ts";

/** The data folder is taken by another process while it is in use. */

const at = "2026-11-23T00:00:00.000Z";

it("who lost the folder in the middle of a checkpoint changes nothing of the new holder's", async () => {
  const dir = await temporaryFolder();
  const [reached, go] = [gate(), gate()];
  const files = disk(async (path) => {
    if (!path.includes("/shards/")) return;
    reached.open();
    await go.opened;
  });
  const { held, hold } = holder();
  const old = await openReal(dir, { files, hold });
  await old.tx(async (t) => {
    t.settings.put("a", "1");
    t.audit.append({ at, actor: { system: "x" }, action: "a", subject: { kind: "system", id: "s" } });
  });
  const checkpoint = old.checkpoint().catch((error: Error) => error);
  await reached.opened;
  const next = await openReal(dir, { hold: async () => free });
  await next.tx(async (t) => t.settings.put("b", "1"));
  await next.checkpoint();
  await next.tx(async (t) => t.settings.put("c", "1"));
  held.lose();
  expect(old.health().fault).toBe("fsync-failed");
  go.open();
  expect(await checkpoint).toBeInstanceOf(Error);
  await next.close({ checkpoint: false });
  const again = await openReal(dir);
  const seen = await Promise.all(["a", "b", "c"].map((name) => again.settings.get(name)));
  await again.close();
  expect(seen).toEqual(["1", "1", "1"]);
  expect((await verifyFolder({ dir, key })).problems).toEqual([]);
});

it("a folder that is lost while it is opened is written to by nobody who lost it", async () => {
  const dir = await temporaryFolder();
  const onFatal = vi.fn();
  const hold: NonNullable<OpenOptions["hold"]> = async ({ onLost }) => {
    setImmediate(onLost);
    return free;
  };
  const store = await openReal(dir, { hold, onFatal });
  expect(onFatal).toHaveBeenCalledOnce();
  await expect(store.tx(async (t) => t.settings.put("k", "1"))).rejects.toMatchObject({ reason: "failed" });
  await store.close({ checkpoint: false });
});
