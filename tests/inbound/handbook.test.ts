import { describe, expect, test } from "vitest";
import { repositoryHandbook } from "../support/handbook.ts";
import { type ChatOptions, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const options: ChatOptions = {
  officers: [
    { name: "李", office: "体育场警务室" },
    { name: "陈", role: "leader" },
  ],
  groups: [{ name: "居民群", office: "体育场警务室" }],
  config: { handbook: repositoryHandbook },
};
const filed = async (chat: Awaited<ReturnType<typeof startChat>>) =>
  chat.store.reports.find({}, { limit: 20 });

describe("a general question", () => {
  test.each([
    "身份证丢了怎么补办",
    "护照在哪办要带啥",
    "电动车怎么上牌",
    "遛狗要办证吗",
    "96110是什么电话",
    "几点上班",
  ])("「%s」 is answered at once, and files nothing", async (question) => {
    const chat = await startChat(options);
    const [answer, ...more] = await chat.resident("张").dm(question);
    expect(answer).toBeDefined();
    expect(more).toEqual([]);
    expect(answer).not.toMatch(/R2611-|\{电话\}/);
    expect(answer).toContain("您的身份对外保密");
    expect((await filed(chat)).total).toBe(0);
    const [again = ""] = await chat.resident("张").dm(question);
    expect(again).not.toContain("您的身份对外保密");
    expect([...again.replace(/\s/g, "")].length).toBeLessThanOrEqual(130);
  });

  test("about papers hears the counter's line first, while it lasts; others do not", async () => {
    const chat = await startChat(options);
    await chat.officer("李").dm("/窗口 今天下午停办 系统升级");
    const [papers] = await chat.resident("张").dm("身份证丢了怎么补办");
    expect(papers).toMatch(/^【窗口】11月24日下午停办 系统升级\n/);
    const [other] = await chat.resident("张").dm("96110是什么电话");
    expect(other).not.toContain("【窗口】");
    await chat.officer("李").dm("/窗口 恢复");
    const [later] = await chat.resident("张").dm("身份证丢了怎么补办");
    expect(later).not.toContain("【窗口】");
  });

  test.each(["不是这个", "转人工", "我问的不是这个", "答非所问"])(
    "「%s」 after the answer files the question as an inquiry",
    async (refusal) => {
      const chat = await startChat(options);
      await chat.resident("张").dm("身份证丢了怎么补办");
      const [receipt] = await chat.resident("张").dm(refusal);
      expect(receipt).toMatch(/咨询 R2611-0001/);
      const { reports } = await filed(chat);
      expect(reports.map(({ category }) => category)).toEqual(["inquiry"]);
      const said = await chat.store.reports.firstSaid(reports[0]?.id ?? "");
      expect(said?.text).toBe("身份证丢了怎么补办");
    },
  );

  test("without a good answer is an inquiry that officers see", async () => {
    const chat = await startChat(options);
    const [receipt] = await chat.resident("张").dm("请问一下办理无人机飞行许可需要什么材料");
    expect(receipt).toMatch(/R2611-0001/);
    expect((await filed(chat)).total).toBe(1);
  });

  test("with a danger or a case in it is heard by a person", async () => {
    const chat = await startChat(options);
    for (const [name, text] of [
      ["甲", "有个公安的让我转到安全账户怎么办"],
      ["乙", "我家昨晚被撬门了，报案要带身份证吗"],
    ] as const) {
      const answers = await chat.resident(name).dm(text);
      expect(answers.join("\n")).toMatch(/R2611-/);
    }
  });
});

describe("in a community group", () => {
  test("a mention with a general question is answered once in ten minutes; nothing personal is", async () => {
    const chat = await startChat(options);
    const zhang = chat.resident("张");
    const [answer] = await zhang.say("居民群", "@警民小助手 身份证丢了怎么补办", { mention: true });
    expect(answer).toContain("身份证");
    expect(answer).not.toContain("保密");
    expect(await zhang.say("居民群", "@警民小助手 护照怎么办", { mention: true })).toEqual([]);
    await chat.advance(11 * MINUTE);
    const [personal] = await zhang.say("居民群", "@警民小助手 我要举报三楼老李赌博", { mention: true });
    expect(personal).toContain("这事不方便在群里说");
    expect(personal).not.toContain("老李");
    expect((await filed(chat)).total).toBe(0);
  });
});
