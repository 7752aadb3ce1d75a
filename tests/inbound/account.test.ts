import { describe, expect, test } from "vitest";
import type { InboundMessage } from "../../src/channels/channel.ts";
import { tinyPng } from "../contract/channel.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;

/** The figures of /metrics by their labels: `filed`, `ignored chatter` … */
async function figures(chat: Chat): Promise<{ received: number; became: Record<string, number> }> {
  let received = 0;
  const became: Record<string, number> = {};
  for (const line of (await chat.app.metrics.text()).split("\n")) {
    const value = Number(line.split(" ").at(-1));
    if (line.startsWith("jingmin_messages_received_total{")) received += value;
    const [, outcome, because] =
      /^jingmin_messages_accounted_total\{.*outcome="([^"]*)",because="([^"]*)"/.exec(line) ?? [];
    if (outcome) became[[outcome, because].filter(Boolean).join(" ")] = value;
  }
  return { received, became };
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);

describe("every message that comes in is accounted for once", () => {
  const station = {
    officers: ["李", { name: "值", role: "dispatcher" as const }],
    groups: [{ name: "居民群" }, { name: "民警群", kind: "officers" as const }],
  };

  test("by what became of it", async () => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm("三楼楼道堆满纸箱，怕着火");
    await me.dm("四楼也有");
    await me.dm("进度");
    await me.dm("你好");
    await me.dm("你好");
    await me.dm("[捂脸]");
    await me.dm("[自动回复]您好，我现在有事不在");
    await me.dm("", { message: { system: true } });
    await me.dm("我的话", { message: { self: true } });
    await me.say("居民群", "大家早");
    await me.say("居民群", "在吗", { mention: true });
    await me.say("居民群", "在吗", { mention: true });
    await chat.officer("李").dm("/列表");
    await chat.officer("李").dm("/没有这个命令");
    const { received, became } = await figures(chat);
    expect(became).toEqual({
      filed: 1,
      added: 1,
      answered: 3,
      command: 2,
      "ignored chatter": 1,
      "ignored group-pause": 1,
      "ignored machine": 1,
      "ignored own": 1,
      "ignored repetition": 1,
      "ignored says-nothing": 1,
      "ignored system": 1,
    });
    expect(sum(became)).toBe(received);
  });

  test("in a mixed flood of many people, groups, repeats and faults; one line of the log each, without a word of it", async () => {
    const chat = await startChat(station);
    const { byAddress } = chat.store.contacts;
    const kinds: ((i: number) => Partial<InboundMessage>)[] = [
      (i) => ({ text: `新程街${i}号门口有人贴小广告` }),
      () => ({ text: "着火了，快来" }),
      () => ({ text: "谢谢" }),
      () => ({ text: "进度" }),
      () => ({ text: "" }),
      () => ({ text: "我要投诉窗口的民警骂人" }),
      () => ({ text: "/列表" }),
      () => ({ text: "又来了", quoted: { text: "R2611-0001" } }),
      () => ({ text: "大家好", chat: chat.channel.address("group", "居民群") }),
      () => ({ text: "着火了", mentionsMe: true, chat: chat.channel.address("group", "居民群") }),
      () => ({ text: "/列表", anonymous: true, chat: chat.channel.address("group", "民警群") }),
      () => ({ text: "x", self: true }),
      (i) => ({ text: "又是我", id: `same-${i % 7}`, at: new Date(1) }),
      () => ({ attachments: [{ kind: "image", ref: chat.channel.upload(tinyPng()) }] }),
      () => ({ text: "机密".repeat(5_000) }),
    ];
    const messages = 600;
    for (let i = 0; i < messages; i++) {
      // A store that fails now and then: also that has a name.
      Object.assign(chat.store.contacts, {
        byAddress: i % 50 === 49 ? () => Promise.reject(new Error("broken")) : byAddress,
      });
      const from = i % 2 === 0 ? "someone" : `r${i % 40}`;
      chat.channel.receive({ id: from, name: from }, (kinds[i % kinds.length] ?? (() => ({})))(i));
      if (i % 10 === 9) await chat.idle();
    }
    await chat.idle();
    const { received, became } = await figures(chat);
    expect(received).toBe(messages);
    expect(sum(became)).toBe(messages);
    const lines = chat.logs.filter((line) => line.includes('"a message came in"'));
    expect(lines).toHaveLength(messages);
    expect(lines.join()).not.toMatch(/机密|小广告|someone|r39/);
    expect(became["ignored failed"]).toBeGreaterThan(0);
  });
});

describe("one account drives neither the station's account nor its disk", () => {
  const station = { officers: [{ name: "值", role: "dispatcher" as const }], groups: [] };

  test("400 messages, danger and blame by turns, make few reports and few notices, and lose no word", async () => {
    const chat = await startChat({
      ...station,
      officers: [...station.officers, { name: "所长", role: "leader" as const }],
    });
    const kinds = ["着火了", "我要投诉窗口的民警骂人", "新程街有人贴小广告", "楼上天天半夜跳舞"];
    for (let i = 0; i < 400; i++) {
      chat.channel.receive({ id: "flood", name: "洪" }, { text: `${kinds[i % 4]}${i}` });
      if (i % 20 === 19) await chat.advance(3_000);
    }
    await chat.advance(60 * MINUTE);
    const { reports, total } = await chat.store.reports.find({}, { limit: 100 });
    expect(total).toBeLessThanOrEqual(20);
    const entries = await Promise.all(reports.map(({ id }) => chat.store.reports.entries(id)));
    const said = entries.flat().filter(({ kind }) => kind === "said");
    expect(said).toHaveLength(400);
    expect(said.some((entry) => entry.kind === "said" && entry.apart)).toBe(true);
    expect(chat.channel.sent.length).toBeLessThanOrEqual(120);
  });

  test("many accounts at once are two messages, in which all are named or counted", async () => {
    const chat = await startChat(station);
    for (let i = 0; i < 60; i++)
      chat.channel.receive({ id: `r${i}`, name: "x" }, { text: `新程街${i}号有人贴小广告` });
    await chat.idle();
    await chat.advance(15 * MINUTE);
    const { inbox } = chat.officer("值");
    expect(inbox).toHaveLength(2);
    const counts = [...inbox.join("\n").matchAll(/又新收(\d+)件，发「\/列表」看。/g)].map(([, n]) =>
      Number(n),
    );
    const named = new Set(inbox.join().match(/R2611-\d{4}/g)).size;
    expect(counts.reduce((sum, n) => sum + n, named)).toBe(60);
  });

  test("what somebody adds is told in a line that counts, later and later", async () => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm("三楼楼道堆满纸箱，怕着火");
    for (let i = 0; i < 30; i++) {
      await me.dm(`四楼${i}号门口也有`);
      await chat.advance(30_000);
    }
    await chat.advance(30 * MINUTE);
    const told = chat.officer("值").inbox.filter((text) => text.includes("补充"));
    expect(told.length).toBeLessThanOrEqual(3);
    expect(told.join()).toMatch(/居民又补充\d+条/);
  });

  test("a report takes a hundred entries a day; a further one begins, which says so once", async () => {
    const chat = await startChat({ ...station, config: { intake: { perMinute: 1000 } } });
    const me = chat.resident("张");
    const answers: string[] = [];
    for (let i = 0; i < 150; i++) answers.push(...(await me.dm(`三楼楼道第${i}个纸箱`)));
    expect(answers.filter((text) => text.includes("R2611-0001 今天记满了"))).toHaveLength(1);
    const { total } = await chat.store.reports.find({}, { limit: 1 });
    expect(total).toBe(2);
  });

  test("past the day's quota one hears so once, and danger is still answered", async () => {
    const chat = await startChat({ ...station, config: { intake: { perMinute: 1000 } } });
    const me = chat.resident("张");
    for (let i = 0; i < 500; i++) await me.dm(`第${i}张小广告`);
    const late = [...(await me.dm("还有")), ...(await me.dm("还有"))];
    expect(late).toEqual([expect.stringContaining("今天您发得太多")]);
    expect((await me.dm("他拿刀砸门了，快来")).join()).toMatch(/^请立即拨打110/);
  });
});

describe("one message freezes nobody", () => {
  test.each([
    ["overlapping quantifiers", "警察跟跟跟跟跟跟跟跟跟跟跟跟"],
    ["nearly a number", "1-"],
    ["brackets", "[[[[(((("],
    ["places", "三路街巷村寨"],
    ["one sign", "我"],
    ["blanks", " \n\t"],
    ["stickers", "[捂"],
    ["commands", "/看"],
  ])("%s, a third of a megabyte of them", async (_, part) => {
    const chat = await startChat({ officers: ["李"] });
    const text = part.repeat(Math.ceil(333_000 / part.length));
    const began = performance.now();
    await chat.resident("张").dm(text);
    await chat.officer("李").dm(text);
    expect(performance.now() - began).toBeLessThan(3_000);
    const report = await chat.store.reports.byNumber("R2611-0001");
    if (report) expect((await chat.store.reports.firstSaid(report.id))?.text).toBe(text.trim());
  });

  test("danger at the end of a long story is heard", async () => {
    const chat = await startChat();
    const story = "楼上天天半夜跳舞，找过物业，也找过社区。".repeat(400);
    expect((await chat.resident("张").dm(`${story}他现在拿刀砸门了，快来`)).join()).toMatch(/^请立即拨打110/);
  });
});
