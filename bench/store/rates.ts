import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import { createBareStore } from "./bare.ts";
import { floor } from "./floor.ts";
import { type Extent, fileOne, intake } from "./intake.ts";

const rounds = 7;

/**
 * What so many writers file per second, in turns with the disk's floor and the bare work, and the median of the turns:
 * the machine is faster now and slower then.
 */
export async function rateOf(
  store: FolderStore,
  { writers, people, extent }: { writers: number; people: number; extent: Extent },
): Promise<object> {
  await store.checkpoint();
  const before = await store.withoutCheckpoints(async ({ bytes }) => bytes);
  // Bytes of one, from the journal itself: no checkpoint comes between in so short a time.
  for (let i = 0; i < 20; i++) await fileOne(store, i + writers, people, extent);
  const bytes = Math.round(
    ((await store.withoutCheckpoints(async (journal) => journal.bytes)) - before) / 20,
  );
  const turns = [];
  for (let i = 0; i < rounds; i++) {
    // The disk for the floor alone: a checkpoint of the last turn may withoutCheckpoints be writing.
    const least = await store.withoutCheckpoints(() => floor(store.dir, bytes, writers, 1_000));
    const made = await intake(store, writers, 2_000, people, extent);
    const bare = await intake(createBareStore(), 1, 1_000, people, extent);
    turns.push({ ...made, floor: least, ofFloor: made.perSecond / least, bare: bare.perSecond });
  }
  turns.sort((a, b) => a.ofFloor - b.ofFloor);
  const ofFloor = turns.map((turn) => turn.ofFloor);
  return { ...turns[(rounds - 1) / 2], writers, extent, bytes, ofFloor };
}
