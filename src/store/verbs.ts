import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KeyError } from "../lib/sealing.ts";
import { type Backup, backupStore } from "./backup.ts";
import { diskFiles } from "./files.ts";
import type { OpenOptions } from "./folder-store.ts";
import { askHolder } from "./lock.ts";
import { openStore } from "./lowdb-store.ts";
import { StoreRefused } from "./refusal.ts";
import { restoreStore } from "./restore.ts";
import { type Verification, verifyFolder } from "./verify.ts";

/** What the command line's verbs need; each resolves with the lines to print, in Chinese, or throws `StoreRefused`. */
export interface VerbOptions extends Pick<OpenOptions, "dir" | "stamp" | "logger" | "timezone"> {
  /** Asked where it is needed; throws `KeyError`. Only the start makes a key. */
  key(): Promise<Uint8Array>;
  readonly now: Date;
}

export interface Findings {
  readonly lines: string[];
  readonly sound: boolean;
}

/** `jingmin backup DIR`: by the running bot where there is one, else by this process. */
export async function backupVerb(options: VerbOptions, to: string): Promise<string[]> {
  const target = resolve(to);
  const backup =
    (await ask<Backup>(options.dir, "backup", { to: target })) ?? (await backupStopped(options, target));
  return [
    `备份完成并已核对：${backup.path}`,
    `${backup.index.files.length} 个文件，${megabytes(backup.bytes)}，到第 ${backup.index.seq} 笔为止的检查点，加上之后的日志。`,
    "密钥不在备份里，请另外保存密钥文件：没有它，联系人打不开。",
  ];
}

/** `jingmin verify`: the data folder, or a backup given by its path. */
export async function verifyVerb(options: VerbOptions, path?: string): Promise<Findings> {
  const { dir, now } = options;
  const found =
    path === undefined
      ? ((await ask<Verification>(dir, "verify")) ?? (await verifyFolder({ dir, key: await options.key() })))
      : await verifyFolder({ dir: resolve(path), now, ...(await keyIfThere(options)) });
  return { lines: describeVerification(found), sound: found.problems.length === 0 };
}

/** A backup may be looked at on a computer that has no key. */
async function keyIfThere(options: VerbOptions): Promise<{ key?: Uint8Array }> {
  try {
    return { key: await options.key() };
  } catch (error) {
    if (error instanceof KeyError && error.reason === "missing") return {};
    throw error;
  }
}

/** `jingmin restore BACKUP`. */
export async function restoreVerb(options: VerbOptions, from: string): Promise<Findings> {
  const { dir, stamp, now } = options;
  const key = await options.key();
  const restored = await restoreStore({ from: resolve(from), dir, key, stamp, now });
  const lines = [
    `已恢复 ${restored.at} 的备份到 ${dir}。`,
    ...(restored.movedTo ? [`原来的数据没有删除，移到了 ${restored.movedTo}。`] : []),
    `为了不让编号重复，之后的编号跳过 ${restored.skipped} 个。`,
    ...describeVerification(restored.verification),
  ];
  return { lines, sound: restored.verification.problems.length === 0 };
}

async function backupStopped(options: VerbOptions, to: string): Promise<Backup> {
  await mustExist(options.dir);
  const store = await openStore({ ...options, key: await options.key() });
  try {
    return await backupStore(store, { to, now: options.now, timezone: options.timezone ?? "Asia/Shanghai" });
  } finally {
    await store.close();
  }
}

async function mustExist(dir: string): Promise<void> {
  if ((await diskFiles.size(join(dir, "manifest.json"))) !== undefined) return;
  const folder = await stat(dir).catch(() => undefined);
  throw new StoreRefused("damaged", `${dir} 里没有数据可备份${folder ? "" : "（文件夹不存在）"}。`);
}

async function ask<T>(dir: string, verb: string, args?: Record<string, string>): Promise<T | undefined> {
  const answer = await askHolder(dir, { verb, ...(args && { args }) });
  if (!answer) return undefined;
  if (!answer.ok) throw new StoreRefused("failed", `正在运行的机器人没有完成：${answer.error}`);
  return answer.result as T;
}

function describeVerification(found: Verification): string[] {
  const { rows } = found;
  return [
    `群众反映 ${rows.reports ?? 0} 件，联系人 ${rows.contacts ?? 0}，投递 ${rows.deliveries ?? 0}，附件 ${found.attachments}，审计 ${found.auditEntries} 条，共 ${megabytes(found.bytes)}，到第 ${found.seq} 笔。`,
    ...found.problems,
    found.problems.length > 0
      ? `发现 ${found.problems.length} 处问题。`
      : found.chainChecked
        ? "全部核对无误，审计链完整。"
        : "全部核对无误（没有密钥，审计链未核对）。",
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
