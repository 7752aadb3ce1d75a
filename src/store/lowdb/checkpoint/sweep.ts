import { join } from "node:path";
import { type Files, isMissing } from "../disk/files.ts";
import { journalName } from "../journal/journal-file.ts";
import type { Tables } from "../tables/tables.ts";
import type { Manifest } from "./manifest.ts";

/** What leaves the data folder at a checkpoint. */

/** The content of an attachment goes when the last row that refers to it has gone. */
export async function eraseContent(
  { files, dir, state }: { files: Files; dir: string; state: Tables },
  hash: string,
): Promise<void> {
  // It may have come once more since the cut.
  if (state.attachments.by("hash", hash).length > 0) return;
  await files.unlink(join(dir, "attachments", hash)).catch((error) => {
    if (!isMissing(error)) throw error;
  });
}

/** Journals before this number: the shards hold what they held. */
export async function unlinkJournals(files: Files, dir: string, before: number): Promise<void> {
  for (const name of await files.list(dir)) {
    if (name.startsWith("journal-") && name < journalName(before) && name.endsWith(".ndjson")) {
      await files.unlink(join(dir, name));
    }
  }
}

/** Removes files that the manifest does not name: replaced ones, and what a cut-short checkpoint left. */
export async function sweep(files: Files, dir: string, manifest: Manifest): Promise<void> {
  const named = new Set(Object.values(manifest.shards).map(({ file }) => file));
  for (const folder of ["shards", "archive"]) {
    for (const name of await files.list(join(dir, folder))) {
      // Whatever else lies there is none of ours, and may be a folder.
      // `.pack`: a cache that the first version kept beside its shards.
      if (!/\.(ndjson|pack|tmp)$/.test(name)) continue;
      if (!named.has(`${folder}/${name}`)) await files.unlink(join(dir, folder, name));
    }
  }
}

/** Torn tails may hold the words of what is erased. */
export async function removeTorn(files: Files, dir: string): Promise<void> {
  for (const name of await files.list(dir)) if (name.includes(".torn-")) await files.unlink(join(dir, name));
}
