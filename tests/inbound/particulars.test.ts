import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missingIn, placeAnswered } from "../../src/domain/particulars.ts";
import { stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const officers = ["李", { name: "值", role: "dispatcher" as const }, { name: "陈", role: "leader" as const }];
const station = (more = {}) => startChat({ officers, ...more });
const number = "R2611-0001";
const question = async (chat: Chat) => {
  const { reporter } = await stored(chat, number);
  return (await chat.store.questions.of(reporter))?.kind;
};
const said = async (chat: Chat, text: string, who = "张") => (await chat.resident(who).dm(text)).join("\n");

describe("the one question back", () => {
  test.each([
    ["楼上天天半夜蹦，吵得睡不着", "在哪儿？"],
    ["楼道里堆满杂物，过不去人", "在哪儿？"],
    ["我们小区路灯坏了三天了", "在哪儿？"],
    ["隔壁老张家天天开赌局，好几桌麻将", "在哪儿？"],
    ["楼下烧烤摊天天半夜还在吵", "在哪儿？"],
    ["门口那辆僵尸车停了半年", "在哪儿？"],
    ["锦绣家园3号楼，我的电动车被人偷了", "什么时候的事？"],
    ["我的电动车被偷了", "在哪儿？"],
  ])("「%s」 is asked 「%s」, in two lines, once", async (text, asked) => {
    const chat = await station();
    await said(chat, "你好");
    const receipt = await said(chat, text);
    expect(receipt).toContain(asked);
    expect(receipt.match(/？/g)).toHaveLength(1);
    expect(receipt.split("\n").length).toBeLessThanOrEqual(2);
    expect(receipt.replaceAll("\n", "").length).toBeLessThanOrEqual(45);
    expect(await question(chat)).toBe("where");
  });

  test.each([
    ["居住证怎么续签，我这种情况要不要回老家开证明"],
    ["我要投诉你们民警，上门态度恶劣还骂人"],
    ["我闺女说补习老师老摸她"],
    ["有人拿刀砍人"],
    ["有人冒充快递客服让我转账，我没转，电话是陌生号"],
    ["老板欠我三个月工资不给"],
    ["房东不退押金"],
    ["新程街12号楼道里堆满杂物，过不去人"],
    ["昨天晚上在人民公园东门，我的电动车被偷了"],
    ["建议你们多做防诈骗宣传"],
  ])("「%s」 is not asked where or when", async (text) => {
    const chat = await station();
    expect(await said(chat, text)).not.toMatch(/在哪儿？|什么时候的事？/);
  });

  test("an answer is the report's place, as it was typed; it is one report, and nothing more is asked", async () => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await chat.advance(3_600_000);
    expect(await said(chat, "锦绣家园3号楼2单元")).toBe(`好的，地点记在 ${number} 里了。`);
    const report = await stored(chat, number);
    expect(report.place).toBe("锦绣家园3号楼2单元");
    expect(report.entries.map(({ kind }) => kind)).toEqual(["said", "said"]);
    expect(await question(chat)).toBeUndefined();
    expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
  });

  test.each([
    ["就在北门那个亭子旁边", "北门那个亭子旁边"],
    ["东头老粮站后头", "东头老粮站后头"],
    ["我家，3-2-401", "3-2-401"],
    ["地址：矿工路12号。", "矿工路12号"],
    ["东门外头", "东门外头"],
    ["二楼", "二楼"],
  ])("「%s」 is a place too", async (typed, place) => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await said(chat, typed);
    expect((await stored(chat, number)).place).toBe(place);
  });

  test.each(["3号楼，他拿刀冲进来了", "我在厕所，他在踹门", "着火了"])(
    "danger in an answer is heard: %s",
    async (typed) => {
      const chat = await station();
      await said(chat, "楼上天天半夜蹦，吵得睡不着");
      expect(await said(chat, typed)).toMatch(/^请立即拨打1/);
    },
  );

  test.each(["我不想说", "不知道", "说不清啊", "具体位置不清楚"])(
    "「%s」 files nothing, and nobody is asked again",
    async (typed) => {
      const chat = await station();
      await said(chat, "楼上天天半夜蹦，吵得睡不着");
      expect(await said(chat, typed)).not.toMatch(/R2611|？/);
      expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
    },
  );

  test("a time is kept with the report and is no place", async () => {
    const chat = await station();
    await said(chat, "锦绣家园3号楼，我的电动车被人偷了");
    expect(await said(chat, "昨晚十点多")).toBe(`好的，时间记在 ${number} 里了。`);
    expect((await stored(chat, number)).place).toBe("锦绣家园3号楼");
    expect(await question(chat)).toBeUndefined();
  });

  test("also after a restart; a day later it is asked no more", async () => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await chat.restart();
    await said(chat, "锦绣家园3号楼");
    expect((await stored(chat, number)).place).toBe("锦绣家园3号楼");
    await said(chat, "新", "王");
    await said(chat, "楼道里堆满杂物，过不去人", "王");
    await chat.advance(25 * 3_600_000);
    await said(chat, "西门亭子那里", "王");
    expect((await stored(chat, "R2611-0002")).place).toBeUndefined();
  });

  test.each([
    "昨晚",
    "前天夜里十点",
    "刚才",
    "不知道",
    "说不清",
    "谢谢",
    "你好",
    "进度",
    "好的",
    "嗯",
    "没有",
    "13800000000",
  ])("「%s」 is no place", async (typed) => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await said(chat, typed);
    expect((await stored(chat, number)).place).toBeUndefined();
  });

  test("it may be ignored: another matter is a report of its own, danger is danger, 撤回 takes it back", async () => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await chat.advance(3_600_000);
    await said(chat, "矿工路12号有人占道摆摊卖菜");
    expect((await stored(chat, "R2611-0002")).place).toBe("矿工路12号");
    expect((await stored(chat, number)).place).toBeUndefined();
    expect(await said(chat, "着火了 3号楼")).toMatch(/^请立即拨打/);
    await said(chat, "楼道里堆满杂物，过不去人", "王");
    await said(chat, "撤回", "王");
    expect((await chat.store.reports.find({ statuses: ["withdrawn"] }, { limit: 9 })).total).toBe(1);
  });

  test("a question of a higher rank stays, and nothing is asked beside it", async () => {
    const chat = await station();
    await said(chat, "三楼楼道堆满纸箱，麻烦来看看");
    await chat.officer("李").dm("/办结 1 已清走");
    await chat.advance(3_600_000);
    const receipt = await said(chat, "新 楼上天天半夜蹦，吵得睡不着");
    expect(receipt).not.toMatch(/在哪儿/);
    expect(await question(chat)).toBe("solved");
  });

  test("what an officer asked since is answered, not the receipt", async () => {
    const chat = await station();
    await said(chat, "楼上天天半夜蹦，吵得睡不着");
    await chat.advance(60_000);
    await chat.officer("李").dm("/回复 1 您贵姓，住几楼？");
    await chat.advance(60_000);
    await said(chat, "免贵姓王，三楼");
    expect((await stored(chat, number)).place).toBeUndefined();
    expect((await stored(chat, number)).entries.at(-1)).toMatchObject({
      kind: "said",
      text: "免贵姓王，三楼",
    });
  });

  test("with a promise of the station it keeps within two lines and 45 signs", async () => {
    const chat = await station({ config: { station: { name: "光明路派出所", promise: true } } });
    await said(chat, "你好");
    for (const text of ["隔壁老张家天天开赌局，好几桌麻将", "新 楼上天天半夜蹦，吵得睡不着"]) {
      const receipt = await said(chat, text);
      expect(receipt).toMatch(/在哪儿？[\s\S]*工作日内回您/);
      expect(receipt.replaceAll("\n", "").length).toBeLessThanOrEqual(45);
    }
  });

  test("whoever enters it for others is asked nothing in a resident's place", async () => {
    const chat = await station();
    await chat.officer("值").dm("/登记 楼上天天半夜蹦，吵得睡不着");
    expect(await question(chat)).toBeUndefined();
  });
});

test("no text makes it fail, and no answer is a place longer than was typed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      missingIn({ text }, "tip");
      const place = placeAnswered({ text });
      return place === undefined || text.includes(place);
    }),
  );
});
