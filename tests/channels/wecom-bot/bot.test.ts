import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { withoutMention } from "../../../src/channels/wecom-bot/incoming.ts";
import { asMarkdown } from "../../../src/channels/wecom-bot/markdown.ts";
import type { Address } from "../../../src/domain/people.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { recordAll } from "../../support/recorded-events.ts";
import { keptMemory } from "../../support/wechaty-bot.ts";
import { openWecomBot } from "../../support/wecom-bot-rig.ts";

type Rig = Awaited<ReturnType<typeof openWecomBot>>;

const open: Rig[] = [];
afterEach(async () => {
  for (const { channel, peer } of open.splice(0)) {
    await channel.stop();
    await peer.stop();
  }
});

async function begin(more: Parameters<typeof openWecomBot>[0] = {}) {
  const rig = await openWecomBot(more);
  open.push(rig);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  return { ...rig, told, soon };
}

async function connected(more: Parameters<typeof openWecomBot>[0] = {}) {
  const rig = await begin(more);
  await soon(() => expect(rig.channel.health()).toMatchObject({ online: true }));
  return rig;
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 6000, interval: 10 });
const user: Address = { channel: "wecom", epoch: "", kind: "user", id: "zhangsan" };
const group: Address = { ...user, kind: "group", id: "wrGroup1" };

describe("the line", () => {
  test("a cut line comes back by itself, also after the peer was gone", async () => {
    const { peer, channel } = await connected();
    peer.hangUp();
    await soon(() => expect(peer.subscriptions).toHaveLength(2));
    await peer.stop();
    await soon(() => expect(channel.health()).toMatchObject({ online: false, fault: "offline" }));
    await expect(channel.send(user, { text: "x" })).rejects.toMatchObject({
      outcome: "not-sent",
      reason: "offline",
      retryable: true,
    });
    await peer.start();
    await soon(() => expect(channel.health()).toMatchObject({ online: true }));
    await channel.send(user, { text: "又在了" });
    expect(peer.said.at(-1)?.text).toBe("又在了");
  });

  test("a wrong secret is named, and tried again without end", async () => {
    const lines: string[] = [];
    const logger = createLogger({ level: "trace", pretty: false, write: (line) => lines.push(line) });
    const { peer, channel } = await begin({ secret: "not-this-one", logger });
    await soon(() => expect(channel.health()).toMatchObject({ online: false, fault: "wrong-secret" }));
    await soon(() => expect(peer.subscriptions.length).toBeGreaterThan(2));
    expect(lines.join("\n")).not.toContain("not-this-one");
  });

  test("where another machine takes the bot over, that is said, and it does not fight for it", async () => {
    const { peer, channel } = await connected();
    peer.takeOver();
    await soon(() => expect(channel.health()).toMatchObject({ online: false, fault: "elsewhere" }));
    expect(peer.subscriptions).toHaveLength(1);
  });

  test("how long nobody listened is told, also over a restart", async () => {
    const memory = { ...keptMemory(), value: new Date(Date.now() - 3_600_000).toISOString() };
    const { told } = await connected({ memory });
    await soon(() => expect(told.missed).toHaveLength(1));
    const [gap] = told.missed;
    expect((gap?.until.getTime() ?? 0) - (gap?.from.getTime() ?? 0)).toBeGreaterThan(3_590_000);
  });
});

describe("what comes in", () => {
  test("a message that the network repeats is heard once", async () => {
    const { peer, told } = await connected();
    peer.again(peer.write("zhangsan", peer.text("接")));
    await soon(() => expect(told.ignored).toEqual(["duplicate"]));
    expect(told.message).toHaveLength(1);
  });

  test("voice comes as its words, with the sound where there is one", async () => {
    const { peer, told, channel } = await connected();
    peer.write("zhangsan", { msgtype: "voice", voice: { content: "路灯坏了" } });
    const sound = peer.file("a.amr", Buffer.from("#!AMR\nsound"));
    peer.write("zhangsan", { msgtype: "voice", voice: { content: "有人打架", ...sound } });
    await soon(() => expect(told.message).toHaveLength(2));
    const [words, both] = told.message;
    expect(words).toMatchObject({ text: "路灯坏了", attachments: [] });
    expect(both).toMatchObject({ text: "有人打架", attachments: [{ kind: "voice" }] });
    const { stream } = await channel.download(both?.attachments[0]?.ref ?? "");
    expect(await read(stream)).toBe("#!AMR\nsound");
  });

  test("words with pictures are one message; what is quoted comes along; the unknown is named", async () => {
    const { peer, told } = await connected();
    const image = peer.file("a.png", Buffer.from("png"));
    peer.write("zhangsan", {
      msgtype: "mixed",
      mixed: {
        msg_item: [
          { msgtype: "text", text: { content: "看这里" } },
          { msgtype: "image", image },
          { msgtype: "image", image },
        ],
      },
      quote: { msgtype: "text", text: { content: "R2611-0042 求助" } },
    });
    peer.write("zhangsan", { msgtype: "location", location: { x: 1 } });
    await soon(() => expect(told.message).toHaveLength(2));
    const [mixed, unknown] = told.message;
    expect(mixed).toMatchObject({ text: "看这里", quoted: { text: "R2611-0042 求助" } });
    expect(mixed?.attachments.map(({ kind }) => kind)).toEqual(["image", "image"]);
    expect(unknown).toMatchObject({ text: "", unreadable: ["location"] });
  });

  test("a file whose address is over has expired; one with another key is refused", async () => {
    const { channel, peer } = await connected();
    const ref = (value: object) => JSON.stringify(value);
    const { url } = peer.file("a.png", Buffer.from("png"));
    await expect(channel.download(ref({ url: `${url}0`, aesKey: "x" }))).rejects.toMatchObject({
      name: "DownloadError",
      reason: "expired",
    });
    const aesKey = Buffer.alloc(32, 1).toString("base64");
    await expect(channel.download(ref({ url, aesKey }))).rejects.toMatchObject({ reason: "refused" });
  });

  test("the first word in a group says that the bot is in it", async () => {
    const { peer, told } = await connected();
    peer.write("zhangsan", peer.text("@警民小助手 /列表"), group.id);
    peer.write("lisi", peer.text("@警民小助手 /列表"), group.id);
    await soon(() => expect(told.message).toHaveLength(2));
    expect(told.joined).toEqual([{ address: group }]);
    expect(told.message[0]).toMatchObject({ chat: group, from: user, text: "/列表", mentionsMe: true });
  });

  test.each([
    ["@警民小助手 接 42", "接 42"],
    ["@警民小助手\u2005接", "接"],
    ["  @bot   @李四 看看", "@李四 看看"],
    ["看 42 @警民小助手", "看 42"],
    ["看 @甲 和 @乙 的", "看 @甲 和 @乙 的"],
    ["没有提到谁", "没有提到谁"],
    ["me@example.com 发来的", "me@example.com 发来的"],
  ])("%j in a group is read as %j", (said, read) => {
    expect(withoutMention(said)).toBe(read);
  });
});

describe("what goes out", () => {
  test("no answer, and a line cut while it is awaited, is unknown; a refusal is not", async () => {
    const { peer, channel } = await connected();
    const refused = (fault: Parameters<typeof peer.fail>[1], wanted: object) => {
      peer.fail("aibot_send_msg", fault);
      return expect(channel.send(user, { text: "x" })).rejects.toMatchObject(wanted);
    };
    await refused({ kind: "silent", done: true }, { outcome: "unknown", reason: "timeout" });
    await refused({ kind: "code", code: -1 }, { outcome: "unknown" });
    await refused(
      { kind: "code", code: 45009 },
      { outcome: "not-sent", reason: "risk-control", retryable: true },
    );
    await refused(
      { kind: "code", code: 60111 },
      { outcome: "not-sent", reason: "removed", retryable: false },
    );
    await refused({ kind: "code", code: 40008 }, { outcome: "not-sent", reason: "rejected" });
    await refused({ kind: "hang-up", done: true }, { outcome: "unknown", reason: "offline" });
  });

  test("an acknowledgement that comes late settles what was unknown", async () => {
    const { peer, channel, told } = await connected();
    peer.fail("aibot_send_msg", { kind: "late", ms: 500 });
    await expect(channel.send(group, { text: "停水" })).rejects.toMatchObject({ outcome: "unknown" });
    await soon(() => expect(told.echo).toMatchObject([{ to: group, text: "停水" }]));
  });

  test("pictures and files go with their names; a part that fails after another is unknown", async () => {
    const { peer, channel } = await connected();
    const dir = await mkdtemp(join(tmpdir(), "wecom-bot-"));
    const file = async (name: string, kind: "image" | "file", mime: string, bytes: Buffer) => {
      await writeFile(join(dir, name), bytes);
      return { kind, name, mime, path: join(dir, name) };
    };
    const picture = await file("R2611-0001-1.png", "image", "image/png", Buffer.alloc(1_200_000, 3));
    const table = await file("R2611-0001-2.xlsx", "file", "application/vnd.ms-excel", Buffer.from("table"));
    await channel.send(user, { text: "两个文件", files: [picture, table] });
    expect(peer.said.map(({ type, file }) => [type, file?.name, file?.bytes.length])).toEqual([
      ["markdown", undefined, undefined],
      ["image", "R2611-0001-1.png", 1_200_000],
      ["file", "R2611-0001-2.xlsx", 5],
    ]);
    peer.fail("aibot_upload_media_init", { kind: "code", code: 40006 }, { kind: "code", code: 40006 });
    await expect(channel.send(user, { text: "", files: [table] })).rejects.toMatchObject({
      outcome: "not-sent",
    });
    await expect(channel.send(user, { text: "字", files: [table] })).rejects.toMatchObject({
      outcome: "unknown",
    });
    await expect(channel.send(user, { text: "" })).rejects.toMatchObject({ outcome: "not-sent" });
  });

  test("a long text comes in parts, each within what the network takes", async () => {
    const { peer, channel } = await connected();
    const text = "一二三四五六七八九。".repeat(1000);
    await channel.send(user, { text });
    expect(peer.said.map((said) => said.text).join("")).toBe(text);
    for (const { text } of peer.said) expect(Buffer.byteLength(text)).toBeLessThan(20_480);
  });

  test.each([
    ["# 标题\n- 一\n1. 二\n> 三", "\\# 标题\n\\- 一\n1\\. 二\n\\> 三"],
    ["*重要* `码` [链接](x) ~~删~~", "\\*重要\\* \\`码\\` \\[链接\\](x) \\~\\~删\\~\\~"],
    ["<@all> <font color=red>", "\\<@all\\> \\<font color=red\\>"],
    ["见 http://a.cn/officer?code=a_b*c 里的 x_y", "见 http://a.cn/officer?code=a_b*c 里的 x_y"],
  ])("signs of Markdown are plain signs: %j", (text, sent) => {
    expect(asMarkdown(text)).toBe(sent);
  });

  test("whatever is written, it is read as it was written", () => {
    const piece = fc.constantFrom(
      "*",
      "_",
      "`",
      "#",
      "\n",
      ">",
      "<@all>",
      "\\",
      "字",
      " ",
      "1.",
      "http://a.cn/b_c",
      "&amp;",
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const read = asMarkdown(text).replace(/\\([!-/:-@[-`{-~])/g, "$1");
        const urls = /https?:\/\/[^\s<>]+/g;
        expect(read.replace(urls, "")).toBe(text.replace(urls, (url) => url.replace(/.*/, "")));
      }),
    );
  });
});

describe("buttons", () => {
  const buttons = [
    { label: "接手", says: "/接 R2611-0042" },
    { label: "看", says: "/看 R2611-0042" },
  ];
  const text = "R2611-0042 求助·新程街\n回「接」归您办，「看」看内容。";

  test("a press says the button's words, from whoever pressed, and marks their card at once", async () => {
    const { peer, channel, told } = await connected();
    await channel.send(group, { text, buttons });
    const [said] = peer.said;
    expect(said).toMatchObject({ type: "template_card", text });
    expect(said?.card?.button_list?.map((one) => one.text)).toEqual(["接手", "看"]);
    if (!said) return;
    const reqId = peer.press("zhangsan", said, "接手");
    await soon(() => expect(peer.updates).toHaveLength(1));
    expect(told.message).toMatchObject([
      { text: "/接 R2611-0042", from: user, chat: group, mentionsMe: true, attachments: [] },
    ]);
    expect(peer.updates[0]).toMatchObject({ reqId, userids: ["zhangsan"] });
    expect(peer.updates[0]?.card).toMatchObject({
      task_id: said.card?.task_id,
      main_title: { title: "R2611-0042 求助·新程街" },
      button_list: [{ text: "✓接手" }, { text: "看" }],
    });
  });

  test("a press is understood after a restart, when nobody knows the card any more", async () => {
    const { peer, told } = await connected();
    peer.pressKey("zhangsan", { key: "接手 /接 R2611-0042", task: "of-yesterday" });
    await soon(() => expect(told.message).toMatchObject([{ text: "/接 R2611-0042", chat: user }]));
    await soon(() => expect(peer.updates[0]?.card.button_list).toMatchObject([{ text: "✓接手" }]));
  });

  test("words that a card would cut go before it; what no button of ours says is not heard", async () => {
    const { peer, channel, told } = await connected();
    const long = `R2611-0042 求助·新程街\n${"长".repeat(200)}`;
    await channel.send(user, { text: long, buttons });
    expect(peer.said.map((said) => [said.type, said.text])).toEqual([
      ["markdown", long],
      ["template_card", "R2611-0042 求助·新程街"],
    ]);
    peer.pressKey("zhangsan", { key: "随便什么", task: "t" });
    await soon(() => expect(told.ignored).toEqual(["malformed"]));
    expect(told.message).toEqual([]);
  });
});

async function read(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
