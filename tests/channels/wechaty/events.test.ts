import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Channel, FriendRequest, InboundMessage, Invitation } from "../../../src/channels/channel.ts";
import { createWechatyChannel } from "../../../src/channels/wechaty/wechaty-channel.ts";
import type { Address } from "../../../src/domain/people.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { recordEvents } from "../../contract/channel.ts";
import { freePort } from "../../support/free-port.ts";
import { LARGE_FILE, type Peer, startPeer, TOKEN, worldOf } from "../../support/puppet-rig.ts";

/** `MessageType` of wechaty-puppet. */
const type = {
  unknown: 0,
  attachment: 1,
  audio: 2,
  contact: 3,
  chatHistory: 4,
  emoticon: 5,
  text: 7,
  location: 8,
  miniProgram: 9,
  redEnvelope: 12,
  recalled: 13,
  url: 14,
  video: 15,
  post: 16,
};

/** A forwarded conversation as WeChat writes it: XML in XML, with another one in it. */
function chatRecord(): string {
  const item = (kind: number, who: string, more: string) =>
    `<dataitem datatype="${kind}"><sourcename>${who}</sourcename><sourcetime>2026-11-24 08:00</sourcetime>${more}</dataitem>`;
  const record = (items: string) =>
    `<recordinfo><title>聊天记录</title><datalist>${items}</datalist></recordinfo>`;
  const escaped = (xml: string) =>
    xml.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const items = [
    item(1, "甲", "<datadesc>他让我转账 &lt;急&gt;</datadesc>"),
    item(2, "乙", "<cdndataurl>x</cdndataurl>"),
    item(8, "丙", "<datatitle>合同.pdf</datatitle>"),
    item(5, "丁", "<datatitle>退款</datatitle><link>https://r.example/</link>"),
    item(17, "戊", `<recordxml>${record(item(1, "己", "<datadesc>里面说的</datadesc>"))}</recordxml>`),
  ];
  return `<msg><appmsg><title>聊天记录</title><recorditem>${escaped(record(items.join("")))}</recorditem></appmsg></msg>`;
}
const recordWords =
  "〔聊天记录〕\n甲：他让我转账 <急>\n乙：[图片，没有收]\n丙：[文件 合同.pdf，没有收]\n丁：[卡片] 退款\nhttps://r.example/\n戊：[聊天记录]\n  己：里面说的";

/** Other tests may keep both cores busy. */
vi.setConfig({ testTimeout: 30_000 });
const PATIENCE = { timeout: 15_000 };

let peer: Peer;
let channel: Channel;
let heard: {
  messages: InboundMessage[];
  friendRequests: FriendRequest[];
  invitations: Invitation[];
  other: [string, unknown][];
  health: boolean[];
};
const address = (kind: Address["kind"], id: string): Address => ({
  channel: "wechat",
  epoch: channel.epoch(),
  kind,
  id,
});
const arrived = async (count: number) => {
  await vi.waitFor(() => expect(heard.messages).toHaveLength(count), PATIENCE);
  return heard.messages;
};
const told = (...event: [string, unknown]) =>
  vi.waitFor(() => expect(heard.other).toContainEqual(event), PATIENCE);

async function connect(port: number): Promise<void> {
  heard = { messages: [], friendRequests: [], invitations: [], other: [], health: [] };
  const { messages, friendRequests, invitations, other, health } = heard;
  channel = createWechatyChannel({
    name: "wechat",
    puppet: "wechaty-puppet-service",
    options: { endpoint: `127.0.0.1:${port}`, token: TOKEN, acceptInvite: true },
    clock: systemClock,
    logger: createLogger({ level: "silent", pretty: false }),
  });
  await channel.start(
    recordEvents({
      message: (m) => messages.push(m),
      friendRequest: (r) => friendRequests.push(r),
      invitation: (i) => invitations.push(i),
      friendAdded: (e) => other.push(["friendAdded", e]),
      joined: (e) => other.push(["joined", e]),
      left: (e) => other.push(["left", e]),
      recalled: (e) => other.push(["recalled", e]),
      echo: (e) => other.push(["echo", e]),
      health: (h) => health.push(h.online),
    }),
  );
  await vi.waitFor(() => expect(channel.health().online).toBe(true), { timeout: 15_000 });
}

let port: number;
beforeAll(async () => {
  peer = await startPeer();
  port = await freePort();
  const world = worldOf(port);
  // WeChat's code for a send that is too fast is 1205.
  await peer.open({
    ...world,
    rooms: { ...world.rooms, third: { id: "1205@chatroom", name: "东环警民群" } },
  });
  await connect(port);
}, 30_000);
afterAll(async () => {
  await channel.stop();
  await peer.kill();
});
beforeEach(() => {
  for (const list of Object.values(heard)) list.length = 0;
});

describe.sequential("wechaty events", () => {
  test("a friend request can be accepted, and the new friend is told", async () => {
    await peer.befriend("other", "我是3号楼刘大海", 2);
    await vi.waitFor(() => expect(heard.friendRequests).toHaveLength(1), PATIENCE);
    const [request] = heard.friendRequests;
    expect(request).toMatchObject({
      from: address("user", "other-a"),
      fromName: "刘大海",
      message: "我是3号楼刘大海",
    });
    await request?.accept();
    expect((await peer.state()).accepted).toContain("friendship-0");
    await peer.befriend("other", "", 1);
    await told("friendAdded", { address: address("user", "other-a"), name: "刘大海" });
  });

  test("an invitation says who invites and to which group, and can be accepted where the puppet can", async () => {
    await peer.invite("person", "矿工路警民群");
    await vi.waitFor(() => expect(heard.invitations).toHaveLength(1), PATIENCE);
    const [invitation] = heard.invitations;
    expect(invitation).toMatchObject({
      from: address("user", "person-a"),
      fromName: "张秀英",
      groupName: "矿工路警民群",
    });
    await invitation?.accept();
    expect((await peer.state()).accepted).toContain("invitation-0");
  });

  test("the bot's own joining and leaving of a group are told, those of others are not", async () => {
    const group = address("group", "1a@chatroom");
    await peer.botJoins("group");
    await told("joined", { address: group, name: "体育场警务室警民群" });
    await peer.botLeaves("group");
    await told("left", { address: group });
    expect(heard.other).toHaveLength(2);
  });

  test("what the bot sent comes back as an echo and as no message", async () => {
    await channel.send(address("group", "2a@chatroom"), { text: "今日提示" });
    const echo = { to: address("group", "2a@chatroom"), text: "今日提示" };
    await told("echo", { ...echo, id: expect.any(String), at: expect.any(Date) });
    await peer.dm("person", "收到");
    expect((await arrived(1)).map((m) => m.text)).toEqual(["收到"]);
  });

  test("a long text arrives in parts, whole and in order", async () => {
    const text = Array.from({ length: 150 }, (_, i) => `第${i}行：接到陌生电话不转账、不开屏幕共享`).join(
      "\n",
    );
    await channel.send(address("user", "other-a"), { text });
    const parts = (await peer.sent()).filter((m) => m.to === "other-a").map((m) => m.text);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join("\n")).toBe(text);
  });

  test("a file that is not confirmed is unknown, and goes out once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "wechaty-"));
    const path = join(folder, "a.png");
    await writeFile(path, "png");
    const to = address("user", "other-a");
    const count = async () => (await peer.sent()).filter((m) => m.to === "other-a" && m.text === "").length;
    const file = { kind: "image", name: "路灯.png", mime: "image/png", path } as const;
    await channel.send(to, { text: "", files: [file] });
    expect(await count()).toBe(1);
    await peer.mute(true);
    await expect(channel.send(to, { text: "", files: [file] })).rejects.toMatchObject({ outcome: "unknown" });
    await peer.mute(false);
    expect(await count()).toBe(2);
    await rm(folder, { recursive: true });
  });

  test.each([
    ["not logged in", { outcome: "not-sent", reason: "offline", retryable: true }],
    ["操作过于频繁，请稍后再试", { outcome: "not-sent", reason: "risk-control", retryable: true }],
    ["对方开启了朋友验证", { outcome: "not-sent", reason: "not-friend", retryable: false }],
    ["socket hang up", { outcome: "unknown", retryable: false }],
  ])("a puppet's refusal 「%s」 is told as what it is", async (words, fault) => {
    await peer.refuse(words);
    const refused = channel.send(address("user", "person-a"), { text: "今日提示" });
    await expect(refused).rejects.toMatchObject({ name: "DeliveryError", ...fault });
    await expect(refused).rejects.not.toThrow(/person-a|今日提示/);
    await peer.refuse("");
  });

  test.each([
    ["近期冒充客服来电频繁。\n别转账。", "2a@chatroom"],
    ["Beware of spam", "2a@chatroom"],
    ["今日提示", "1205@chatroom"],
  ])("an error that repeats 「%s」 to %s is no refusal of it: the text did go out", async (text, id) => {
    await peer.breakAfterSend(true);
    const sending = channel.send(address("group", id), { text });
    await expect(sending).rejects.toMatchObject({ outcome: "unknown", retryable: false });
    await peer.breakAfterSend(false);
    expect((await peer.sent()).filter((sent) => sent.to === id && sent.text === text)).toHaveLength(1);
  });

  test("a long error is no plain refusal, whatever stands in it", async () => {
    await peer.refuse(`socket hang up ${"x".repeat(200)} risk`);
    const sending = channel.send(address("user", "person-a"), { text: "今日提示" });
    await expect(sending).rejects.toMatchObject({ outcome: "unknown" });
    await peer.refuse("");
  });

  test("voice, video and files are attachments, a PDF of unknown type too", async () => {
    await peer.dm("person", "", { base64: "AAAA", name: "voice.sil" });
    await peer.dm("person", "", { base64: "AAAA", name: "clip.mp4" });
    await peer.dm("person", "", { base64: "JVBERg==", name: "合同.pdf" });
    const messages = await arrived(3);
    expect(messages.map((m) => m.attachments.map((a) => a.kind))).toEqual([["voice"], ["video"], ["file"]]);
    const { stream, name } = await channel.download(messages[2]?.attachments[0]?.ref ?? "");
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect([Buffer.concat(chunks).toString(), name]).toEqual(["%PDF", "合同.pdf"]);
  });

  test.each([
    ["a name, whatever the puppet says", "failing", { filename: "欠薪合同.pdf" }, ["欠薪合同.pdf"]],
    ["no name, while the puppet fails", "failing", {}, [undefined]],
    ["no name, and the puppet says that there is none", "refused", {}, []],
  ] as const)("an unknown message is a file in doubt: %s", async (_, mode, given, names) => {
    await peer.files(mode);
    await peer.raw("person", { type: type.unknown, text: "", ...given });
    const [message] = await arrived(1);
    await peer.files("whole");
    expect(message?.attachments.map((file) => file.name)).toEqual(names);
    expect(message?.system).toBe(names.length === 0);
  });

  test("what residents send lies on its way in the gateway's folder, where nobody else can read it", async () => {
    await peer.dm("person", "", { base64: "AAAA", name: "clip.mp4" });
    const [message] = await arrived(1);
    await peer.files("large");
    const { stream } = await channel.download(message?.attachments[0]?.ref ?? "");
    stream.destroy();
    await peer.files("whole");
    const [folder = ""] = await readdir(peer.data);
    const files = await readdir(join(peer.data, folder));
    const sizes = await Promise.all(
      files.map(async (file) => (await stat(join(peer.data, folder, file))).size),
    );
    expect(sizes).toContain(LARGE_FILE);
    expect((await stat(join(peer.data, folder))).mode & 0o777).toBe(0o700);
  });

  test("a file of an earlier login is expired, and a handle of nobody is refused", async () => {
    await expect(channel.download('["earlier","m1"]')).rejects.toMatchObject({ reason: "expired" });
    await expect(channel.download("file:///etc/passwd")).rejects.toMatchObject({ reason: "refused" });
  });

  test("money, stickers, automatic replies and system texts are marked as what nobody wrote", async () => {
    await peer.raw("person", { type: type.redEnvelope, text: "恭喜发财" });
    await peer.raw("person", { type: type.emoticon, text: "<msg/>" });
    await peer.raw("person", { type: type.unknown, text: "" });
    await peer.dm("person", "[自动回复]您好，我现在有事不在");
    await peer.dm("person", "我通过了你的朋友验证请求，现在我们可以开始聊天了");
    const messages = await arrived(5);
    expect(messages.map((m) => [m.system, m.attachments])).toEqual(Array(5).fill([true, []]));
  });

  test("a card of a kind nobody knows is somebody's message, and a name in a direct message is part of it", async () => {
    await peer.raw("person", { type: type.unknown, text: "&lt;msg&gt;&lt;appmsg appid=''&gt;" });
    await peer.dm("person", "@警民小助手 路灯坏了");
    const [card, words] = await arrived(2);
    expect(card).toMatchObject({ system: false, text: "", unreadable: ["unknown"] });
    expect(words).toMatchObject({ mentionsMe: false, text: "@警民小助手 路灯坏了" });
  });

  test.each<[name: string, kind: number, text: string, expected: string]>([
    [
      "a mini-program",
      type.miniProgram,
      `<msg><appmsg appid="wx1"><title>领补贴</title><des>限今天</des><url>https://m.example/a?x=1&amp;y=2</url><sourcedisplayname>民生服务</sourcedisplayname><weappinfo><pagepath>p/i.html</pagepath></weappinfo></appmsg></msg>`,
      "领补贴 限今天 民生服务 https://m.example/a?x=1&y=2",
    ],
    [
      "a card of a kind that the puppet does not know",
      type.unknown,
      "<msg><appmsg><title>拼手气</title><des>点开领取</des><url>https://u.example/</url></appmsg></msg>",
      "〔卡片〕拼手气 点开领取 https://u.example/",
    ],
    [
      "a person's card",
      type.contact,
      '<msg username="wxid_1" nickname="理财王老师" smallheadimgurl="https://i.example/1"/>',
      "〔名片〕理财王老师",
    ],
    [
      "a place with where it lies",
      type.location,
      '<msg><location x="33.76" y="113.19" label="矿工路18号" poiname="超市东门"/></msg>',
      "〔位置〕超市东门 矿工路18号 (33.76,113.19)",
    ],
    ["a chat record", type.chatHistory, chatRecord(), recordWords],
    [
      "a chat record that only names itself",
      type.chatHistory,
      "<msg><appmsg><title>甲和乙的聊天记录</title><des>甲: 他让我转账</des></appmsg></msg>",
      "〔聊天记录〕甲和乙的聊天记录 甲: 他让我转账",
    ],
  ])("%s is read whole", async (_, kind, text, expected) => {
    await peer.raw("person", { type: kind, text });
    const [message] = await arrived(1);
    // The simulated puppet has a title of its own for a mini-program.
    expect(message).toMatchObject({
      text: kind === type.miniProgram ? expect.stringContaining(expected) : expected,
      system: false,
    });
    expect(message?.unreadable).toBeUndefined();
  });

  test.each([
    ["contact", type.contact],
    ["chatHistory", type.chatHistory],
    ["location", type.location],
  ])(
    "a %s in which nothing can be read is said to be so, whatever stands for nothing",
    async (name, kind) => {
      const texts = ["", "<msg/>", "<", "<msg><appmsg><title></title></appmsg></msg>", "&lt;msg&gt;"];
      for (const text of texts) await peer.raw("person", { type: kind, text });
      for (const message of await arrived(texts.length))
        expect(message).toMatchObject({ text: "", attachments: [], unreadable: [name] });
    },
  );

  test("a link and a quoted answer are readable", async () => {
    await peer.raw("person", { type: type.url, text: "<msg><appmsg/></msg>" });
    await peer.dm("person", "「警民小助手：R2611-0042 求助」\n- - - - - - - - - - - - - - -\n接");
    const [link, answer] = await arrived(2);
    expect(link?.text).toMatch(/^〔链接〕.+https:\/\/mock\.url$/);
    expect(answer).toMatchObject({ text: "接", quoted: { text: "R2611-0042 求助" } });
  });

  test.each([
    '<msg><location x="33.76" label="平顶山市新华区矿工路18号" poiname="A&amp;B超市&#x4e1c;门"/></msg>',
    "&lt;msg&gt;&lt;location label=&quot;平顶山市新华区矿工路18号&quot; poiname=&quot;A&amp;amp;B超市东门&quot;/&gt;",
  ])("a place is told where the puppet cannot read it but WeChat wrote it: %s", async (text) => {
    await peer.raw("person", { type: type.location, text });
    const [place] = await arrived(1);
    expect(place?.text).toBe("〔位置〕A&B超市东门 平顶山市新华区矿工路18号");
  });

  test.each([
    ["刷单返利骗局", "〔视频号〕刷单返利骗局"],
    ["当前微信版本不支持展示该内容，请升级至最新版本。", "〔视频号〕"],
    ["<msg><appmsg/></msg>", "〔视频号〕"],
  ])("a clip that somebody shares is filed: %s", async (text, words) => {
    await peer.raw("person", { type: type.post, text });
    expect((await arrived(1))[0]).toMatchObject({ system: false, text: words });
  });

  test("a mention counts where only the text shows it, and is taken out of it", async () => {
    await peer.say("person", "group", "@警民小助手\u2005路灯坏了");
    await peer.say("person", "group", "@警民小助手二号 路灯坏了");
    const [mine, anothers] = await arrived(2);
    expect(mine).toMatchObject({ mentionsMe: true, text: "路灯坏了" });
    expect(anothers).toMatchObject({ mentionsMe: false });
  });

  test.each([
    "17",
    '&lt;sysmsg type="revokemsg"&gt;&lt;oldmsgid&gt;3&lt;/oldmsgid&gt;&lt;msgid&gt;17&lt;/msgid&gt;',
  ])("a recall names the message: %s", async (text) => {
    await peer.raw("person", { type: type.recalled, text });
    await told("recalled", { chat: address("user", "person-a"), message: "17" });
  });

  test("what is older than a day is dropped, what came while the bot was away is not", async () => {
    const hour = 60 * 60_000;
    await peer.raw("person", { text: "前天的", timestamp: Date.now() - 30 * hour });
    await channel.stop();
    await peer.dm("person", "机器人不在时写的");
    await connect(port);
    await peer.dm("person", "回来后写的");
    const texts = () => heard.messages.map((m) => m.text);
    const both = expect.arrayContaining(["机器人不在时写的", "回来后写的"]);
    await vi.waitFor(() => expect(texts()).toEqual(both), PATIENCE);
    await peer.dm("person", "最后的");
    await vi.waitFor(() => expect(texts().at(-1)).toBe("最后的"), PATIENCE);
    expect(texts()).not.toContain("前天的");
    expect(new Set(heard.messages.map((m) => m.id)).size).toBe(heard.messages.length);
  });

  test("an error of a look-up restarts nothing", async () => {
    await peer.harmlessError();
    await peer.dm("person", "还在吗");
    await arrived(1);
    expect(heard.health).toEqual([]);
  });

  test("a bot process keeps its own handlers, writes nothing under the home folder, and ends by itself", async () => {
    await channel.stop();
    const home = await mkdtemp(join(tmpdir(), "home-"));
    const alone = fork(new URL("../../support/wechaty-alone.ts", import.meta.url), [String(port), TOKEN], {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, HOME: home, WECHATY_LOG: "silly" },
    });
    const told = once(alone, "message");
    const ended = once(alone, "exit");
    const [{ before, after }] = await told;
    expect(after).toEqual(before);
    expect(await ended).toEqual([0, null]);
    expect(await readdir(home)).toEqual([]);
    await rm(home, { recursive: true });
  }, 30_000);
});
