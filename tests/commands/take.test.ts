import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("taking a report makes the officer its holder and tells the resident that somebody has it", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([
    `已认领 ${number}，由您办理。\n居民已知道有民警接手。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining(`${number} 已有民警接手`)]);
  expect(await stored(chat, number)).toMatchObject({
    status: "accepted",
    entries: [{}, { kind: "assigned" }],
  });
  expect(await audited(chat, number)).toEqual(["report.taken"]);
});

test("a number of this month may be typed short, full-width, and without the slash", async () => {
  const chat = await startChat({ officers: ["李"] });
  const numbers = [await filed(chat), await filed(chat), await filed(chat)];
  expect(await chat.officer("李").dm("接 1")).toEqual([expect.stringContaining(`已认领 ${numbers[0]}`)]);
  expect(await chat.officer("李").dm("／认领 ２")).toEqual([expect.stringContaining(`已认领 ${numbers[1]}`)]);
  expect(await chat.officer("李").dm("、take r2611-3")).toEqual([
    expect.stringContaining(`已认领 ${numbers[2]}`),
  ]);
});

test("what a colleague holds cannot be taken, and one is told who holds it", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/认领 ${number}`);
  expect(await chat.officer("王").dm(`/认领 ${number}`)).toEqual([expect.stringMatching(/由李在办.*\/指派/)]);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([`${number} 已经由您办理。`]);
  expect(await audited(chat, number)).toEqual(["report.taken"]);
});

test("nothing is told to somebody who may be hiding, and the officer knows it", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { reporter } = await stored(chat, number);
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact) t.contacts.put({ ...contact, quietSince: chat.clock.now().toISOString() });
  });
  await chat.advance(1000);
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toContain(
    `已认领 ${number}，由您办理。\n对方可能不便看手机，等他再发消息时转达。`,
  );
  expect(chat.resident("张").inbox).toEqual([]);
});

test("a missing or foolish number gets what was wrong and an example", async () => {
  const chat = await startChat({ officers: ["李"] });
  expect(await chat.officer("李").dm("/认领 纸箱")).toEqual([expect.stringMatching(/「纸箱」不是编号/)]);
  expect(await chat.officer("李").dm("/认领 42")).toEqual([expect.stringMatching(/没有找到 R2611-0042/)]);
});

test("「接」 alone takes the one that waits, or the one urgent one; where several wait the number is asked for", async () => {
  const chat = await startChat({ officers: [{ name: "李", office: "体育场警务室" }] });
  await filed(chat, { office: "新程街社区警务室" });
  expect(await chat.officer("李").dm("接")).toEqual(["眼下没有待接的反映。"]);
  const first = await filed(chat);
  expect(await chat.officer("李").dm("接")).toEqual([expect.stringContaining(`已认领 ${first}`)]);
  await filed(chat);
  const second = await filed(chat);
  expect(await chat.officer("李").dm("接")).toEqual([expect.stringMatching(/有2件待接，请写编号/)]);
  const urgent = await filed(chat, { priority: "urgent" });
  expect(await chat.officer("李").dm("接")).toEqual([expect.stringContaining(`已认领 ${urgent}`)]);
  expect((await stored(chat, second)).status).toBe("received");
});

test("while the resident's channel is down nobody claims that he knows", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { health } = chat.channel;
  // The officer's own answers go out as ever.
  Object.assign(chat.channel, { health: () => ({ ...health(), online: false }) });
  expect(await chat.officer("李").dm(`/认领 ${number}`)).toEqual([
    `已认领 ${number}，由您办理。\n居民那边的渠道眼下断了，恢复后马上转达。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
  Object.assign(chat.channel, { health });
  chat.channel.events.health(chat.channel.health());
  await chat.advance(60_000);
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining("已有民警接手")]);
});

test("quoting a notice stands for its number, in every command on a report", async () => {
  const chat = await startChat({
    officers: ["李", { name: "所长", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  await filed(chat);
  const number = await filed(chat);
  const quote = `${number} 求助·矿工路\n新的反映，私聊我发「看」和编号。`;
  expect(await chat.officer("李").say("民警群", "/接", { quote })).toEqual([
    expect.stringContaining(`已认领 ${number}`),
  ]);
  await chat.officer("李").dm("回复 110说已经到了", { quote });
  expect(chat.resident("张").inbox.at(-1)).toBe(`民警回复 ${number}：110说已经到了`);
  expect(await chat.officer("李").dm("看", { quote })).toEqual([
    expect.stringMatching(new RegExp(`^${number}`)),
  ]);
  expect(await chat.officer("所长").dm("指派 所长", { quote })).toEqual([
    expect.stringMatching(/由所长办理/),
  ]);
  expect(await chat.officer("李").dm("看 1", { quote })).toEqual([expect.stringMatching(/^R2611-0001/)]);
  const written = chat.resident("张").inbox.length;
  expect(await chat.officer("李").dm("回复 1 分钟就到", { quote })).toEqual([
    expect.stringMatching(`^引用的是 ${number}，写的是 1`),
  ]);
  expect(chat.resident("张").inbox).toHaveLength(written);
  await chat.officer("李").dm(`回复 ${number} 马上到`, { quote });
  expect(chat.resident("张").inbox.at(-1)).toBe(`民警回复 ${number}：马上到`);
  const several = `${number} 求助·矿工路\nR2611-0001 求助\n新的反映，私聊我发「看」和编号。`;
  expect(await chat.officer("李").dm("看", { quote: several })).toEqual([expect.stringContaining("编号")]);
  expect(await chat.officer("李").dm("办结 已清走", { quote })).toEqual([
    expect.stringMatching(`${number} 已办结`),
  ]);
});

test.each([
  "回复 R2611-0001，您的身份证已找到",
  "回复 R2611-0001您的身份证已找到",
  "回复 r2611－0001：您的身份证已找到",
  "回复 1，马上到",
  "回复 1、马上到",
  "回复 2 分钟后到您家",
  "办结 R2611-0001：纸箱清走了",
  "办结 ２，纸箱清走了",
])("「%s」 said to a quoted notice of R2611-0002 reaches nobody", async (typed) => {
  const chat = await startChat({ officers: ["李"] });
  await filed(chat, { by: "甲" });
  const number = await filed(chat, { by: "乙" });
  const quote = `${number} 求助·矿工路\n居民有补充。`;
  expect(await chat.officer("李").dm(typed, { quote })).toEqual([
    expect.stringMatching(
      `^引用的是 ${number}，写的是 [\\s\\S]*最前面写 ${number}；说的是别的，请不引用再发。$`,
    ),
  ]);
  expect([...chat.resident("甲").inbox, ...chat.resident("乙").inbox]).toEqual([]);
  expect((await stored(chat, number)).status).toBe("received");
});

test.each([
  ["回复 5分钟后到您家", "5分钟后到您家"],
  ["回复 R2611-0001，5 分钟后到您家", "5 分钟后到您家"],
  ["回复 2611-1 马上到", "马上到"],
])("「%s」 said to the quoted notice of R2611-0001 is its answer", async (typed, words) => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  await chat.officer("李").dm(typed, { quote: `${number} 求助·矿工路` });
  expect(chat.resident("张").inbox).toEqual([`民警回复 ${number}：${words}`]);
});

test("of two officers who take at the same moment one has it, and the other is told so", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  const answers = await Promise.all(["李", "王"].map((name) => chat.officer(name).dm(`/认领 ${number}`)));
  expect(answers.flat().filter((answer) => answer.startsWith("已认领"))).toHaveLength(1);
  expect(answers.flat().filter((answer) => /由.在办/.test(answer))).toHaveLength(1);
  expect(await audited(chat, number)).toEqual(["report.taken"]);
});

const called = (text: string | undefined) => /发「(.+?)」接手/.exec(text ?? "")?.[1] ?? "";

test("what an urgent notice says to send takes that report, in the group and in a direct message", async () => {
  const chat = await startChat({ officers: ["李"], groups: [{ name: "民警群", kind: "officers" }] });
  await chat.resident("张").dm("体育场门口有人拿刀砍人");
  const typed = called(chat.said("民警群").join());
  expect(await chat.officer("李").say("民警群", typed)).toEqual([
    expect.stringContaining("已认领 R2611-0001"),
  ]);
});

test("and no other that waits nearer, also where the report has no office", async () => {
  const chat = await startChat({
    officers: [{ name: "值", role: "dispatcher", office: "体育场警务室" }],
  });
  await chat.resident("甲").dm("体育场门口路灯坏了");
  await chat.resident("张").dm("新程街有人拿刀砍人快来");
  const typed = called(chat.officer("值").inbox.at(-1));
  expect(await chat.officer("值").dm(typed)).toEqual([expect.stringContaining("已认领 R2611-0002")]);
});

test("in the officers' group the short word will do for who quotes or mentions the bot, and nobody else", async () => {
  const chat = await startChat({ officers: ["李"], groups: [{ name: "民警群", kind: "officers" }] });
  const number = await filed(chat);
  const quote = `${number} 求助·矿工路`;
  expect(await chat.officer("李").say("民警群", "接", { quote })).toEqual([]);
  expect(await chat.officer("李").say("民警群", "辛苦了", { quote, mention: true })).toEqual([]);
  expect(await chat.officer("李").say("民警群", "回复 马上到", { quote, mention: true })).toEqual([
    expect.stringContaining("请私聊我发"),
  ]);
  expect(await chat.officer("李").say("民警群", "接", { quote, mention: true })).toEqual([
    expect.stringContaining(`已认领 ${number}`),
  ]);
});
