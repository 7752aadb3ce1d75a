import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type AuditLine, auditLine, type ChainHead } from "./audit/audit-chain.ts";
import { type Manifest, readManifest, writeManifest } from "./checkpoint/manifest.ts";
import { checkShard, type ReadShard, readShard, shardRows } from "./checkpoint/shard-file.ts";
import type { Files } from "./disk/files.ts";
import { damaged, OpenFailure } from "./disk/open-failure.ts";
import { createJournalFile, journalName, journalNumber } from "./journal/journal-file.ts";
import { isEmptyJournal, type Recovered, recoverJournals } from "./journal/journal-recovery.ts";
import { createSharing } from "./reports/sharing.ts";
import type { RowMigration } from "./tables/migrate-rows.ts";
import {
  applyChange,
  type Change,
  rowKey,
  type TableName,
  type Tables,
  tableNames,
} from "./tables/tables.ts";

export const folders = ["shards", "archive", "audit", "attachments"] as const;

/** Of a data folder or a backup: reads the manifest and refuses what this program, configuration or key must not open. */
export async function inspectFolder(
  files: Files,
  dir: string,
  wanted: { schema: number; stamp?: "demo" | "real"; key?: string },
): Promise<Manifest | undefined> {
  await refuseHalfRestored(files, dir);
  const manifest = await readManifest(files, dir);
  if (!manifest) {
    await refuseLeftovers(files, dir);
    return undefined;
  }
  if (manifest.schema > wanted.schema) {
    throw new OpenFailure(
      "newer-schema",
      `数据是新版程序写的（格式 v${manifest.schema}，本程序只认到 v${wanted.schema}）。请用新版程序，或恢复升级前的自动备份。`,
      { file: join(dir, "manifest.json"), byte: 0 },
    );
  }
  if (wanted.stamp && manifest.stamp !== wanted.stamp) {
    throw new OpenFailure(
      "stamp",
      manifest.stamp === "demo"
        ? `${dir} 里是演示数据，正式运行不能使用。请在配置里换一个 data 文件夹，或换一份备份。`
        : `${dir} 里是正式数据，演示不能使用。请在配置里换一个 data 文件夹，或换一份备份。`,
    );
  }
  if (wanted.key && manifest.key !== wanted.key) {
    throw new OpenFailure(
      "key",
      `密钥与 ${dir} 里的数据不符，打不开已封存的联系人。请用这份数据原来的密钥文件。`,
    );
  }
  return manifest;
}

/** The mark of a restore that has begun to move files and is not done. */
export const halfRestored = "restoring";

/** Half of the old and half of the new: without a manifest it would look like a station's first start. */
async function refuseHalfRestored(files: Files, dir: string): Promise<void> {
  if ((await files.size(join(dir, halfRestored))) === undefined) return;
  throw new OpenFailure(
    "damaged",
    `上一次恢复没有做完，数据文件夹 ${dir} 里只有一半。请再做一次 jingmin restore；原来的数据没有删除，在 before-restore-… 里。`,
    { file: join(dir, halfRestored), byte: 0 },
  );
}

/** Without a manifest, only what the very first start may have left is no damage. */
async function refuseLeftovers(files: Files, dir: string): Promise<void> {
  const missing = damaged(join(dir, "manifest.json"), 0, "清单不见了，而文件夹里还有数据");
  for (const folder of ["shards", "archive", "audit"]) {
    if ((await files.list(join(dir, folder))).some((name) => name.endsWith(".ndjson"))) throw missing;
  }
  for (const name of await files.list(dir)) {
    const number = journalNumber(name);
    if (number === undefined) continue;
    if (number !== 1 || !(await isEmptyJournal(files, join(dir, name)))) throw missing;
  }
}

/** A new, empty store. */
export async function createFolder(
  files: Files,
  dir: string,
  options: { schema: number; stamp: "demo" | "real"; key: string; now: Date },
): Promise<Manifest> {
  const { schema, stamp, key, now } = options;
  const manifest: Manifest = {
    schema,
    instance: randomUUID(),
    stamp,
    key,
    createdAt: now.toISOString(),
    seq: 0,
    journal: 1,
    shards: {},
    audit: { seq: 0, mac: "", files: [] },
  };
  for (const folder of folders) await files.makeFolder(join(dir, folder));
  // The journal first: from then on a folder with a manifest and no journal is a damaged one.
  const { instance } = manifest;
  const { file } = await createJournalFile(files, dir, { journal: 1, instance, schema, after: 0 });
  await file.close();
  await writeManifest(files, dir, manifest);
  return manifest;
}

/** Everything a folder holds, in memory; checked whole, nothing touched. */
export interface Loaded {
  readonly recovered: Recovered;
  readonly recentAudit: AuditLine[];
  readonly head: ChainHead;
}

export async function loadFolder(
  files: Files,
  dir: string,
  manifest: Manifest,
  state: Tables,
  migrate: RowMigration | undefined,
): Promise<Loaded> {
  // Read side by side: what is only checked comes from the disk while the rest is parsed.
  const checks = checkTheRest(files, dir, manifest);
  checks.catch(() => {});
  const migrated = migrate && collectForMigration(state, migrate);
  const apply = migrated?.apply ?? ((change: Change) => void applyChange(state, change));
  await loadShards(files, dir, manifest, apply);
  if (!migrated) for (const name of tableNames) state[name].dirty.clear();
  await checks;
  const recovered = await recoverJournals(files, dir, manifest.journal, manifest.seq);
  const recentAudit: AuditLine[] = [];
  let head: ChainHead = manifest.audit;
  for (const line of recovered.lines) {
    for (const change of line.ops) {
      // What is taken from a month must be there to be taken.
      if (change[0] === "entries" && change[2] === null)
        await state.entries.load(change[1].split("/")[0] ?? "");
      apply(change);
    }
    for (const entry of line.audit ?? []) {
      if (entry.seq !== head.seq + 1)
        throw damaged(join(dir, journalName(manifest.journal)), 0, "审计记录不连续");
      recentAudit.push(auditLine(entry));
      head = entry;
    }
  }
  migrated?.finish();
  return { recovered, recentAudit, head: { seq: head.seq, mac: head.mac } };
}

/** Rows of an older schema: each is migrated once, as the last change left it. */
function collectForMigration(state: Tables, migrate: RowMigration) {
  const old = new Map<string, Map<string, object>>();
  return {
    apply([table, id, row]: Change): void {
      const rows = old.get(table) ?? new Map<string, object>();
      old.set(table, rows);
      if (row) rows.set(id, row);
      else rows.delete(id);
    },
    finish(): void {
      for (const [table, rows] of old) {
        for (const row of rows.values()) {
          for (const [to, next] of migrate(table, row))
            applyChange(state, [to as TableName, rowKey(to, next), next]);
        }
        rows.clear();
      }
    },
  };
}

/** Whether all rows of a shard are in memory while the store is open. */
function isHeld(shard: string): boolean {
  return !shard.startsWith("archive/") && !shard.startsWith("entries/");
}

/** What is not held in memory must be sound as well. */
async function checkTheRest(files: Files, dir: string, manifest: Manifest): Promise<void> {
  const others = Object.entries(manifest.shards).filter(([name]) => !isHeld(name));
  for (const ref of [...others.map(([, ref]) => ref), ...manifest.audit.files]) {
    await checkShard(files, join(dir, ref.file), ref);
  }
}

/** Shards that are read from the disk while an earlier one is parsed. */
const readAhead = 4;

async function loadShards(
  files: Files,
  dir: string,
  manifest: Manifest,
  apply: (change: Change) => void,
): Promise<void> {
  const entries = Object.entries(manifest.shards).filter(([name]) => isHeld(name));
  const read = (i: number): Promise<ReadShard> | undefined => {
    const entry = entries[i];
    if (!entry) return undefined;
    const [name, ref] = entry;
    const shard = readShard(files, join(dir, ref.file), { name, ...ref });
    // Looked at when its turn comes.
    shard.catch(() => {});
    return shard;
  };
  const share = createSharing();
  const ahead = Array.from({ length: readAhead }, (_, i) => read(i));
  for (const [i, [name]] of entries.entries()) {
    const shard = (await ahead.shift()) as ReadShard;
    ahead.push(read(i + readAhead));
    const [table] = name.split("/") as [TableName];
    for (const row of shardRows<object>(shard)) {
      if (table === "reports") share(row);
      apply([table, rowKey(table, row), row]);
    }
  }
}

/** Cuts torn tails off, keeping them aside, and makes sure that all that was recovered is on the disk. */
export async function settleJournals(
  files: Files,
  dir: string,
  recovered: Recovered,
  now: Date,
): Promise<void> {
  const stamp = now.toISOString().replace(/[-:.]/g, "");
  for (const { name, from } of recovered.torn) {
    const bytes = (await files.read(join(dir, name))).subarray(from);
    if (bytes.length === 0) continue;
    const aside = await files.open(join(dir, `${name}.torn-${stamp}`), "create");
    await aside.write(bytes, 0);
    await aside.datasync();
    await aside.close();
  }
  for (const name of await files.list(dir)) {
    if (journalNumber(name) === undefined) continue;
    const file = await files.open(join(dir, name), "edit");
    const torn = recovered.torn.find((t) => t.name === name);
    if (torn) await file.truncate(torn.from);
    await file.datasync();
    await file.close();
  }
}
