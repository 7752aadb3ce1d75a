import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLogger } from "../../src/lib/logger.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { storeContract } from "../contract/store.ts";
import { createMemoryStore } from "../support/memory-store.ts";

storeContract("memory", async () => {
  const store = createMemoryStore({ rehearse: true });
  return { store, dispose: () => store.close() };
});

for (const checkpointed of [true, false]) {
  storeContract(checkpointed ? "lowdb" : "lowdb, restarted without a checkpoint", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-store-"));
    const open = () =>
      openStore({
        dir,
        key: new Uint8Array(32).fill(7),
        stamp: "real",
        logger: createLogger({ level: "silent", pretty: false }),
        rehearse: true,
      });
    let store = await open();
    return {
      store,
      async reopen() {
        await store.close({ checkpoint: checkpointed });
        store = await open();
        return store;
      },
      async dispose() {
        await store.close();
        await rm(dir, { recursive: true });
      },
    };
  });
}
