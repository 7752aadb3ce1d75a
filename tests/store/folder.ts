import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { VerbOptions } from "../../src/cli/store-verbs.ts";
import type { Attachment } from "../../src/domain/reports.ts";
import { createLogger } from "../../src/lib/logger.ts";
import type { FolderStore, OpenOptions } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";

export const key = new Uint8Array(32).fill(7);
export const quiet = createLogger({ level: "silent", pretty: false });

/** A folder that goes when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-store-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

export function openReal(dir: string, rest: Partial<OpenOptions> = {}): Promise<FolderStore> {
  return openStore({ dir, key, stamp: "real", logger: quiet, ...rest });
}

/** What the command line gives its verbs. */
export function verbOptions(dir: string, now: Date): VerbOptions {
  return { dir, key: async () => key, stamp: "real", logger: quiet, now };
}

/** The row of a picture that is stored under `hash`. */
export function storedPhoto(id: string, hash: string): Attachment {
  const receivedAt = "2026-11-23T00:00:00.000Z";
  return { id, report: id, kind: "image", channel: "qq", state: "stored", attempts: 1, hash, receivedAt };
}
