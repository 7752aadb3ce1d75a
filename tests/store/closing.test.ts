import { expect, it } from "vitest";
import { diskFiles, type Files } from "../../src/store/lowdb/disk/files.ts";
import { openReal, temporaryFolder } from "./folder.ts";

/** The folder is not let go while somebody works in it. */

function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** A lock that tells whether it was let go. */
function watched() {
  const state = { released: false };
  const hold = async () => ({
    async release() {
      state.released = true;
    },
  });
  return { state, hold };
}

it("a store that is closed in the last part of a checkpoint waits for it", async () => {
  const dir = await temporaryFolder();
  const { state, hold } = watched();
  const [reached, go] = [gate(), gate()];
  const late: string[] = [];
  let switched = false;
  const note = (path: string) => {
    if (state.released) late.push(path.slice(dir.length));
  };
  const files: Files = {
    ...diskFiles,
    async rename(from, to) {
      await diskFiles.rename(from, to);
      if (to.endsWith("manifest.json")) switched = true;
    },
    async unlink(path) {
      note(path);
      if (switched && path.includes("journal-")) {
        reached.open();
        await go.opened;
      }
      await diskFiles.unlink(path);
    },
    async open(path, mode) {
      note(path);
      return diskFiles.open(path, mode);
    },
  };
  const store = await openReal(dir, { files, hold });
  await store.tx(async (t) => t.settings.put("k", "1"));
  switched = false;
  const checkpoint = store.checkpoint();
  await reached.opened;
  const closed = store.close();
  go.open();
  await Promise.all([checkpoint, closed]);
  expect(state.released).toBe(true);
  expect(late).toEqual([]);
});

it("and so does one that is being copied", async () => {
  const { state, hold } = watched();
  const store = await openReal(await temporaryFolder(), { hold });
  await store.tx(async (t) => t.settings.put("k", "1"));
  await store.checkpoint();
  const [begun, go] = [gate(), gate()];
  const copying = store.withoutCheckpoints(async () => {
    begun.open();
    await go.opened;
    return state.released;
  });
  await begun.opened;
  const closed = store.close();
  // Many turns of the loop, in which a close that does not wait would have come to its end.
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  go.open();
  expect(await copying).toBe(false);
  await closed;
});
