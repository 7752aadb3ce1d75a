import { dirname, join, resolve } from "node:path";
import { handOutAttachments } from "../attachments/hand-out.ts";
import type { AgeOpener, AgeSecret } from "../lib/age.ts";
import { systemClock } from "../lib/clock.ts";
import { KeyError } from "../lib/sealing.ts";
import { inZone } from "../lib/time.ts";
import { noteAuditHead, noteRestored } from "../store/lowdb/backup/audit-heads.ts";
import { type Backup, backupStore } from "../store/lowdb/backup/backup.ts";
import { indexName } from "../store/lowdb/backup/backup-index.ts";
import { restoreStore } from "../store/lowdb/backup/restore.ts";
import { sealedBackup, sealedEnd, withOpened } from "../store/lowdb/backup/sealed-backup.ts";
import { type Verification, verifyFolder } from "../store/lowdb/backup/verify.ts";
import { readManifest } from "../store/lowdb/checkpoint/manifest.ts";
import { diskFiles } from "../store/lowdb/disk/files.ts";
import { explained, OpenFailure } from "../store/lowdb/disk/open-failure.ts";
import type { OpenOptions } from "../store/lowdb/folder-store.ts";
import type { Refused } from "../store/lowdb/lock/keeper.ts";
import { askHolder } from "../store/lowdb/lock/lock.ts";
import { openStore } from "../store/lowdb/lowdb-store.ts";
import { inspectFolder } from "../store/lowdb/open-folder.ts";
import type { Store } from "../store/store.ts";

/** What the command line's verbs need; each resolves with the lines to print, in Chinese, or throws `OpenFailure`. */
export interface VerbOptions extends Pick<OpenOptions, "dir" | "stamp" | "logger" | "timezone" | "files"> {
  /** Asked where it is needed; throws `KeyError`. Only the start makes a key. */
  key(): Promise<Uint8Array>;
  readonly now: Date;
  /** The folder of the daily backups, where heads of the audit chain are noted. */
  readonly headsIn?: string;
}

const usualZone = "Asia/Shanghai";

export interface Findings {
  readonly lines: string[];
  readonly sound: boolean;
}

/** `jingmin backup DIR`: by the running bot where there is one, else by this process. */
export async function backupVerb(
  options: VerbOptions,
  to: string,
  { secret, plain = false }: { readonly secret?: AgeSecret | undefined; readonly plain?: boolean } = {},
): Promise<string[]> {
  const target = resolve(to);
  const sealing = plain ? undefined : secret;
  const backup = await explained(
    options.dir,
    async () =>
      (await askBot<Backup>(options.dir, sealing ? "sealed-backup" : "backup", { to: target })) ??
      (await backupStopped(options, target, sealing)),
  );
  return [
    sealing
      ? "备份加密了：恢复时要口令或私钥，请另外保存好，丢了打不开。"
      : "注意：这份备份没有加密，谁拿到都能看。要加密，在 jingmin.yaml 写 backup.passphrase。",
    `备份完成并已核对：${backup.path}`,
    `${backup.index.files.length} 个文件，${megabytes(backup.bytes)}，到第 ${backup.index.seq} 笔为止的检查点，加上之后的日志。`,
    "密钥不在备份里，请另外保存密钥文件：没有它，联系人打不开。",
  ];
}

/** `jingmin verify`: the data folder, or a backup given by its path. */
export async function verifyVerb(
  options: VerbOptions,
  path?: string,
  ask?: () => Promise<AgeOpener>,
): Promise<Findings> {
  const backup = (folder: string) =>
    explained(folder, () => verifyBackup(options, folder, dirname(resolve(path ?? ""))), "备份文件夹");
  const found =
    path === undefined
      ? await explained(options.dir, () => verifyData(options))
      : await openedBackup(options, resolve(path), ask, backup);
  return { lines: describeVerification(found), sound: found.problems.length === 0 };
}

/** Runs `work` on the backup's folder: a sealed one is opened for as long as that takes. */
async function openedBackup<T>(
  { dir }: VerbOptions,
  path: string,
  ask: (() => Promise<AgeOpener>) | undefined,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  if (!path.endsWith(sealedEnd)) return work(path);
  return withOpened(path, { dir, opener: (await ask?.()) ?? {} }, work);
}

async function verifyData(options: VerbOptions): Promise<Verification> {
  const { dir } = options;
  const { headsIn } = options;
  const byBot = await askBot<Verification>(
    dir,
    "verify",
    headsIn === undefined ? undefined : { heads: headsIn },
  );
  if (byBot) return byBot;
  await needData(dir, "还没有数据。");
  return verifyFolder({ dir, key: await options.key(), ...(headsIn === undefined ? {} : { headsIn }) });
}

async function verifyBackup(options: VerbOptions, dir: string, headsIn: string): Promise<Verification> {
  if ((await diskFiles.size(join(dir, indexName))) === undefined)
    await needData(dir, "没有备份。备份的文件夹名字像 jingmin-20261123-230000。");
  return verifyFolder({ dir, now: options.now, headsIn, ...(await keyIfThere(options)) });
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

/** `jingmin attachment R2611-0042`: by the running bot where there is one, else by this process. */
export async function attachmentVerb(options: VerbOptions, number: string, to: string): Promise<string[]> {
  const args = { number: number.trim().toUpperCase(), to: resolve(to) };
  return explained(
    options.dir,
    async () =>
      (await askBot<string[]>(options.dir, "attachment", args)) ?? (await attachmentStopped(options, args)),
  );
}

async function attachmentStopped(
  options: VerbOptions,
  args: { number: string; to: string },
): Promise<string[]> {
  await needData(options.dir, "还没有数据。");
  const store = await openStore({ ...options, key: await options.key() });
  try {
    const where = { store, clock: systemClock, dir: join(options.dir, "attachments") };
    return await handOutAttachments(where, args);
  } finally {
    await store.close();
  }
}

/** `jingmin restore BACKUP`. */
export async function restoreVerb(
  options: VerbOptions,
  from: string,
  ask?: () => Promise<AgeOpener>,
): Promise<Findings> {
  const { dir, timezone = usualZone } = options;
  const key = await options.key();
  const restored = await openedBackup(options, resolve(from), ask, (folder) =>
    explained(dir, () => restoreStore({ ...options, key, from: folder })),
  );
  const { headsIn = dirname(resolve(from)), now } = options;
  const instance = (await readManifest(diskFiles, dir))?.instance;
  if (instance !== undefined) {
    const noted = { head: restored.verification.auditHead, now };
    // The backup's disk may be write-protected: then verify goes on saying that the end is missing.
    await noteRestored(headsIn, instance, noted).catch(() => {});
  }
  const lines = [
    `已恢复 ${inZone(restored.at, timezone).format("YYYY-MM-DD HH:mm:ss")} 的备份到 ${dir}。`,
    ...(restored.movedTo ? [`原来的数据没有删除，移到了 ${restored.movedTo}。`] : []),
    `为了不让编号重复，之后的编号跳过 ${restored.skipped} 个。`,
    ...describeVerification(restored.verification),
  ];
  return { lines, sound: restored.verification.problems.length === 0 };
}

/** What `work` makes of the data of a stopped bot; throws `OpenFailure` where it runs or there is none. */
export async function readStopped<T>(options: VerbOptions, work: (store: Store) => Promise<T>): Promise<T> {
  await needData(options.dir, "还没有数据。");
  const store = await explained(options.dir, async () => openStore({ ...options, key: await options.key() }));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function backupStopped(options: VerbOptions, to: string, secret?: AgeSecret): Promise<Backup> {
  await needData(options.dir, "还没有数据可备份。");
  const store = await openStore({ ...options, key: await options.key() });
  try {
    const where = { timezone: usualZone, ...options, to };
    const backup = secret ? await sealedBackup(store, { ...where, secret }) : await backupStore(store, where);
    await noteAuditHead(store, to, options.now);
    return backup;
  } finally {
    await store.close();
  }
}

/** Throws `missing` where no data was ever made; what was made and is half gone is damage. */
async function needData(dir: string, missing: string): Promise<void> {
  const present = await inspectFolder(diskFiles, dir, { schema: Number.POSITIVE_INFINITY });
  if (!present) throw new OpenFailure("other", `${dir} 里${missing}`);
}

/** What the running bot answers to a verb; `undefined` where none runs. Throws `OpenFailure` where it refused. */
export async function askBot<T>(
  dir: string,
  verb: string,
  args?: Record<string, string>,
): Promise<T | undefined> {
  const answer = await askHolder(dir, { verb, ...(args && { args }) });
  if (!answer) return undefined;
  if (!answer.ok) throw new OpenFailure("other", "正在运行的机器人没有做成，原因在它的日志里。");
  // All that is answered while a folder is opened, or restored.
  if (answer.result === "jingmin")
    throw new OpenFailure("held", `数据文件夹 ${dir} 正在打开或恢复，请稍后再试。`);
  const { refused } = answer.result as Partial<Refused>;
  if (refused) throw new OpenFailure(refused.reason, refused.message);
  return answer.result as T;
}

function describeVerification(found: Verification): string[] {
  const { rows, seq, checkpointSeq } = found;
  const since = seq > checkpointSeq ? `；之后的日志里还有 ${seq - checkpointSeq} 笔` : "";
  return [
    `到第 ${checkpointSeq} 笔的检查点：群众反映 ${rows.reports ?? 0} 件，联系人 ${rows.contacts ?? 0}，投递 ${rows.deliveries ?? 0}${since}。`,
    `附件 ${found.attachments}，审计 ${found.auditEntries} 条，共 ${megabytes(found.bytes)}，到第 ${seq} 笔。`,
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
