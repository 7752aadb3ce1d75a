import { expect, onTestFinished, test, vi } from "vitest";
import type { ChannelEvents, InboundMessage } from "../../../src/channels/channel.ts";
import { readItem } from "../../../src/channels/wechat-kf/messages.ts";
import { createPace } from "../../../src/channels/wechat-kf/sync-pace.ts";
import { KF } from "../../support/kf-peer.ts";
import { openKf } from "../../support/kf-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";
import { createTestClock } from "../../support/test-clock.ts";

const HOUR = 60 * 60_000;

async function open(more: Parameters<typeof openKf>[0] = {}) {
  const rig = await openKf(more);
  onTestFinished(rig.close);
  return { ...rig, ...recordAll(), rig };
}
const texts = (messages: readonly InboundMessage[]) => messages.map(({ text }) => text);

test("every page is read, a thousand at a time, each message once and in its order", async () => {
  const { peer, channel, on, told } = await open();
  const all = Array.from({ length: 2345 }, (_, i) => `第${i}条`);
  for (const text of all) peer.write("wm1", text);
  await channel.start(on);
  await vi.waitFor(() => expect(told.message.length).toBe(2345), { timeout: 10_000 });
  expect(texts(told.message)).toEqual(all);
});

test("what WeCom gives twice, or out of order, is told once and by its time", async () => {
  const { peer, channel, on, told } = await open();
  const now = Math.floor(Date.now() / 1000);
  const write = (msgid: string, seconds: number) =>
    peer.write("wm1", msgid, { msgid, send_time: now + seconds });
  for (const [id, at] of [
    ["b", 2],
    ["a", 1],
    ["c", 3],
    ["b", 2],
  ] as const)
    write(id, at);
  await channel.start(on);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["a", "b", "c"]));
  expect(told.ignored).toEqual(["duplicate"]);
});

test("a page that breaks off is read once more; an expired token, no answer and 45009 lose nothing", async () => {
  const { peer, channel, on, told } = await open({ poll: 20 });
  peer.wecom.fail("kf/sync_msg", { kind: "hang-up", done: true }, { kind: "status", status: 502 });
  for (const text of ["一", "二"]) peer.write("wm1", text);
  await channel.start(on);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["一", "二"]), { timeout: 10_000 });
  peer.wecom.expireTokens();
  peer.write("wm1", "三");
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["一", "二", "三"]), { timeout: 5000 });
  expect(channel.health().online).toBe(true);
});

test("the cursor is kept when what was read is filed, and not before", async () => {
  const { peer, channel, kept, rig } = await open();
  const waiting: ((isKept: boolean) => void)[] = [];
  const { on } = recordAll();
  const slow: ChannelEvents = { ...on, message: (_, settled = () => {}) => void waiting.push(settled) };
  await channel.start(slow);
  peer.write("wm1", "还没存好");
  await vi.waitFor(() => expect(waiting.length).toBe(1));
  expect(kept.value).not.toContain('"c1"');
  await channel.stop();
  const { on: again, told } = recordAll();
  await rig.reopen().start(again);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["还没存好"]));
  await vi.waitFor(() => expect(kept.value).toContain('"c1"'));
});

test("what the store did not take is handed over again, and the cursor waits for it", async () => {
  const clock = createTestClock(new Date());
  const { peer, channel, kept } = await open({ clock });
  const { on, told } = recordAll();
  let full = true;
  const store: ChannelEvents = {
    ...on,
    message(message, settled = () => {}) {
      told.message.push(message);
      settled(!full);
    },
  };
  peer.write("wm1", "磁盘满时说的");
  await channel.start(store);
  await vi.waitFor(() => expect(told.message.length).toBe(1));
  expect(kept.value).not.toContain('"c1"');
  full = false;
  await clock.advance(10_000);
  await vi.waitFor(() => expect(kept.value).toContain('"c1"'));
  expect(told.message.map(({ text, again }) => [text, again])).toEqual([
    ["磁盘满时说的", undefined],
    ["磁盘满时说的", true],
  ]);
});

test("an outage of three days less an hour loses nothing; of a longer one the missing span is told", async () => {
  const clock = createTestClock(new Date("2026-12-01T02:00:00Z"));
  const { peer, channel, rig } = await open({ clock, poll: 5000 });
  peer.now = () => clock.now().getTime();
  await channel.start(recordAll().on);
  await vi.waitFor(() => expect(channel.health().online).toBe(true));
  await channel.stop();
  const written: string[] = [];
  for (let hour = 1; hour <= 71; hour++) {
    clock.leap(new Date(clock.now().getTime() + HOUR));
    peer.write(`wm${hour % 3}`, `第${hour}小时`);
    written.push(`第${hour}小时`);
  }
  const { on, told } = recordAll();
  const second = rig.reopen();
  await second.start(on);
  await vi.waitFor(() => expect(told.message.length).toBe(71));
  expect(texts(told.message)).toEqual(written);
  expect(told.message.every(({ past }) => past === true)).toBe(true);
  expect(told.message[0]?.at.toISOString()).toBe("2026-12-01T03:00:00.000Z");
  expect(told.missed).toEqual([]);
  await second.stop();

  peer.write("wm1", "没有人能再读到");
  clock.leap(new Date(clock.now().getTime() + 80 * HOUR));
  peer.write("wm1", "还读得到");
  const late = recordAll();
  await rig.reopen().start(late.on);
  await vi.waitFor(() => expect(texts(late.told.message)).toEqual(["还读得到"]));
  const until = new Date(clock.now().getTime() - 72 * HOUR);
  expect(late.told.missed).toEqual([{ from: new Date("2026-12-04T01:00:00.000Z"), until }]);
});

test("a first start does not take what was written before it for reports", async () => {
  const { peer, channel, on, told } = await open();
  const yesterday = Math.floor(Date.now() / 1000) - 24 * 3600;
  peer.write("wm1", "昨天跟别人说的", { send_time: yesterday });
  peer.write("wm1", "刚才说的");
  await channel.start(on);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["刚才说的"]));
});

test("nor where it is many pages, and the first start is cut off between them", async () => {
  const { peer, channel, kept, rig } = await open();
  const yesterday = Math.floor(Date.now() / 1000) - 24 * 3600;
  for (let i = 0; i < 1500; i++) peer.write("wm1", `昨天${i}`, { send_time: yesterday + i });
  peer.write("wm1", "刚才说的");
  const { on, told } = recordAll();
  await channel.start(on);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["刚才说的"]));
  await channel.stop();
  kept.value = JSON.stringify({ began: Date.now(), cursor: "c1000", newest: (yesterday + 999) * 1000 });
  const again = recordAll();
  await rig.reopen().start(again.on);
  await vi.waitFor(() => expect(texts(again.told.message)).toEqual(["刚才说的"]));
});

test("a cursor that WeCom does not know any more costs nothing but reading again", async () => {
  const { peer, kept, rig } = await open();
  const newest = Math.floor(Date.now() / 1000) * 1000;
  kept.value = JSON.stringify({ began: newest - 9 * HOUR, readUntil: newest, newest, cursor: "gone" });
  peer.write("wm1", "三天里最早的", { send_time: newest / 1000 - 3600 });
  peer.write("wm1", "新的");
  const { on, told } = recordAll();
  await rig.reopen().start(on);
  await vi.waitFor(() => expect(texts(told.message)).toEqual(["新的"]));
});

test("45009 makes the looks rarer, quiet answers make them frequent again", () => {
  const pace = createPace(5000);
  expect(pace.next()).toBe(5000);
  pace.refused(true);
  pace.refused(true);
  expect(pace.next()).toBe(20_000);
  for (let i = 0; i < 20; i++) pace.refused(true);
  expect(pace.next()).toBe(300_000);
  for (let i = 0; i < 200; i++) pace.answered();
  expect(pace.next()).toBe(5000);
  pace.refused(false);
  expect(pace.next()).toBe(500);
});

test("a wrong secret is said as such, and heals by itself", async () => {
  const { peer, channel, on } = await open();
  peer.wecom.fail("gettoken", { kind: "code", code: 40001 });
  await channel.start(on);
  await vi.waitFor(() => expect(channel.health().fault).toBe("wecom-40001"));
  await vi.waitFor(() => expect(channel.health()).toMatchObject({ online: true }), { timeout: 5000 });
  expect(channel.health().fault).toBeUndefined();
});

const read = (item: object) =>
  readItem(
    { msgid: "m1", open_kfid: KF, external_userid: "wm1", origin: 3, send_time: 1_796_000_000, ...item },
    { channel: "kf", openKfId: KF, now: new Date() },
  );

test.each([
  ["text", { content: "路灯坏了", menu_id: "1" }, { text: "路灯坏了" }],
  [
    "location",
    { latitude: 33.7, longitude: 113.2, name: "体育场", address: "矿工路1号" },
    { text: "[位置] 体育场 矿工路1号 (33.7,113.2)" },
  ],
  [
    "link",
    { title: "骗子网站", desc: "退款", url: "https://a.example/x", pic_url: "https://p.example/p.png" },
    { text: "[链接] 骗子网站\n退款\nhttps://a.example/x" },
  ],
  ["business_card", { userid: "zhangsan" }, { text: "[名片]" }],
  [
    "miniprogram",
    { title: "挂号", appid: "wx1", pagepath: "a/b", thumb_media_id: "t" },
    { text: "[小程序] 挂号" },
  ],
  [
    "merged_msg",
    {
      title: "群聊的聊天记录",
      item: [{ msgtype: "text", sender_name: "甲", msg_content: '{"text":{"content":"今晚在桥下打"}}' }],
    },
    { text: expect.stringContaining("今晚在桥下打") },
  ],
  ["image", { media_id: "i1" }, { text: "", attachments: [{ kind: "image", ref: '{"media":"i1"}' }] }],
  ["voice", { media_id: "v1" }, { attachments: [{ kind: "voice", ref: '{"media":"v1"}' }] }],
  ["video", { media_id: "v2" }, { attachments: [{ kind: "video", ref: '{"media":"v2"}' }] }],
  ["file", { media_id: "f1" }, { attachments: [{ kind: "file", ref: '{"media":"f1"}' }] }],
  ["image", {}, { text: "", attachments: [], unreadable: ["image"] }],
  ["hologram", { depth: 3 }, { text: "", attachments: [], unreadable: ["hologram"] }],
  ["hologram", { title: "新的一种" }, { text: "[卡片] 新的一种" }],
])("a %s is read whole, or said to be unreadable", (msgtype, content, wanted) => {
  expect(read({ msgtype, [msgtype]: content })).toMatchObject({ message: wanted });
});

test("what is none of a resident's words becomes none, and each item exactly one thing", () => {
  const event = (event: object) => read({ origin: 4, msgtype: "event", external_userid: "", event });
  const to = { channel: "kf", epoch: "", kind: "user", id: "wm1" };
  expect(
    event({ event_type: "enter_session", external_userid: "wm1", scene: "s", welcome_code: "w" }),
  ).toEqual({
    entered: to,
    scene: "s",
    welcomeCode: "w",
  });
  expect(
    event({ event_type: "msg_send_fail", external_userid: "wm1", fail_msgid: "k", fail_type: 10 }),
  ).toEqual({
    failed: "k",
    to,
    type: 10,
  });
  expect(event({ event_type: "user_recall_msg", external_userid: "wm1", recall_msgid: "m9" })).toEqual({
    recalled: "m9",
    chat: to,
  });
  expect(event({ event_type: "servicer_status_change", external_userid: "", status: 1 })).toBe("nothing");
  expect(read({ origin: 5, msgtype: "text", text: { content: "民警手工回的" } })).toBe("nothing");
  expect(read({ open_kfid: "wk2", msgtype: "text", text: { content: "x" } })).toEqual({
    ignored: "other-account",
  });
  expect(read({ external_userid: "", msgtype: "text" })).toEqual({ ignored: "no-sender" });
  expect(read({ msgid: "", msgtype: "text" })).toEqual({ ignored: "malformed" });
  for (const rubbish of [null, 3, "x", [], { msgtype: 7, text: "no object" }])
    expect(() => readItem(rubbish, { channel: "kf", openKfId: KF, now: new Date() })).not.toThrow();
});
