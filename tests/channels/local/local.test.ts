import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import type { InboundMessage } from "../../../src/channels/channel.ts";
import { createLocalChannel } from "../../../src/channels/local/local-channel.ts";
import { localPeople } from "../../../src/channels/local/local-people.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { channelContract, recordEvents, tinyPng } from "../../contract/channel.ts";

const people = {
  personas: [
    { id: "zhang", name: "张大妈", role: "居民", side: "people" as const },
    { id: "li", name: "李学生", role: "居民", side: "people" as const },
  ],
  groups: [{ id: "g1", name: "体育场警民群", members: ["zhang"] }],
};
const direct = (id: string) => ({ channel: "local", epoch: "", kind: "user" as const, id });

channelContract("local", async () => {
  const channel = createLocalChannel({ name: "local", clock: systemClock, ...people });
  const say = async (chat: string, text: string, image?: Uint8Array) => {
    const picture = { kind: "image" as const, name: "p.png", mime: "image/png" };
    await channel.say("zhang", chat, { text, ...(image && { files: [{ ...picture, bytes: image }] }) });
  };
  return {
    channel,
    person: { id: "zhang", name: "张大妈" },
    group: { id: "g1", name: "体育场警民群" },
    dm: (text, image) => say("direct:zhang", text, image),
    say: (text, options) => say("group:g1", options?.mention ? `@警民小助手 ${text}` : text),
    received: async (where) =>
      channel
        .history(where === "dm" ? "direct:zhang" : "group:g1")
        .filter((message) => message.from.persona === undefined && !message.recalled)
        .map((message) => message.text),
    close: async () => {},
  };
});

async function started(options: { now?: () => Date; dir?: string } = {}) {
  const clock = { ...systemClock, ...(options.now && { now: options.now }) };
  const channel = createLocalChannel({
    name: "local",
    clock,
    ...people,
    ...(options.dir && { dir: options.dir }),
  });
  const messages: InboundMessage[] = [];
  const recalled: string[] = [];
  await channel.start(
    recordEvents({ message: (m) => messages.push(m), recalled: (r) => recalled.push(r.message) }),
  );
  return { channel, messages, recalled };
}

describe("the local channel", () => {
  test("a mention is taken out of the text that the bot reads, and stays in what people see", async () => {
    const { channel, messages } = await started();
    await channel.say("zhang", "group:g1", { text: "@警民小助手 /list" });
    expect(messages[0]?.text).toBe("/list");
    expect(channel.history("group:g1")[0]?.text).toBe("@警民小助手 /list");
    await channel.say("zhang", "group:g1", { text: "在吗＠警民小助手" });
    await channel.say("zhang", "group:g1", { text: "警民小助手真好" });
    expect(messages.map((m) => [m.text, m.mentionsMe])).toEqual([
      ["/list", true],
      ["在吗", true],
      ["警民小助手真好", false],
    ]);
    await channel.stop();
  });

  test("a quote arrives with the quoted text, in both directions", async () => {
    const { channel, messages } = await started();
    const sent = await channel.send(direct("zhang"), { text: "R2611-0042 求助" });
    await channel.say("zhang", "direct:zhang", { text: "接", ...(sent.id && { quote: sent.id }) });
    expect(messages[0]?.quoted).toEqual({ id: sent.id, text: "R2611-0042 求助" });
    await channel.send(direct("zhang"), { text: "好", quote: messages[0]?.id ?? "" });
    expect(channel.history("direct:zhang").at(-1)?.quoted).toMatchObject({ name: "张大妈", text: "接" });
    await channel.stop();
  });

  test("a message can be taken back for two minutes, only by its sender, and the bot is told", async () => {
    let now = new Date("2026-11-24T00:00:00Z");
    const { channel, messages, recalled } = await started({ now: () => now });
    await channel.say("zhang", "direct:zhang", { text: "三楼有人吵架" });
    const id = messages[0]?.id ?? "";
    expect(() => channel.takeBack("li", id)).toThrow("只能撤回自己的消息");
    channel.takeBack("zhang", id);
    channel.takeBack("zhang", id);
    expect(recalled).toEqual([id]);
    expect(channel.history("direct:zhang")[0]).toMatchObject({ text: "", recalled: true });
    await channel.say("zhang", "direct:zhang", { text: "没事了" });
    now = new Date("2026-11-24T00:02:01Z");
    expect(() => channel.takeBack("zhang", messages[1]?.id ?? "")).toThrow("不能撤回");
    await channel.stop();
  });

  test("a file that is taken back is shown to nobody, and kept for a report until its message is forgotten", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-test-"));
    const { channel, messages } = await started({ dir });
    const file = { kind: "file" as const, name: "a.txt", mime: "text/plain", bytes: Buffer.from("x") };
    await channel.say("zhang", "direct:zhang", { text: "", files: [file] });
    const ref = messages[0]?.attachments[0]?.ref ?? "";
    channel.takeBack("zhang", messages[0]?.id ?? "");
    expect(channel.file(ref)).toBeUndefined();
    expect(await readAll((await channel.download(ref)).stream)).toBe("x");
    for (let i = 0; i < 500; i++) await channel.say("zhang", "direct:zhang", { text: `${i}` });
    expect(await readdir(dir)).toEqual([]);
    await channel.stop();
    await rm(dir, { recursive: true });
  });

  test("everybody sees a question before its answer, also where the bot answers at once", async () => {
    const channel = createLocalChannel({ name: "local", clock: systemClock, ...people });
    await channel.start(recordEvents({ message: (m) => void channel.send(m.chat, { text: "收到" }) }));
    const seen: string[] = [];
    channel.subscribe(({ message }) => seen.push(message.text));
    await channel.say("zhang", "direct:zhang", { text: "灯坏了" });
    expect(seen).toEqual(["灯坏了", "收到"]);
    await channel.stop();
  });

  test("nobody writes into a group without being its member", async () => {
    const { channel, messages } = await started();
    await expect(channel.say("li", "group:g1", { text: "在吗" })).rejects.toThrow("不在这个聊天里");
    expect(channel.chats("li").map((chat) => chat.id)).toEqual(["direct:li"]);
    expect(messages).toEqual([]);
    await channel.stop();
  });

  test("a picture that the bot sends stays readable after the bot has deleted its own copy", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-test-"));
    const path = join(dir, "poster.png");
    await writeFile(path, tinyPng());
    const { channel } = await started();
    const picture = { kind: "image" as const, name: "poster.png", mime: "image/png", path };
    await channel.send(direct("zhang"), { text: "", files: [picture] });
    await rm(dir, { recursive: true });
    const ref = channel.history("direct:zhang")[0]?.files[0]?.ref ?? "";
    const { stream, mime } = await channel.download(ref);
    expect((await stream.toArray()).length).toBe(1);
    expect(mime).toBe("image/png");
    const missing = channel.send(direct("zhang"), { text: "", files: [picture] });
    await expect(missing).rejects.toMatchObject({ name: "DeliveryError", outcome: "not-sent" });
    await channel.stop();
  });

  test("with a folder a file can still be downloaded after a restart; nothing outside it ever can", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-test-"));
    const before = await started({ dir: join(dir, "chat") });
    await before.channel.say("zhang", "direct:zhang", {
      text: "",
      files: [{ kind: "file", name: "../说明.TXT", mime: "text/plain", bytes: Buffer.from("内容") }],
    });
    const ref = before.messages[0]?.attachments[0]?.ref ?? "";
    await before.channel.stop();
    const after = await started({ dir: join(dir, "chat") });
    expect(await readAll((await after.channel.download(ref)).stream)).toBe("内容");
    await writeFile(join(dir, "secret"), "x");
    for (const bad of ["../secret", "..", "", "/etc/passwd", `${ref}/../../secret`]) {
      await expect(after.channel.download(bad)).rejects.toMatchObject({ reason: "refused" });
    }
    await after.channel.stop();
    await rm(join(dir, "chat", ref));
    await expect(after.channel.download(ref)).rejects.toMatchObject({ reason: "expired" });
    await rm(dir, { recursive: true });
  });

  test("what an earlier run left in the folder is deleted after three days", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-test-"));
    const file = { kind: "file" as const, name: "a.txt", mime: "text/plain", bytes: Buffer.from("x") };
    for (const [day, left] of [
      ["01", 1],
      ["04", 2],
      ["05", 2],
    ] as const) {
      const { channel } = await started({ dir, now: () => new Date(`2030-11-${day}T00:00:00Z`) });
      await channel.say("zhang", "direct:zhang", { text: "", files: [file] });
      expect((await readdir(dir)).length).toBe(left);
      await channel.stop();
    }
    await rm(dir, { recursive: true });
  });

  test("only the newest 500 messages of a chat are remembered, and the files of older ones are deleted", async () => {
    const dir = await mkdtemp(join(tmpdir(), "jingmin-test-"));
    const { channel, messages } = await started({ dir });
    const file = { kind: "file" as const, name: "a.txt", mime: "text/plain", bytes: Buffer.from("x") };
    await channel.say("zhang", "direct:zhang", { text: "", files: [file] });
    for (let i = 0; i < 500; i++) await channel.say("zhang", "direct:zhang", { text: `${i}` });
    expect(channel.history("direct:zhang").length).toBe(500);
    expect(channel.history("direct:zhang")[0]?.text).toBe("0");
    expect(await readdir(dir)).toEqual([]);
    expect(channel.file(messages[0]?.attachments[0]?.ref ?? "")).toBeUndefined();
    await channel.stop();
    await rm(dir, { recursive: true });
  });

  test("an unknown recipient is refused for good, a stopped channel only for now", async () => {
    const { channel } = await started();
    await expect(channel.send(direct("nobody"), { text: "x" })).rejects.toMatchObject({
      outcome: "not-sent",
      reason: "rejected",
      retryable: false,
    });
    await channel.stop();
    await expect(channel.send(direct("zhang"), { text: "x" })).rejects.toMatchObject({ retryable: true });
    await expect(channel.say("zhang", "direct:zhang", { text: "x" })).rejects.toThrow("消息没有发出");
  });
});

describe("the people of the local chat", () => {
  test("residents are spread over the offices, officers join their office's groups, leaders all", () => {
    const { personas, groups } = localPeople({
      officers: [
        { id: "wang", name: "王建国", role: "officer", office: "体育场警务室" },
        { id: "zhou", name: "周所", role: "leader" },
      ],
      groups: [
        { id: "g1", office: "体育场警务室", topics: [], kind: "community" },
        { id: "g2", office: "新程街社区警务室", topics: [], kind: "community" },
        { id: "g3", name: "交通安全群", topics: ["交通安全"], kind: "community" },
        { id: "g4", topics: [], kind: "officers" },
      ],
    });
    expect(personas.map((p) => `${p.name} ${p.role}`)).toContain("王建国 民警 · 体育场警务室");
    expect(groups.map((g) => [g.name, g.members])).toEqual([
      ["体育场警务室警民群", ["zhangdama", "wangdianzhu", "wang", "zhou"]],
      ["新程街社区警务室警民群", ["lixuesheng", "zhaobaoan", "zhou"]],
      ["交通安全群", ["zhangdama", "lixuesheng", "wangdianzhu", "zhaobaoan", "wang", "zhou"]],
      ["民警工作群", ["wang", "zhou"]],
    ]);
  });
});
