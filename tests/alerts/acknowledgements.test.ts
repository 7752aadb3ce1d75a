import { expect, test } from "vitest";
import { saysReceived } from "../../src/domain/acknowledgements.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;

async function asked(): Promise<Chat> {
  const chat = await startChat({
    officers: ["李", "王", { name: "所长", role: "leader" }],
    groups: ["甲群", "乙群", { name: "民警群", kind: "officers" }],
  });
  await chat.officer("李").dm("/提示 写 今晚停水\n早8点前接好水。\n有事打110。");
  const [text] = await chat.officer("李").dm("/提示 要收到");
  expect(text).toBe("【今晚停水】\n早8点前接好水。\n有事打110。\n看到请回「收到」。\n光明路派出所");
  return chat;
}
async function sent(chat: Chat): Promise<void> {
  await chat.officer("李").dm("/提示 到 18点");
  await chat.officer("李").dm("/提示 送审");
  await chat.officer("所长").dm("同意 T2611-001");
}
const ledger = async (chat: Chat, name = "李") => (await chat.officer(name).dm("/提示 T2611-001")).join("\n");

test("收到 is counted by group and distinct senders, answered by nobody, and no group is shamed", async () => {
  const chat = await asked();
  await chat.resident("早").say("甲群", "收到");
  await sent(chat);
  const before = chat.channel.sent.length;
  for (const [who, text] of [
    ["张", "收到"],
    ["张", "收到！"],
    ["王婶", "好的，收到，谢谢"],
    ["赵", "知道了👌"],
    ["钱", "收到快递的电话说我的手机号是13700000000"],
  ] as const)
    expect(await chat.resident(who).say("甲群", text)).toEqual([]);
  expect(await chat.resident("孙").say("甲群", "收到", { mention: true })).toEqual([]);
  expect(chat.channel.sent).toHaveLength(before);
  expect(await ledger(chat)).toContain("收到：4人回了，甲群4。");
  expect(await ledger(chat)).not.toMatch(/乙群\d|乙群0/);
  // Nobody can be found again by what is kept.
  const [row] = (await chat.store.acknowledgements.all()).filter(({ seen }) => seen.length > 0);
  expect(JSON.stringify({ ...row, key: "" })).not.toMatch(/resident-|张/);
});

test("at its expiry the key and the hashes are erased, and the number stays; later words count for nothing", async () => {
  const chat = await asked();
  await sent(chat);
  await chat.resident("张").say("甲群", "收到");
  chat.clock.leap(new Date(chat.clock.now().getTime() + 9 * HOUR));
  await chat.advance(60_000);
  expect(await chat.store.acknowledgements.all()).toEqual([]);
  await chat.resident("王").say("甲群", "收到");
  await chat.restart();
  expect(await ledger(chat)).toContain("收到：1人回了，甲群1。");
});

test("what is withdrawn asks no more; where none asks, 收到 is chatter", async () => {
  const chat = await asked();
  await sent(chat);
  await chat.resident("张").say("甲群", "收到");
  await chat.officer("所长").dm("/提示 撤回 T2611-001 说错了");
  expect(await chat.store.acknowledgements.all()).toEqual([]);
  await chat.resident("王").say("甲群", "收到");
  expect(await ledger(chat)).toContain("收到：1人回了，甲群1。");
});

test("names are said to the sender alone, of officers in their group, for what is Severe", async () => {
  for (const severity of ["Severe", "Minor"] as const) {
    const chat = await asked();
    await chat.officer("李").dm("/提示 给 民警群");
    const draft = await chat.store.alerts.byNumber("T2611-001");
    if (draft) await chat.store.tx(async (t) => t.alerts.put({ ...draft, severity }));
    await sent(chat);
    await chat.officer("王").say("民警群", "收到");
    if (severity === "Severe") expect(await ledger(chat)).toContain("民警群里回了的：王。");
    else expect(await ledger(chat)).not.toContain("回了的");
    expect(await ledger(chat, "所长")).toContain("收到：1人回了，民警群1。");
    expect(await ledger(chat, "所长")).not.toContain("回了的");
  }
});

test("only whole messages of the fixed list say that it was read", () => {
  for (const said of [
    "收到",
    "收到！",
    "已收到",
    "好的，收到",
    "收到，谢谢",
    "知道了",
    "OK 收到",
    "嗯嗯知道啦",
    "已阅",
    "看到了",
    "明白",
  ])
    expect([said, saysReceived(said)]).toEqual([said, true]);
  for (const said of [
    "",
    "收",
    "没收到",
    "收到什么",
    "收到了吗",
    "谢谢",
    "1",
    "我收到一个诈骗电话",
    "谁知道",
    "不知道",
    "看到小偷了",
  ])
    expect([said, saysReceived(said)]).toEqual([said, false]);
});
