import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { backupKey, loadConfig } from "../config/config.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { AgeOpener } from "../lib/age.ts";

/**
 * What opens a sealed backup: the configuration's passphrase, `JINGMIN_BACKUP_KEY` (a passphrase, or a secret key), or
 * what is typed here, unseen. Throws `UserFacingError` where nobody can be asked.
 */
export async function askOpener(config: string): Promise<AgeOpener> {
  const { backup } = await loadConfig(config);
  const given = backupKey() ?? backup?.passphrase ?? (await typed());
  return given.startsWith("AGE-SECRET-KEY-") ? { identity: given } : { passphrase: given };
}

async function typed(): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UserFacingError(
      "这份备份加密了：请在 jingmin.yaml 写 backup.passphrase，或设环境变量 JINGMIN_BACKUP_KEY。",
    );
  process.stderr.write("备份的口令（或 AGE-SECRET-KEY 私钥），打的字不显示：");
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const asking = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return (await asking.question("")).trim();
  } finally {
    asking.close();
    process.stderr.write("\n");
  }
}
