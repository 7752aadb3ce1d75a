import { Readable } from "node:stream";
import { expect, test, vi } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

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
