import { join } from "node:path";
import type { AuditEntry } from "../../../domain/audit.ts";
import type { Attachment } from "../../../domain/reports.ts";
import { createSealer } from "../../../lib/sealing.ts";
import { type ChainHead, follows } from "../audit/audit-chain.ts";
import { checkAuditFile } from "../audit/audit-files.ts";
import { readManifest } from "../checkpoint/manifest.ts";
import { readShard, shardRows } from "../checkpoint/shard-file.ts";
import { diskFiles, type Files } from "../disk/files.ts";
import { damaged, OpenFailure } from "../disk/open-failure.ts";
import { nextTurn } from "../journal/frame-chunks.ts";
import { recoverJournals } from "../journal/journal-recovery.ts";
import { rowKey } from "../tables/tables.ts";
import { headProblems, type NotedHead, notedHeads } from "./audit-heads.ts";
import { checkBackup, indexName } from "./backup-index.ts";
import { hashFile } from "./copy.ts";

/** What `verify` found; `problems` in Chinese, each naming file and byte. */
export interface Verification {
  readonly problems: readonly string[];
  readonly seq: number;
  /** Up to which the shards go; the journals hold what came since. */
  readonly checkpointSeq: number;
  /** Of the shards. */
  readonly rows: Readonly<Record<string, number>>;
  readonly auditEntries: number;
  /** Where the chain ends. */
  readonly auditHead: ChainHead;
  readonly attachments: number;
  readonly bytes: number;
  /** Without the key the audit chain's links cannot be checked, only its lines. */
  readonly chainChecked: boolean;
}

export interface VerifyOptions {
  readonly dir: string;
  readonly key?: Uint8Array;
  readonly files?: Files;
  /** Of a running store: how far its journal may be looked at. */
  readonly limit?: number;
  /** The folder of the backups, where heads of the chain are noted. */
  readonly headsIn?: string;
  /** Of a backup: it cannot be of a later time. */
  readonly now?: Date;
}

/** Reads everything a data folder or a backup holds and checks it; changes nothing. */
export async function verifyFolder(options: VerifyOptions): Promise<Verification> {
  const { dir, files = diskFiles, key, now = new Date() } = options;
  let sealer = key && createSealer(key);
  const problems: string[] = [];
  const counts = new Map<string, number>();
  const attachments = new Map<string, Attachment>();
  let bytes = 0;
  let [seq, checkpointSeq] = [0, 0];
  let auditEntries = 0;
  let head: ChainHead = { seq: 0, mac: "" };
  let heads: readonly NotedHead[] = [];
  const macs = new Map<number, string>();

  const attempt = async (check: () => Promise<void>): Promise<void> => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof OpenFailure)) throw error;
      problems.push(error.message);
    }
  };
  const link = (entry: AuditEntry, file: string, at: number): void => {
    auditEntries++;
    if (sealer && !follows(sealer, head, entry)) {
      problems.push(damaged(file, at, `审计链在第 ${entry.seq} 条断开`).message);
    }
    head = { seq: entry.seq, mac: entry.mac };
    if (macs.has(entry.seq)) macs.set(entry.seq, entry.mac);
  };
  const note = (table: string, id: string, row: unknown): void => {
    if (table === "attachments") {
      if (row) attachments.set(id, row as Attachment);
      else attachments.delete(id);
    }
  };

  // A backup also says how much of each file there was: a journal cut off between two lines looks whole.
  const isBackup = (await files.size(join(dir, indexName))) !== undefined;
  let until = "9999";
  if (isBackup)
    await attempt(async () => {
      until = (await checkBackup(files, dir, now)).at;
    });
  await attempt(async () => {
    const manifest = await readManifest(files, dir);
    if (!manifest) throw damaged(join(dir, "manifest.json"), 0, "没有清单");
    seq = checkpointSeq = manifest.seq;
    if (options.headsIn !== undefined) {
      // Those that were noted after a backup was made say nothing of it.
      heads = (await notedHeads(options.headsIn, manifest.instance)).filter(({ at }) => at < until);
      for (const noted of heads) macs.set(noted.seq, "");
    }
    if (sealer && sealer.fingerprint !== manifest.key) {
      // Each link would look broken.
      sealer = undefined;
      problems.push(`密钥与 ${dir} 里的数据不符，审计链没有核对。请用这份数据原来的密钥文件。`);
    }
    for (const [name, ref] of Object.entries(manifest.shards)) {
      await attempt(async () => {
        const shard = await readShard(files, join(dir, ref.file), { name, ...ref });
        const table = name.startsWith("archive/")
          ? (name.split("/")[1] as string)
          : (name.split("/")[0] as string);
        counts.set(table, (counts.get(table) ?? 0) + shard.offsets.length - 1);
        bytes += ref.bytes;
        if (table === "attachments")
          for (const row of shardRows<object>(shard)) note(table, rowKey(table, row), row);
        await nextTurn();
      });
    }
    for (const ref of manifest.audit.files) {
      bytes += ref.bytes;
      await attempt(() =>
        checkAuditFile(files, dir, ref, (entry, at) => link(entry, join(dir, ref.file), at)),
      );
    }
    await attempt(async () => {
      const recovered = await recoverJournals(files, dir, manifest.journal, manifest.seq, options.limit);
      seq = recovered.seq;
      for (const { name, from } of recovered.torn) {
        // A crash may leave one in the data folder, but a backup ends where its journal is durable.
        if (isBackup && from > 0) problems.push(damaged(join(dir, name), from, "日志断在半行").message);
      }
      for (const line of recovered.lines) {
        for (const [table, id, row] of line.ops) note(table, id, row);
        for (const entry of line.audit ?? []) link(entry, dir, 0);
      }
    });
    problems.push(...headProblems(heads, { last: head, macs }));
    for (const { state, hash } of attachments.values()) {
      if (state !== "stored" || hash === undefined) continue;
      const path = join(dir, "attachments", hash);
      const found = await hashFile(files, path);
      if (found === undefined) problems.push(damaged(path, 0, "附件不见了").message);
      else if (found !== hash) problems.push(damaged(path, 0, "附件内容与登记的校验不符").message);
    }
  });
  return {
    problems,
    seq,
    checkpointSeq,
    rows: Object.fromEntries(counts),
    auditEntries,
    auditHead: head,
    attachments: attachments.size,
    bytes,
    chainChecked: sealer !== undefined,
  };
}
