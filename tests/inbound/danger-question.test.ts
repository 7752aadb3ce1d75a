import { describe, expect, test } from "vitest";
import { readModel } from "../../src/app/understanding-files.ts";
import { ask } from "../../src/domain/questions.ts";
import { interpret } from "../../src/domain/understanding/interpret.ts";
import { filed, stored as reportOf } from "../commands/filed.ts";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const station: ChatOptions = {
  officers: [
    { name: "李", office: "体育场警务室" },
    { name: "赵", role: "dispatcher" },
    { name: "陈", role: "leader" },
  ],
  groups: [{ name: "民警群", kind: "officers" }],
};
const model = readModel();
/** Texts of which the shipped model is in doubt whether somebody is in danger; the weights may change, the kind stays. */
const candidates = [
  "楼上两口子又吵起来了，摔东西",
  "隔壁一直有人哭喊",
  "有个人在小区门口转悠手里拿着棍子",
  "邻居喝多了在楼道骂人砸门",
  "楼下吵得很凶好像要动手",
  "我妈出门半天了电话打不通",
  "闻到楼道有股煤气味",
  "有人一直跟着我",
  "对面楼顶站着个人",
  "前夫又来我家楼下了",
  "隔壁有人吵架摔东西",
  "楼下有两伙人在吵，越吵越凶",
  "老人一上午没开门，敲了没应",
  "有人喝多了躺在路边",
  "河边有个人坐了很久",
  "邻居家有人喊",
];
const doubtful = candidates.filter((text) => {
  const { danger, restricted, sensitive } = interpret(text, model);
  return danger?.level === "doubtful" && !restricted && !sensitive;
});
const [doubt = ""] = doubtful;
const stored = async (chat: Chat) => (await chat.store.reports.find({}, { limit: 9 })).reports;

describe("where danger is in doubt", () => {
  test("the receipt asks, and those on duty alone hear that it is so", async () => {
    expect(doubtful.length).toBeGreaterThan(0);
    const chat = await startChat(station);
    const [receipt] = await chat.resident("张").dm(doubt);
    expect(receipt).toMatch(/现在有人有危险吗？有，?请(?:马上)?打110/);
    expect(receipt).not.toMatch(/^请立即/);
    expect(chat.officer("赵").inbox.join("\n")).toContain("可能有人有危险");
    expect(chat.officer("李").inbox.join("\n")).not.toContain("可能有人有危险");
    expect(chat.said("民警群").join("\n")).not.toContain("可能有人有危险");
  });

  test.each(["有", "是", "嗯", "对"])("「%s」 opens the urgent lane", async (yes) => {
    const chat = await startChat(station);
    await chat.resident("张").dm(doubt);
    const [answer] = await chat.resident("张").dm(yes);
    expect(answer).toMatch(/^请立即拨打110/);
    expect(answer).toContain("正在叫值班民警");
    expect((await stored(chat)).map(({ priority }) => priority)).toEqual(["urgent"]);
    expect(chat.officer("赵").inbox.join("\n")).toContain("【急】R2611-0001");
  });

  test.each(["没有", "不是", "没"])("「%s」 settles it", async (no) => {
    const chat = await startChat(station);
    await chat.resident("张").dm(doubt);
    expect(await chat.resident("张").dm(no)).toEqual(["好的，民警看了在这里回您。有危险请打110。"]);
    expect((await stored(chat)).map(({ priority }) => priority)).toEqual(["normal"]);
    // Asked and answered: a later 「有」 is chatter.
    const [later = ""] = await chat.resident("张").dm("有");
    expect(later).not.toMatch(/^请立即/);
  });

  test("an answer after half an hour is none", async () => {
    const chat = await startChat(station);
    await chat.resident("张").dm(doubt);
    await chat.advance(31 * MINUTE);
    await chat.resident("张").dm("有");
    expect((await stored(chat))[0]?.priority).toBe("normal");
  });

  test("the question outlives a restart", async () => {
    const chat = await startChat(station);
    await chat.resident("张").dm(doubt);
    await chat.restart();
    const [answer] = await chat.resident("张").dm("有");
    expect(answer).toMatch(/^请立即拨打110/);
  });
});

test("a victim of fraud hears how to stop the money, and nothing of fire", async () => {
  const chat = await startChat(station);
  const [answer] = await chat.resident("张").dm("骗子让我转到安全账户，我刚转了三万，咋办");
  expect(answer).toMatch(/^请立即拨打110/);
  expect(answer).toContain("跟110说：钱刚转走，赶紧拦");
  expect(answer).toContain("96110");
  expect(answer).not.toMatch(/119|火|煤气/);
});

test("where nobody on duty can be reached, nobody is said to be called", async () => {
  const chat = await startChat();
  const [answer] = await chat.resident("张").dm("着火了，三楼有人没出来");
  await chat.advance(3_000);
  expect(answer ?? chat.resident("张").inbox.join("\n")).toContain("这里叫不到人，请直接打110");
});

test("「有」 opens a report again that was closed meanwhile, and calls until somebody takes it", async () => {
  const chat = await startChat({ officers: ["李", { name: "值", role: "dispatcher" }] });
  const number = await filed(chat, { text: "隔壁好像在砸东西" });
  const { id, reporter } = await reportOf(chat, number);
  await chat.store.tx(async (t) => {
    const question = ask({ person: reporter, kind: "danger", subject: id }, undefined, chat.clock.now());
    if (question) t.questions.put(question);
  });
  await chat.officer("李").dm("/办结 1 看过了，没事");
  await chat.resident("张").dm("有");
  expect(await reportOf(chat, number)).toMatchObject({ priority: "urgent", status: "received" });
  expect(await chat.store.timers.get(`urgent/${id}`)).toBeDefined();
});

test("who is in danger on a report that is urgent already is answered at once, and calls each time", async () => {
  const chat = await startChat(station);
  await filed(chat, { text: "隔壁好像在砸东西" });
  await chat.resident("张").dm("急");
  for (const words of ["他拿刀进来了", "他又拿刀砍门", "他拿刀追我"]) {
    const heard = chat.officer("赵").inbox.length;
    const [answer] = await chat.resident("张").dm(words);
    expect(answer).toMatch(/^请立即拨打110[\s\S]*正在叫值班民警/);
    expect(chat.officer("赵").inbox.length).toBeGreaterThan(heard);
    await chat.advance(61_000);
  }
});
