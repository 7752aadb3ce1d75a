import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Who and what the mock network holds. */
export interface PeerWorld {
  readonly port: number;
  readonly token: string;
  /** A PuppetServer as other gateways run it, without what ours adds. */
  readonly bare?: boolean;
  readonly signedIn?: boolean;
  readonly people: Readonly<Record<string, { id: string; name: string }>>;
  readonly rooms: Readonly<Record<string, { id: string; name: string }>>;
}

/** What is behind a message that has a file: itself, an error, wechat4u's words for none, or so many bytes. */
export type FileMode = "whole" | "failing" | "refused" | "large";
/** Bytes: more than the buffers between gateway and reader hold. */
export const LARGE_FILE = 20_000_000;

/** Commands of `puppet-peer.ts`. People and rooms are named by their role in `PeerWorld`. */
export interface PeerCalls {
  open(world: PeerWorld): Promise<void>;
  dm(from: string, text: string, file?: { base64: string; name: string }): Promise<void>;
  say(from: string, room: string, text: string, mention?: boolean): Promise<void>;
  raw(from: string, payload: Record<string, unknown>): Promise<void>;
  /** What the bot's account sent, with the id it went to. */
  sent(): Promise<{ to: string; text: string }[]>;
  mute(on: boolean): Promise<void>;
  /** Sends of texts are refused in these words; `""` ends it. */
  refuse(words: string): Promise<void>;
  breakAfterSend(on: boolean): Promise<void>;
  files(mode: FileMode): Promise<void>;
  signIn(): Promise<void>;
  signOut(): Promise<void>;
  /** Gives ids other names, as a login may. */
  rename(names: Readonly<Record<string, string>>): Promise<void>;
  botJoins(room: string): Promise<void>;
  botLeaves(room: string): Promise<void>;
  befriend(role: string, hello: string, type: 1 | 2): Promise<void>;
  invite(role: string, topic: string): Promise<void>;
  state(): Promise<{ active: boolean; stops: number; accepted: string[] }>;
  harmlessError(): Promise<void>;
}

export interface Peer extends PeerCalls {
  /** The gateway's own folder. */
  readonly data: string;
  /** The process is gone without a word. */
  kill(): Promise<void>;
  /** Stands still: sockets stay open, nothing answers. */
  freeze(): void;
  thaw(): void;
}

interface PeerAnswer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly sent?: { to: string; text: string };
}

/**
 * Starts a peer process; it serves nothing before `open`.
 * @param onSent hears at once what the bot's account sends, so that it is known also of a peer that is killed
 */
export async function startPeer(onSent?: (sent: { to: string; text: string }) => void): Promise<Peer> {
  const data = await mkdtemp(join(tmpdir(), "peer-"));
  const child = fork(new URL("./puppet-peer.ts", import.meta.url), [data], {
    execArgv: ["--import", "tsx"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, WECHATY_LOG: "silent" },
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const ready = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the peer ended before it was ready")));
    child.on("message", ({ id, result, error, sent }: PeerAnswer) => {
      if (sent) return onSent?.(sent);
      if (id === 0) resolve();
      const call = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) call?.resolve(result);
      else call?.reject(new Error(error));
    });
  });
  await ready;
  let calls = 0;
  const control = {
    data,
    async kill() {
      await ended(child, () => child.kill("SIGKILL"));
      await rm(data, { recursive: true, force: true });
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
  return new Proxy(control as Peer, {
    get(target, call: string) {
      if (call in target) return Reflect.get(target, call);
      if (call === "then") return undefined;
      return (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          calls += 1;
          waiting.set(calls, { resolve, reject });
          child.send({ id: calls, call, args });
        });
    },
  });
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    end();
  });
}

/** The usual people and rooms; other `ids` are another login, in which nobody has the id of before. */
export function worldOf(port: number, ids = "a", extra: Partial<PeerWorld> = {}): PeerWorld {
  return {
    port,
    token: TOKEN,
    people: {
      bot: { id: `bot-${ids}`, name: "警民小助手" },
      person: { id: `person-${ids}`, name: "张秀英" },
      other: { id: `other-${ids}`, name: "刘大海" },
    },
    rooms: {
      group: { id: `1${ids}@chatroom`, name: "体育场警务室警民群" },
      second: { id: `2${ids}@chatroom`, name: "新程街警民群" },
    },
    ...extra,
  };
}

export const TOKEN = "insecure_3f0e1f0a-8a4e-4c7e-9a62-0f6d6c1f6e11";
