import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createWechatKfChannel } from "../../../src/channels/wechat-kf/wechat-kf-channel.ts";
import { createWecomClient } from "../../../src/channels/wecom/client.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { createKfPeer, KF } from "../../support/kf-peer.ts";
import { startChat } from "../../support/start-chat.ts";

const HOUR = 60 * 60_000;
const soon = { timeout: 10_000, interval: 20 };

/** A station over a real wire whose clock stands still: what is written is read when it starts again. */
async function openStation() {
  const kf = createKfPeer();
  await kf.wecom.start();
  const dir = await mkdtemp(join(tmpdir(), "jingmin-outage-"));
  const { corpId, secret } = kf.wecom;
  const logger = createLogger({ level: "silent", pretty: false });
  let kept: string | undefined;
  const memory = {
    read: async () => kept,
    write: async (value: string) => {
      kept = value;
    },
  };
  const chat = await startChat({
    at: new Date("2026-12-01T02:00:00Z"),
    beside(clock) {
      kf.now = () => clock.now().getTime();
      const client = createWecomClient({ corpId, secret, dir, apiUrl: kf.wecom.url(), clock, logger });
      return [createWechatKfChannel({ name: "kf", corpId, openKfId: KF, client, memory, clock, logger })];
    },
    config: {
      channels: [
        { name: "test", type: "manual" },
        { name: "kf", type: "wechat-kf", corpId, secret, openKfId: KF, apiUrl: kf.wecom.url() },
      ],
      officers: [{ name: "管", role: "admin", accounts: ["test:admin"] }],
      intake: { perMinute: 1000 },
    },
  });
  onTestFinished(async () => {
    await kf.wecom.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const later = (ms: number) => chat.clock.leap(new Date(chat.clock.now().getTime() + ms));
  const filed = async () => (await chat.store.reports.find({}, { limit: 200, oldestFirst: true })).reports;
  const read = () => vi.waitFor(() => expect(kf.wecom.called("kf/sync_msg")).toBeGreaterThan(0), soon);
  await read();
  return { chat, kf, later, filed };
}

test("three days less an hour: every message is filed in its order and with its own time, and each resident answered; past that the span is said", async () => {
  const { chat, kf, later, filed } = await openStation();
  const written: string[] = [];
  for (let hour = 1; hour <= 71; hour++) {
    later(HOUR);
    kf.write(`wm-${hour}`, `${hour}号楼的楼道堆满纸箱，老人下不了楼`);
    written.push(chat.clock.now().toISOString());
  }
  await chat.restart();
  await vi.waitFor(async () => {
    await chat.idle();
    expect(await filed()).toHaveLength(71);
    // Whoever wrote more than 48 hours ago cannot be answered before they write again.
    expect(new Set(kf.sent.map(({ to }) => to)).size).toBe(48);
  }, soon);
  const reports = await filed();
  expect(reports.map(({ receivedAt }) => receivedAt)).toEqual(written);
  expect(reports.map(({ number }) => number)).toEqual(reports.map(({ number }) => number).toSorted());
  expect(kf.sent.every(({ text }) => /R2612-\d{4}/.test(text))).toBe(true);

  // The first of them writes again: the receipt that waited comes with the answer to what is said now.
  kf.write("wm-1", "现在还堵着，又多了一张床垫");
  await chat.restart();
  await vi.waitFor(async () => {
    await chat.idle();
    expect(kf.received("wm-1").join("\n")).toContain(reports[0]?.number);
  }, soon);

  later(80 * HOUR);
  await chat.restart();
  await vi.waitFor(async () => {
    await chat.idle();
    const told = chat.officer("管").inbox.concat(chat.channel.sent.map(({ content }) => content.text));
    expect(told.join("\n")).toMatch(/微信客服12月4日\d\d:\d\d到12月4日\d\d:\d\d私聊可能没收全，读不回来了/);
  }, soon);
});
