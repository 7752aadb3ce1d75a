import { appendFile, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ChainHead } from "../audit/audit-chain.ts";
import type { FolderStore } from "../folder-store.ts";

const shape = z.object({
  at: z.iso.datetime(),
  seq: z.int().nonnegative(),
  mac: z.string(),
  /** An older state was restored: what was noted beyond it is no longer to be expected. */
  restored: z.literal(true).optional(),
});

/** Where the chain stood at a time, as the backup's disk remembers it. */
export type NotedHead = Readonly<z.output<typeof shape>>;

/** One file a store, so that stations may share a disk. */
function headsName(instance: string): string {
  return `audit-heads-${instance.slice(-8)}.ndjson`;
}

/**
 * Writes where the audit chain stands beside the backups: whoever cuts its end off in the data cannot do so there. The
 * caller has made sure that the folder is there, and that what was audited is durable.
 */
export async function noteAuditHead(store: FolderStore, folder: string, now: Date): Promise<void> {
  const { instance, seq, mac } = await store.auditHead();
  if (seq > 0) await append(folder, instance, { at: now.toISOString(), seq, mac });
}

/** Says beside the backups that the store begins again from an older state. */
export async function noteRestored(
  folder: string,
  instance: string,
  { head, now }: { readonly head: ChainHead; readonly now: Date },
): Promise<void> {
  await append(folder, instance, { at: now.toISOString(), ...head, restored: true });
}

async function append(folder: string, instance: string, noted: NotedHead): Promise<void> {
  const path = join(folder, headsName(instance));
  await appendFile(path, `${JSON.stringify(noted)}\n`, { mode: 0o600 });
  const file = await open(path, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Those of a store that still hold, oldest first; a line that was cut short is none. */
export async function notedHeads(folder: string, instance: string): Promise<NotedHead[]> {
  const text = await readFile(join(folder, headsName(instance)), "utf8").catch(() => "");
  const all = text.split("\n").flatMap((line) => {
    try {
      return [shape.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
  return all.filter(
    ({ seq, restored }, i) => !restored && !all.some((one, j) => j > i && one.restored && one.seq < seq),
  );
}

/** What the chain that was read lacks of the heads; `macs`: of the entries whose numbers they have. */
export function headProblems(
  heads: readonly NotedHead[],
  { last, macs }: { readonly last: ChainHead; readonly macs: ReadonlyMap<number, string> },
): string[] {
  const newest = heads.reduce((most, { seq }) => Math.max(most, seq), 0);
  const cut =
    newest > last.seq
      ? [`审计链的末尾少了：到第 ${last.seq} 条为止，备份盘上记着有第 ${newest} 条。可能有人删过审计。`]
      : [];
  const changed = heads.find(({ seq, mac }) => seq <= last.seq && macs.get(seq) !== mac);
  return changed ? [...cut, `审计链第 ${changed.seq} 条和备份盘上记的不一样：可能有人改过审计。`] : cut;
}
