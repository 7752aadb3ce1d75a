import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAttachmentFetcher } from "../../src/attachments/attachments.ts";
import { type ChannelEvents, DownloadError } from "../../src/channels/channel.ts";
import type { Attachment } from "../../src/domain/reports.ts";
import { StoreError } from "../../src/store/store.ts";
import { createMemoryChannel } from "../support/memory-channel.ts";
import { createMemoryStore } from "../support/memory-store.ts";
import { silent } from "../support/outbox-rig.ts";
import { type Chat, startChat } from "../support/start-chat.ts";
import { createTestClock } from "../support/test-clock.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A download that has begun, or not even that, and says nothing more. */
const stalled = () => new Readable({ read() {} });

/** A resident sends these, one message each; nothing is waited for. */
function send(chat: Chat, name: string, ...contents: Uint8Array[]): void {
  const chatWith = chat.channel.address("user", `resident-${name}`);
  for (const content of contents) {
    const attachments = [{ kind: "voice" as const, ref: chat.channel.upload(content) }];
    chat.channel.receive({ id: `resident-${name}`, name }, { chat: chatWith, attachments });
  }
}

const content = (text: string) => new TextEncoder().encode(text);
const pending = (chat: Chat) => chat.store.attachments.pending();

/** The states of what came with a report. */
async function states(chat: Chat, number = "R2611-0001"): Promise<string[]> {
  const report = await chat.store.reports.byNumber(number);
  return (await chat.store.attachments.ofReport(report?.id ?? "")).map(({ state }) => state);
}

test("a download that stalls stops no other, is broken off and tried again", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  const streams = [stalled()];
  const first = streams[0];
  chat.channel.download = vi.fn(async (ref) => {
    const stream = streams.pop();
    return stream ? { stream } : download(ref);
  });
  send(chat, "张", content("一"));
  await vi.waitFor(() => expect(chat.channel.download).toHaveBeenCalledTimes(1));
  send(chat, "王", content("二"));
  await vi.waitFor(async () => expect(await states(chat, "R2611-0002")).toEqual(["stored"]));
  await chat.clock.advance(30 * SECOND);
  await chat.idle();
  expect(first?.destroyed).toBe(true);
  await chat.advance(MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

test("a download that only trickles is broken off after three minutes", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  const stream = stalled();
  chat.channel.download = vi.fn(async () => ({ stream }));
  send(chat, "张", content("一"));
  await vi.waitFor(() => expect(chat.channel.download).toHaveBeenCalled());
  chat.channel.download = download;
  for (let said = 0; said < 9; said++) {
    stream.push(content("一点"));
    await vi.waitFor(() => expect(stream.readableLength).toBe(0));
    expect(stream.destroyed).toBe(false);
    await chat.clock.advance(20 * SECOND);
  }
  await chat.idle();
  expect(stream.destroyed).toBe(true);
});

test("a channel that never opens a download does not keep it for ever", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  chat.channel.download = vi.fn(() => new Promise<never>(() => {}));
  send(chat, "张", content("一"));
  await vi.waitFor(() => expect(chat.channel.download).toHaveBeenCalled());
  chat.channel.download = download;
  await chat.clock.advance(3 * MINUTE);
  await chat.advance(MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

test("a stalled download does not keep the bot from stopping, and counts as no attempt", async () => {
  const chat = await startChat();
  chat.channel.download = vi.fn(async () => ({ stream: stalled() }));
  send(chat, "张", content("一"));
  await vi.waitFor(() => expect(chat.channel.download).toHaveBeenCalled());
  await chat.app.stop();
  expect(await pending(chat)).toMatchObject([{ attempts: 0 }]);
});

test("what came with an urgent report is fetched first", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  const begun: string[] = [];
  const streams = [stalled(), stalled(), stalled()];
  const first = streams[0];
  chat.channel.download = vi.fn(async (ref) => {
    begun.push(ref);
    const stream = streams.shift();
    return stream ? { stream } : download(ref);
  });
  send(chat, "张", content("一"), content("二"), content("三"), content("四"));
  await vi.waitFor(() => expect(begun).toHaveLength(3));
  const me = chat.channel.address("user", "resident-王");
  const ref = chat.channel.upload(content("五"));
  const attachments = [{ kind: "voice" as const, ref }];
  chat.channel.receive({ id: me.id, name: "王" }, { chat: me, attachments, text: "有人拿刀砍人，救命" });
  await vi.waitFor(async () => expect(await pending(chat)).toHaveLength(5));
  first?.push(null);
  await vi.waitFor(() => expect(begun.length).toBeGreaterThan(3));
  expect(begun[3]).toBe(ref);
  await chat.clock.advance(30 * SECOND);
});

const unreachable = () => Promise.reject(new DownloadError("unreachable", "not connected"));

test("a photo sent while the network is away for an hour arrives", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  chat.channel.download = unreachable;
  await chat.resident("张").dm("", { voice: content("一") });
  await chat.advance(60 * MINUTE);
  chat.channel.download = download;
  await chat.advance(30 * MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

test("while the account is offline nothing is tried, and when it is back all at once", async () => {
  const chat = await startChat();
  const { download, health } = chat.channel;
  let offline = true;
  chat.channel.health = () => ({ ...health(), online: !offline });
  chat.channel.download = vi.fn(download);
  await chat.resident("张").dm("", { voice: content("一") });
  await chat.advance(60 * MINUTE);
  expect(chat.channel.download).not.toHaveBeenCalled();
  offline = false;
  chat.channel.events.health(chat.channel.health());
  await chat.idle();
  expect(await states(chat)).toEqual(["stored"]);
});

test("what fails because the account has gone offline, or our own disk is full, is no attempt", async () => {
  const chat = await startChat();
  const { download, health } = chat.channel;
  let offline = false;
  chat.channel.health = () => ({ ...health(), online: !offline });
  chat.channel.download = () => {
    offline = true;
    return unreachable();
  };
  await chat.resident("张").dm("", { voice: content("一") });
  expect(await pending(chat)).toMatchObject([{ attempts: 0 }]);

  const folder = join(chat.store.dir, "attachments");
  await rm(folder, { recursive: true });
  await writeFile(folder, "no folder");
  chat.channel.download = download;
  offline = false;
  chat.channel.events.health(chat.channel.health());
  await chat.advance(MINUTE);
  expect(await pending(chat)).toMatchObject([{ attempts: 0 }]);
  await rm(folder);
  await chat.advance(10 * MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

test("what one report loses at about the same time is said in one notice, after a day of trying", async () => {
  const chat = await startChat();
  chat.channel.download = unreachable;
  await chat.resident("张").dm("消防通道被占", { images: Array.from({ length: 9 }, () => content("x")) });
  const jobs = await pending(chat);
  await chat.store.tx(async (t) => {
    // As after a day; each fails a little later than the one before.
    for (const [i, job] of jobs.entries()) {
      const nextAttemptAt = new Date(chat.clock.now().getTime() + i * 5 * SECOND).toISOString();
      t.attachments.put({ ...job, attempts: 52, nextAttemptAt });
    }
  });
  const heard = chat.resident("张").inbox.length;
  await chat.advance(29 * MINUTE);
  expect(chat.resident("张").inbox).toHaveLength(heard);
  await chat.advance(5 * MINUTE);
  expect(chat.resident("张").inbox.slice(heard)).toEqual(["R2611-0001 的9张照片没收到，请再发一次。"]);
  expect(await states(chat)).toEqual(Array.from({ length: 9 }, () => "failed"));
});

test("while the store is full nothing is downloaded onto it", async () => {
  const chat = await startChat();
  const { download, health } = chat.channel;
  chat.channel.health = () => ({ ...health(), online: false });
  await chat.resident("张").dm("", { voice: content("一") });
  const store = chat.store.health;
  chat.store.health = () => ({ ...store(), writable: false });
  chat.channel.download = vi.fn(download);
  chat.channel.health = health;
  chat.channel.events.health(health());
  await chat.advance(10 * MINUTE);
  expect(chat.channel.download).not.toHaveBeenCalled();
  chat.store.health = store;
  await chat.advance(15 * SECOND);
  expect(await states(chat)).toEqual(["stored"]);
});

test("what the store does not mark is downloaded again later and later", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  const { tx } = chat.store;
  chat.channel.download = vi.fn(async (ref) => {
    chat.store.tx = () => Promise.reject(new StoreError("full", "no room"));
    return download(ref);
  });
  await chat.resident("张").dm("", { voice: content("一") });
  await chat.advance(20 * MINUTE);
  expect(vi.mocked(chat.channel.download).mock.calls.length).toBeLessThan(8);
  chat.store.tx = tx;
  chat.channel.download = download;
  await chat.advance(16 * MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

/** What became of each of these files, by its name: `stored`, or why not. */
async function sendFiles(files: Record<string, Uint8Array>) {
  const chat = await startChat();
  const attachments = Object.entries(files).map(([name, bytes]) => {
    return { kind: "file" as const, name, ref: chat.channel.upload(bytes) };
  });
  await chat.resident("张").dm("证据", { message: { attachments } });
  const report = await chat.store.reports.byNumber("R2611-0001");
  const kept = await chat.store.attachments.ofReport(report?.id ?? "");
  return Object.fromEntries(kept.map(({ name, state, failure }) => [name, failure ?? state]));
}

const named = (names: string[]) => Object.fromEntries(names.map((name) => [name, content("@echo off")]));

test("what runs on an officer's computer by its name is not kept; any other file is", async () => {
  const runs = ["处罚决定书.bat", "照片.VBS", "a.lnk", "a.msi", "a.hta", "a.sh", "通知.doc.js ", "a.exe."];
  const others = ["证据.pdf", "a.bat.txt", "聊天记录.html", "js"];
  expect(await sendFiles(named([...runs, ...others]))).toEqual({
    ...Object.fromEntries(runs.map((name) => [name, "refused-type"])),
    ...Object.fromEntries(others.map((name) => [name, "stored"])),
  });
});

test("a shortcut is not kept, whatever it is called", async () => {
  const head = [0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];
  const shortcut = Uint8Array.from([...head, ...new Array(80).fill(0)]);
  expect(await sendFiles({ "证据.pdf": shortcut })).toEqual({ "证据.pdf": "refused-type" });
});

test("a download with nothing in it is tried again", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  chat.channel.download = async () => ({ stream: Readable.from([]) });
  await chat.resident("张").dm("", { voice: content("一") });
  expect(await states(chat)).toEqual(["pending"]);
  chat.channel.download = download;
  await chat.advance(MINUTE);
  expect(await states(chat)).toEqual(["stored"]);
});

test("a call that comes at whatever moment of a look is not forgotten", async () => {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-attachments-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const clock = createTestClock();
  const channel = createMemoryChannel(clock, "qq");
  await channel.start({} as ChannelEvents);
  const ref = channel.upload(content("一"));
  for (let moment = 0; moment < 20; moment++) {
    const store = createMemoryStore();
    let jobs: Attachment[] = [];
    store.attachments.pending = async () => jobs;
    const fetcher = createAttachmentFetcher({
      store: {
        ...store,
        tx(work) {
          jobs = [];
          return store.tx(work);
        },
      },
      channels: new Map([["qq", channel]]),
      clock,
      logger: silent,
      dir,
    });
    fetcher.fetch();
    for (let turn = 0; turn < moment; turn++) await Promise.resolve();
    jobs = [
      {
        id: "a",
        report: "r",
        kind: "voice",
        channel: "qq",
        ref,
        state: "pending",
        attempts: 0,
        receivedAt: "",
      },
    ];
    fetcher.fetch();
    await fetcher.idle();
    expect((await store.attachments.get("a"))?.state, `at moment ${moment}`).toBe("stored");
    await fetcher.stop();
  }
});
