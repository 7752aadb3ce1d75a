import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config } from "../config/config.ts";
import { exitCodes } from "../lib/exit-codes.ts";

/**
 * A station that has lived, and whose data folder is empty now (a disk that was not mounted), must not begin anew:
 * its numbers would be given twice. A key or a backup that is there tells that it has lived. Throws with exit code 4.
 */
export async function refuseLostData({ data, keyFile, key, backup }: Config): Promise<void> {
  if (["manifest.json", "restoring"].some((name) => existsSync(join(data, name)))) return;
  const backups = backup ? await readdir(backup.dir).catch(() => []) : [];
  const lived = backups.some((name) => name.startsWith("jingmin-"))
    ? `备份文件夹 ${backup?.dir} 里有备份`
    : !key && existsSync(keyFile) && !(await isDemosKey(keyFile)) && `密钥文件 ${keyFile} 还在`;
  if (!lived) return;
  const message =
    `${lived}，数据文件夹 ${data} 却是空的，没有启动，什么也没有改动。多半是数据盘没有挂上，请先看看；` +
    `数据真的没有了，用 jingmin restore 恢复备份；确实要从头开始（编号从1起），启动时加 --new-data。`;
  throw Object.assign(new Error(message), { exitCode: exitCodes.damaged });
}

/** The demo station makes its key where a first real station beside it looks for one. */
async function isDemosKey(keyFile: string): Promise<boolean> {
  const manifest = await readFile(join(dirname(keyFile), "data", "manifest.json"), "utf8").catch(() => "");
  return /"stamp":\s*"demo"/.test(manifest);
}
