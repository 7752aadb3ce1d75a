import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { FAILED_BACKUP, LAST_BACKUP } from "../briefs/health-lines.ts";
import type { Config } from "../config/config.ts";
import type { AgeSecret } from "../lib/age.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { noteAuditHead } from "../store/lowdb/backup/audit-heads.ts";
import { backupAndRotate } from "../store/lowdb/backup/backup.ts";
import { sealAndRotate } from "../store/lowdb/backup/sealed-backup.ts";
import { OpenFailure } from "../store/lowdb/disk/open-failure.ts";
import type { FolderStore } from "../store/lowdb/folder-store.ts";

interface DailyBackup {
  readonly config: Config;
  readonly store: FolderStore;
  readonly clock: Clock;
  readonly logger: Logger;
  tellAdmins(text: string): Promise<void>;
}

/** One run of the scheduled backup. If it fails, tells the admins and the log; it does not reject. */
export async function backUpDaily({ config, store, clock, logger, tellAdmins }: DailyBackup): Promise<void> {
  if (!config.backup) return;
  const { dir: to, keep } = config.backup;
  const { timezone } = config.station;
  try {
    const options = { to, keep, now: clock.now(), timezone };
    const secret = secretOf(config);
    const { removed } = secret
      ? await sealAndRotate(store, { ...options, secret })
      : await backupAndRotate(store, options);
    await noteAuditHead(store, to, clock.now());
    await store.tx(async (t) => t.settings.put(LAST_BACKUP, clock.now().toISOString()));
    logger.info({ removed: removed.length }, "backed up");
  } catch (error) {
    const [reason, err] = error instanceof OpenFailure ? [error.reason, error.cause ?? error] : ["", error];
    logger.error({ err, reason }, "the backup failed");
    await store.tx(async (t) => t.settings.put(FAILED_BACKUP, clock.now().toISOString())).catch(() => {});
    await tellAdmins("每天的备份没有成功，请看备份盘是不是满了或没插好。");
  }
}

/** Where backups are rarer than that, the disk still hears each day where the audit chain stands. */
export async function noteHeadDaily({ config, store, clock, logger }: Omit<DailyBackup, "tellAdmins">) {
  const { dir } = config.backup ?? {};
  if (dir === undefined || !(await stat(dir).catch(() => undefined))) return;
  await noteAuditHead(store, dir, clock.now()).catch((err: unknown) =>
    logger.error({ err }, "the head of the audit chain was not noted beside the backups"),
  );
}

/** What backups and exports are encrypted with, where the station has said so. */
export function secretOf({ backup }: Pick<Config, "backup">): AgeSecret | undefined {
  const { passphrase, recipient } = backup ?? {};
  return passphrase || recipient ? { passphrase, recipient } : undefined;
}

/** Makes the folder for backups, at the start only: later its disk may be unplugged, and the folder would be made on another disk. */
export async function makeBackupFolder({ backup }: Config): Promise<void> {
  if (backup) await mkdir(backup.dir).catch(() => {});
}

/** Warnings about the place of the daily backups, in Chinese; empty if all is well. */
export async function backupPlace({ backup, data }: Config): Promise<string[]> {
  if (!backup) return [];
  const plain =
    backup.passphrase || backup.recipient
      ? []
      : ["备份没有加密：谁拿到备份盘都能看。请在 backup.passphrase 写口令（用环境变量）"];
  const place = await stat(backup.dir).catch(() => undefined);
  const home = await stat(data).catch(() => stat(dirname(data)).catch(() => undefined));
  if (!place) {
    const above = await stat(dirname(backup.dir)).catch(() => undefined);
    return [
      ...plain,
      ...(above && above.dev === home?.dev
        ? [`${backup.dir} 现在看和数据在同一块盘上：盘还没插好就插好，不然换到另一块盘`]
        : []),
      `备份文件夹 ${backup.dir} 不在，每天的备份做不成。请插好备份盘，再重新启动机器人，或先做一次 jingmin backup。`,
    ];
  }
  return home?.dev === place.dev
    ? [...plain, `备份文件夹 ${backup.dir} 和数据在同一块盘上，盘坏了两样都没有。请换到另一块盘。`]
    : plain;
}
