import { closeSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { readFile, unlink } from "node:fs/promises";
import { isMissing } from "../disk/files.ts";
import { OpenFailure } from "../disk/open-failure.ts";

/** Who holds a data folder, as its lock file says. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Boot of that machine, and its network namespace: if both are ours, its socket can be reached from here. */
  readonly boot: string;
  readonly net: string;
  /** On the station's clocks, ISO with their offset. */
  readonly since: string;
  readonly port: number;
  readonly token: string;
}

/** Stands for a lock that a crash cut off. */
export const cutOff: Holder = { pid: 0, host: "", boot: "", net: "", since: "", port: 0, token: "" };

/** False where there is one already. In one go: nobody else in this process sees it empty. */
export function createLock(path: string, me: Holder): boolean {
  let file: number;
  try {
    file = openSync(path, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  try {
    writeFileSync(file, `${JSON.stringify(me)}\n`);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(file);
  }
  return true;
}

/** `undefined` where there is none; `cutOff` where it was read and is none of ours; throws where it cannot be read. */
export async function readLock(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    // The second: the folder is a file, as whoever makes or reads it will say.
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === "ENOTDIR") return undefined;
    throw unreadable(path, error);
  }
  try {
    const holder = JSON.parse(text) as Holder | null;
    if (typeof holder?.token === "string") return holder;
  } catch {
    // No JSON: what is left of one.
  }
  return cutOff;
}

export async function letGo(path: string, token: string): Promise<void> {
  const holder = await readLock(path).catch(() => undefined);
  if (holder?.token === token) await unlink(path).catch(() => {});
}

/** Whoever holds it may live: nothing is taken from him. */
function unreadable(path: string, error: unknown): OpenFailure {
  const { code } = error as NodeJS.ErrnoException;
  return new OpenFailure(
    code === "EIO" ? "failed" : "forbidden",
    `锁文件 ${path} 读不了（${code}），看不出数据是不是正被别的进程使用，所以没有打开。请换成平时运行机器人的那个用户再试；如果本来就是，请过一会儿再试。`,
    undefined,
    { cause: error },
  );
}
