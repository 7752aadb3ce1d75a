import { randomBytes } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { stat, unlink, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { inZone } from "../../../lib/time.ts";
import { OpenFailure } from "../disk/open-failure.ts";
import { createLock, cutOff, type Holder, letGo, readLock } from "./lock-file.ts";
import { askOwner, type OwnerAnswer, type OwnerRequest, openOwnerSocket } from "./owner-socket.ts";

/** Holds the data folder for this process. */
export interface Lock {
  release(): Promise<void>;
}

const beatMs = 5_000;
const patienceMs = 3_000;

export interface LockOptions {
  readonly dir: string;
  answer(request: OwnerRequest): Promise<unknown>;
  /** Somebody took the folder although we live: nothing more may be written. */
  onLost(): void;
  /** How long a lock of another machine is watched for a sign of life, in ms. */
  readonly watchMs?: number;
  /** Of the time since when it is held, as others are told it; default Asia/Shanghai. */
  readonly timezone?: string;
}

/** Takes the folder, or throws `OpenFailure` that says who has it. */
export async function holdFolder(options: LockOptions): Promise<Lock> {
  const { dir, answer } = options;
  const token = randomBytes(16).toString("hex");
  const socket = await openOwnerSocket(token, answer);
  const path = join(dir, "lock.json");
  const me: Holder = {
    pid: process.pid,
    ...whereabouts(),
    since: inZone(new Date(), options.timezone ?? "Asia/Shanghai").format(),
    port: socket.port,
    token,
  };
  try {
    await take(path, me, options.watchMs ?? 3 * beatMs);
  } catch (error) {
    await socket.close();
    throw error;
  }
  // On real time, whatever clock the store has: it is watched by other processes.
  const beat = setInterval(() => {
    void stillMine(path, token).then((mine) => {
      if (mine) return;
      clearInterval(beat);
      options.onLost();
    });
  }, beatMs).unref();
  return {
    async release() {
      clearInterval(beat);
      await letGo(path, token);
      await socket.close();
    },
  };
}

/**
 * Asks the process that holds the folder; `undefined` where nobody does. The answer may take as long as the work does, but
 * one who does not even say who he is within `patience` (ms) is frozen: `OpenFailure` says who has the folder.
 */
export async function askHolder(
  dir: string,
  request: OwnerRequest,
  patience = patienceMs,
): Promise<OwnerAnswer | undefined> {
  const path = join(dir, "lock.json");
  const holder = await readLock(path);
  if (!holder || !isHere(holder)) return undefined;
  const { port, token } = holder;
  const who = await askOwner(port, token, { verb: "who" }, patience);
  const answer = who && who !== "silent" ? await askOwner(port, token, request) : who;
  if (answer !== "silent") return answer;
  if (isRunning(holder.pid)) throw held(path, holder);
  return undefined;
}

async function take(path: string, me: Holder, watchMs: number): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    if (createLock(path, me)) {
      // Who was slow to write it may have been taken for a crash, and the file is another's by now.
      if ((await readLock(path))?.token === me.token) return;
      continue;
    }
    const holder = await readPatiently(path);
    if (!holder) continue;
    if (holder !== cutOff && (await lives(path, holder, watchMs))) throw held(path, holder);
    await clearAway(path, holder, me, watchMs);
  }
  throw new OpenFailure("held", `数据文件夹的锁 ${path} 一直被其他进程争用，请稍后再试。`);
}

/** A lock is written right after it is made; one that stays empty was cut off by a crash. */
async function readPatiently(path: string): Promise<Holder | undefined> {
  for (let tries = 0; tries < 10; tries++) {
    const holder = await readLock(path);
    if (holder !== cutOff) return holder;
    await pause(50);
  }
  return cutOff;
}

async function lives(path: string, holder: Holder, watchMs: number): Promise<boolean> {
  if (isHere(holder)) {
    // Ask the socket, not the pid: after a crash another process may have that pid.
    const answer = await askOwner(holder.port, holder.token, { verb: "who" }, patienceMs);
    return answer === "silent" ? isRunning(holder.pid) : answer !== undefined;
  }
  // The same machine, started again: nobody survived that.
  if (holder.host === hostname() && holder.boot !== whereabouts().boot) return false;
  const before = await beatOf(path);
  for (let waited = 0; waited < watchMs; waited += 250) {
    await pause(250);
    if ((await beatOf(path)) !== before) return true;
  }
  return false;
}

/**
 * Removes a dead lock. One process at a time, which holds a lock for that (taken from the dead in the same way): else a
 * second one, that found the same dead lock, would remove the first one's new one.
 */
async function clearAway(path: string, dead: Holder, me: Holder, watchMs: number): Promise<void> {
  const clearing = `${path}.clearing`;
  await take(clearing, me, watchMs);
  try {
    if ((await readLock(path))?.token === dead.token) await unlink(path);
  } finally {
    await letGo(clearing, me.token);
  }
}

/**
 * No, also where it is gone: since the last beat somebody may have taken the folder, written, and let go. What cannot
 * be read just now (no handles left) is read at the next beat.
 */
async function stillMine(path: string, token: string): Promise<boolean> {
  try {
    if ((await readLock(path))?.token !== token) return false;
  } catch {
    return true;
  }
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
  return true;
}

async function beatOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

function isHere(holder: Holder): boolean {
  const here = whereabouts();
  return holder.host === here.host && holder.boot === here.boot && holder.net === here.net;
}

function whereabouts(): { host: string; boot: string; net: string } {
  const quietly = (read: () => string): string => {
    try {
      return read().trim();
    } catch {
      return "";
    }
  };
  return {
    host: hostname(),
    boot: quietly(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")),
    net: quietly(() => readlinkSync("/proc/self/ns/net")),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function held(path: string, { pid, host, since }: Holder): OpenFailure {
  const at = String(since).slice(0, 16).replace("T", " ");
  return new OpenFailure(
    "held",
    `数据文件夹正被另一个进程使用：进程号 ${pid}，主机 ${host}，自 ${at} 起。请先停止它；同一份数据不能由两个进程打开。（锁文件：${path}）`,
  );
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
