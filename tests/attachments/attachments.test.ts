import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import { createAttachmentFetcher } from "../../src/attachments/attachments.ts";
import { handOutAttachments } from "../../src/attachments/hand-out.ts";
import { type ChannelEvents, DownloadError } from "../../src/channels/channel.ts";
import type { Attachment } from "../../src/domain/reports.ts";
import { StoreError } from "../../src/store/store.ts";
import { tinyPng } from "../contract/channel.ts";
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
  const streams = Array.from({ length: 8 }, stalled);
  const first = streams[0];
  chat.channel.download = vi.fn(async (ref) => {
    begun.push(ref);
    const stream = streams.shift();
    return stream ? { stream } : download(ref);
  });
  for (const name of ["张", "李", "赵", "钱"]) send(chat, name, content("一"), content("二"), content("三"));
  await vi.waitFor(() => expect(begun).toHaveLength(8));
  const me = chat.channel.address("user", "resident-王");
  const ref = chat.channel.upload(content("五"));
  const attachments = [{ kind: "voice" as const, ref }];
  chat.channel.receive({ id: me.id, name: "王" }, { chat: me, attachments, text: "有人拿刀砍人，救命" });
  await vi.waitFor(async () => expect(await pending(chat)).toHaveLength(13));
  first?.push(null);
  await vi.waitFor(() => expect(begun.length).toBeGreaterThan(8));
  expect(begun[8]).toBe(ref);
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

test("six stalled pictures of one stop nobody else's", async () => {
  const chat = await startChat();
  const { download } = chat.channel;
  const slow = new Set<string>();
  chat.channel.download = async (ref) => (slow.has(ref) ? { stream: stalled() } : download(ref));
  for (let n = 0; n < 6; n++) {
    const ref = chat.channel.upload(content(`慢${n}`));
    slow.add(ref);
    const from = chat.channel.address("user", "resident-张");
    chat.channel.receive(
      { id: "resident-张", name: "张" },
      { chat: from, attachments: [{ kind: "image", ref }] },
    );
  }
  send(chat, "王", content("快"));
  await vi.waitFor(async () => expect(await states(chat, "R2611-0002")).toEqual(["stored"]));
});

test("one person's share of a day is no one else's; it is said, and begins anew", async () => {
  const chat = await startChat();
  const size = 10 * 1024 * 1024;
  const state = async (name: string) => {
    const kept = async () => {
      const [report] = await chat.store.reports.newest({}, 1);
      return (await chat.store.attachments.ofReport(report?.id ?? "")).map((a) => a.failure ?? a.state);
    };
    await chat.resident(name).dm("新 看这个", { voice: content("小") });
    return (await kept()).at(-1);
  };
  // As if the day had brought half a gigabyte.
  await chat.resident("张").dm("证据", { voice: content("一") });
  const [report] = await chat.store.reports.newest({}, 1);
  const [one] = await chat.store.attachments.ofReport(report?.id ?? "");
  if (!one) throw new Error("no attachment");
  await chat.restart();
  await chat.store.tx(async (t) => {
    for (let n = 0; n < 50; n++) t.attachments.put({ ...one, id: `z${n}`, size });
  });
  expect(await state("张")).toBe("quota");
  expect(await state("王")).toBe("stored");
  await chat.advance(25 * 60 * MINUTE);
  expect(await state("张")).toBe("stored");
});

test("admins hear once that four fifths of the space are taken", async () => {
  const chat = await startChat({ officers: [{ name: "管", role: "admin" }] });
  const stored = vi.spyOn(chat.store.attachments, "storedBytes");
  stored.mockResolvedValue(17 * 1024 ** 3);
  for (const name of ["张", "王"]) await chat.resident(name).dm("看", { voice: content(name) });
  const told = () => chat.officer("管").inbox.filter((text) => text.includes("的空间"));
  expect(told()).toEqual([expect.stringContaining("已占85%的空间（共20GB）")]);
  stored.mockResolvedValue(10 * 1024 ** 3);
  await chat.resident("李").dm("看", { voice: content("李") });
  stored.mockResolvedValue(17 * 1024 ** 3);
  await chat.resident("赵").dm("看", { voice: content("赵") });
  expect(told()).toHaveLength(2);
});

test("what its sender and a server say of a file is not believed, and its name goes nowhere", async () => {
  const chat = await startChat({ officers: ["李"] });
  const { download } = chat.channel;
  chat.channel.download = async (ref) => ({ ...(await download(ref)), mime: "image/jpeg", name: "a.jpg" });
  const page = chat.channel.upload(content("<html><script>"));
  const photo = chat.channel.upload(tinyPng());
  const attachments = [
    { kind: "image" as const, name: "../../x.jpg", ref: page },
    { kind: "file" as const, name: "[CQ:at,qq=all].exe", ref: photo },
  ];
  await chat.resident("张").dm("看", { message: { attachments } });
  const [answer] = await chat.officer("李").dm("看 1 图");
  expect(answer).toBe(
    "R2611-0001 附件2个，1文件可能不安全，不在这里发，在值班电脑上取：jingmin attachment R2611-0001：",
  );
  expect(chat.channel.sent.at(-1)?.content.files?.map(({ name, mime }) => [name, mime])).toEqual([
    ["R2611-0001-2.png", "image/png"],
  ]);
});

test("on the station's computer all is handed out, with a warning and a record", async () => {
  const chat = await startChat();
  const attachments = [
    { kind: "image" as const, ref: chat.channel.upload(tinyPng()) },
    { kind: "file" as const, name: "a.bat", ref: chat.channel.upload(content("@echo off")) },
  ];
  await chat.resident("张").dm("看", { message: { attachments } });
  const to = await mkdtemp(join(tmpdir(), "jingmin-out-"));
  onTestFinished(() => rm(to, { recursive: true }));
  const where = { store: chat.store, clock: chat.clock, dir: join(chat.store.dir, "attachments") };
  const lines = await handOutAttachments(where, { number: "R2611-0001", to });
  expect(lines.join("\n")).toMatch(/1 照片：R2611-0001-1\.png\n2 文件：R2611-0001-2\.bin（不要直接打开）\n/);
  expect(lines.at(-1)).toContain("可能带病毒或宏");
  expect(await readFile(join(to, "R2611-0001", "R2611-0001-2.bin"), "utf8")).toBe("@echo off");
  const [report] = await chat.store.reports.newest({}, 1);
  const audit = await chat.store.audit.of({ kind: "report", id: report?.id ?? "" }, 1);
  expect(audit[0]).toMatchObject({ action: "report.attachments", actor: { system: "command-line" } });
  await expect(handOutAttachments(where, { number: "R2611-9999", to })).rejects.toThrow("没有编号");
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
      tellAdmins: async () => {},
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
