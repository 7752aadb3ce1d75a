import { newId } from "../../src/lib/ids.ts";
import type { Files } from "../../src/store/lowdb/disk/files.ts";
import { replaceSafely } from "../../src/store/lowdb/disk/whole-files.ts";
import { type Outcome, runCuts } from "./rounds.ts";
import { createRandom, createSimDisk } from "./sim-disk.ts";

/**
 * Stores that are wrong in one way each. The harness proves itself by catching every one of them: what does not lose
 * here would mean that the power cuts cut nothing.
 */
export const controls: Readonly<Record<string, (seed: number) => Promise<Outcome>>> = {
  "lowdb's JSONFile: temporary file and rename, no fsync": runJsonFile,
  "no fsync of folders": (seed) => runCuts("checkpoint", seed, 5, { faults: { ignoreFolderSync: true } }),
  "no fsync of shards": (seed) => runCuts("checkpoint", seed, 5, { faults: { ignoreSyncOf: /\/shards\// } }),
  "no fsync of the journal": (seed) => runCuts("power", seed, 5, { faults: { ignoreSyncOf: /journal-/ } }),
  "old journals unlinked before the shards are written": (seed) =>
    runCuts("checkpoint", seed, 5, { wrong: unlinkFirst }),
  "acknowledged before the fsync": (seed) => runCuts("power", seed, 5, { wrong: acknowledgeEarly }),
};

/** Old journals go when the first shard is begun. */
function unlinkFirst(files: Files): Files {
  return {
    ...files,
    async open(path, mode) {
      if (path.startsWith("/data/shards/")) {
        const journals = (await files.list("/data")).filter((name) => name.startsWith("journal-"));
        for (const name of journals.slice(0, -1)) await files.unlink(`/data/${name}`);
      }
      return files.open(path, mode);
    },
  };
}

/** A write to the journal is said to be durable when it has only begun. */
function acknowledgeEarly(files: Files): Files {
  return {
    ...files,
    async open(path, mode) {
      const file = await files.open(path, mode);
      if (mode !== "durable") return file;
      let written: Promise<unknown> = Promise.resolve();
      return {
        ...file,
        async write(data, position) {
          const copy = Buffer.from(data);
          written = written.then(() => file.write(copy, position)).catch(() => {});
          return data.length;
        },
        async close() {
          await written;
          await file.close();
        },
      };
    },
  };
}

/** What lowdb's JSONFile does (steno: write `.file.tmp`, rename), on the disk that loses power. */
async function runJsonFile(seed: number): Promise<Outcome> {
  const random = createRandom(seed);
  const disk = createSimDisk(random);
  disk.faults.ignoreSyncOf = /./;
  disk.faults.ignoreFolderSync = true;
  const data: string[] = [];
  const acknowledged: string[] = [];
  const cut = disk.cutAt(200 + Math.floor(random() * 400));
  const write = async (): Promise<void> => {
    for (;;) {
      const id = newId(new Date());
      data.push(id);
      await replaceSafely(disk.files, "/data/db.json", [Buffer.from(JSON.stringify(data))]);
      acknowledged.push(id);
    }
  };
  await Promise.race([cut, write()]);
  const { files } = disk.survive();
  const found = await files.read("/data/db.json").then(
    (bytes) => bytes.toString(),
    () => "",
  );
  const losses = acknowledged.filter((id) => !found.includes(id)).map((id) => `seed ${seed}: ${id} is gone`);
  return { acknowledged: acknowledged.length, losses };
}
