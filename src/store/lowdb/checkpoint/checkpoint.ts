import { join } from "node:path";
import type { Delivery } from "../../../domain/deliveries.ts";
import { StoreError } from "../../store.ts";
import type { AuditChain, AuditLine, ChainHead } from "../audit/audit-chain.ts";
import { appendAudit } from "../audit/audit-files.ts";
import type { Files } from "../disk/files.ts";
import type { Journal } from "../journal/journal.ts";
import type { RowMigration } from "../tables/migrate-rows.ts";
import { rowKey, type TableName, type Tables, tableNames } from "../tables/tables.ts";
import type { Transactions } from "../tables/transactions.ts";
import { type Archived, archivable, archiveName } from "./archive.ts";
import { type Manifest, type ShardRef, writeManifest } from "./manifest.ts";
import { readShard, shardRows, writeShard } from "./shard-file.ts";
import { eraseContent, removeTorn, sweep, unlinkJournals } from "./sweep.ts";

export interface CheckpointDeps {
  readonly files: Files;
  readonly dir: string;
  readonly core: Transactions;
  readonly state: Tables;
  readonly journal: Journal;
  readonly chain: AuditChain;
  readonly recentAudit: AuditLine[];
  manifest(): Manifest;
  setManifest(manifest: Manifest): void;
  now(): Date;
  readonly schema: number;
  /** Set at the one checkpoint that ends a migration: everything is written anew. */
  readonly migrate: RowMigration | undefined;
}

/** What is to be written, as it was between two transactions when all was durable. */
interface Cut {
  readonly seq: number;
  readonly journal: number;
  readonly chain: ChainHead;
  readonly audit: readonly AuditLine[];
  readonly shards: readonly CutShard[];
  readonly archived: readonly { table: Archived; month: string; rows: Map<string, object> }[];
  readonly erased: readonly { id: string; hash?: string }[];
  /** Hashes of erased attachments that no durable row refers to. */
  readonly orphans: readonly string[];
}

interface CutShard {
  readonly name: string;
  readonly table: TableName;
  readonly shard: string;
  /** `undefined`: nothing is left of it. */
  readonly rows: (() => Iterable<string>) | undefined;
  readonly release: () => void;
}

const inboxDays = 7;

/**
 * Writes what the journals hold into the shards, then lets the journals go. New files beside the old ones; the
 * manifest is the one switch between them, so that a cut at any place leaves either the old whole or the new.
 */
export async function checkpoint(deps: CheckpointDeps): Promise<void> {
  const { files, dir, state } = deps;
  await state.entries.loadChanged();
  const cut = await deps.core.exclusive(() => takeCut(deps));
  const before = deps.manifest();
  const migrating = before.schema !== deps.schema;
  const shards: Record<string, ShardRef> = migrating ? {} : { ...before.shards };
  const suffix = String(cut.journal).padStart(8, "0");
  const write = async (name: string, rows: Iterable<Buffer | string>): Promise<void> => {
    const [folder, rest] = name.startsWith("archive/") ? ["archive", name.slice(8)] : ["shards", name];
    const file = `${folder}/${rest.replaceAll("/", "-")}.${suffix}.ndjson`;
    shards[name] = { file, ...(await writeShard(files, join(dir, file), { name, seq: cut.seq, rows })) };
  };
  try {
    for (const { name, rows } of cut.shards) {
      if (rows) await write(name, rows());
      else delete shards[name];
    }
    const added = new Map(cut.archived.map(({ table, month, rows }) => [archiveName(table, month), rows]));
    const erased = new Set(cut.erased.map(({ id }) => id));
    const touched = migrating ? archives(before) : await archivesWith(deps, erased);
    for (const name of new Set([...added.keys(), ...touched])) {
      await write(name, mergeArchive(await archivedLines(deps, name), added.get(name), erased));
    }
    checkOwned(deps.journal);
    for (const hash of cut.orphans) await eraseContent(deps, hash);
    if (cut.erased.length > 0) {
      await files.syncFolder(join(dir, "attachments"));
      // Torn tails may hold the words, too; once the manifest is written nobody remembers that they must go.
      await removeTorn(files, dir);
    }
    const audit = await appendAudit(files, dir, before.audit.files, cut.audit);
    const manifest: Manifest = {
      ...before,
      schema: deps.schema,
      seq: cut.seq,
      journal: cut.journal,
      shards,
      audit: { ...cut.chain, files: audit },
    };
    checkOwned(deps.journal);
    await writeManifest(files, dir, manifest);
    deps.setManifest(manifest);
  } catch (error) {
    for (const { table, shard } of cut.shards) state[table].dirty.add(shard);
    for (const row of cut.erased) state.erased.set(row.id, row);
    throw error;
  } finally {
    for (const { release } of cut.shards) release();
  }
  deps.recentAudit.splice(0, cut.audit.length);
  for (const { table, rows } of cut.archived) {
    for (const [id, row] of rows) if (state[table].get(id) === row) state[table].forget(id);
  }
  await deps.core.exclusive(async () => state.entries.trim());
  await unlinkJournals(files, dir, cut.journal);
  await sweep(files, dir, deps.manifest());
}

/** New files harm nobody; what changes the folder must not be done once the disk failed, or another process took it. */
function checkOwned(journal: Journal): void {
  if (journal.health().fault === "fsync-failed") throw new StoreError("failed", "the disk failed");
}

/** Between two transactions: waits until all is durable, starts a new journal, notes what is dirty. */
async function takeCut(deps: CheckpointDeps): Promise<Cut> {
  const { state, journal, chain } = deps;
  await journal.durable();
  // What was put since, on a month that is not in memory.
  await state.entries.loadChanged();
  await journal.rotate();
  const now = deps.now();
  const archived = archivable(state, now).map(({ table, month, ids }) => {
    state[table].dirty.add(month);
    const rows = new Map<string, object>();
    for (const id of ids) rows.set(id, state[table].get(id) as object);
    return { table, month, rows };
  });
  forgetOldInbox(state, now);
  const erased = [...state.erased.rows()];
  const orphans = erased.flatMap(({ hash }) =>
    hash !== undefined && state.attachments.by("hash", hash).length === 0 ? [hash] : [],
  );
  for (const { id } of erased) state.erased.set(id, undefined);
  const shards: CutShard[] = [];
  for (const table of tableNames) {
    for (const shard of state[table].dirty) {
      const gone = archived.find((a) => a.table === table && a.month === shard)?.rows;
      const { size, rows, release } = state[table].snapshot(shard, gone);
      const lines = size > 0 ? () => jsonLines(rows()) : undefined;
      shards.push({ name: `${table}/${shard}`, table, shard, rows: lines, release });
    }
    state[table].dirty.clear();
  }
  return {
    seq: journal.durableSeq(),
    journal: journal.number(),
    chain: chain.head(),
    audit: deps.recentAudit.slice(),
    shards,
    archived,
    erased,
    orphans,
  };
}

function* jsonLines(rows: Iterable<object>): Generator<string> {
  for (const row of rows) yield JSON.stringify(row).slice(1);
}

function forgetOldInbox(state: Tables, now: Date): void {
  const limit = new Date(now.getTime() - inboxDays * 86_400_000).toISOString().slice(0, 10);
  for (const day of state.inbox.shards().filter((d) => d < limit)) {
    for (const id of [...state.inbox.shard(day).keys()]) state.inbox.set(id, undefined);
  }
}

/** What an archive file holds already, by id or key. */
async function archivedLines(deps: CheckpointDeps, name: string): Promise<Map<string, object>> {
  const ref = deps.manifest().shards[name];
  if (!ref) return new Map();
  const shard = await readShard(deps.files, join(deps.dir, ref.file), { name, ...ref });
  const migrating = deps.manifest().schema !== deps.schema;
  const lines = new Map<string, object>();
  const table = name.split("/")[1] as string;
  for (const raw of shardRows<object>(shard)) {
    for (const [to, row] of migrating && deps.migrate ? deps.migrate(table, raw) : [[table, raw] as const]) {
      if (to === table) lines.set(rowKey(table, row), row);
    }
  }
  return lines;
}

/** What is `added` was in memory, where the erased was taken out already. */
function* mergeArchive(
  present: ReadonlyMap<string, object>,
  added: ReadonlyMap<string, object> = new Map(),
  erased: ReadonlySet<string>,
): Generator<string> {
  for (const [id, row] of present) {
    if (!added.has(id) && !erased.has((row as Delivery).report ?? "")) yield JSON.stringify(row).slice(1);
  }
  yield* jsonLines(added.values());
}

function archives(manifest: Manifest): string[] {
  return Object.keys(manifest.shards).filter((name) => name.startsWith("archive/"));
}

/** Archives that still hold outbox rows of what was erased. */
async function archivesWith(deps: CheckpointDeps, erased: ReadonlySet<string>): Promise<string[]> {
  const found: string[] = [];
  const manifest = deps.manifest();
  for (const name of erased.size === 0 ? [] : archives(manifest)) {
    const bytes = await deps.files.read(join(deps.dir, (manifest.shards[name] as ShardRef).file));
    if ([...erased].some((id) => bytes.includes(JSON.stringify(id)))) found.push(name);
  }
  return found;
}
