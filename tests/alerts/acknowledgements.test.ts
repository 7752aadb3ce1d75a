import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { markedAsking, saysReceived, withoutAsking } from "../../src/domain/acknowledgements.ts";
import { markedDrill } from "../../src/domain/alert-corrections.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
const LINE = "看到的回「收到」";
const TEXT = `【今晚停水】\n早8点前接好水。\n有事打110。\n光明路派出所\n${LINE}`;

async function asked(): Promise<Chat> {
  const chat = await startChat({
    officers: ["李", "王", { name: "所长", role: "leader" }],
    groups: ["甲群", "乙群", { name: "民警群", kind: "officers" }],
  });
  await chat.officer("李").dm("/提示 写 今晚停水\n早8点前接好水。\n有事打110。");
  const [text] = await chat.officer("李").dm("/提示 要收到");
  expect(text).toBe(TEXT);
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
    "1",
    "＋１",
    "@警民小助手 收到",
    "收\u200b到👌🏽",
  ])
    expect([said, saysReceived(said)]).toEqual([said, true]);
  for (const said of [
    "",
    "收",
    "没收到",
    "收到什么",
    "收到了吗",
    "谢谢",
    "11",
    "@王阿姨 你收到了吗",
    "我收到一个诈骗电话",
    "谁知道",
    "不知道",
    "看到小偷了",
  ])
    expect([said, saysReceived(said)]).toEqual([said, false]);
});

test("an edit keeps the line, a drill's words come after it, 「不要收到」 takes it away; without a slash too while it is asked", async () => {
  const chat = await asked();
  const said = async (words: string) => (await chat.officer("李").dm(words))[0];
  expect(await said("/提示 改 后天停水\n先接水。")).toBe(`【后天停水】\n先接水。\n光明路派出所\n${LINE}`);
  expect(await said("不要收到")).toBe("【后天停水】\n先接水。\n光明路派出所");
  expect(await said("要收到")).toBe(`【后天停水】\n先接水。\n光明路派出所\n${LINE}`);
  const drill = await said("/提示 演练");
  expect(drill).toBe(`【演练】【后天停水】\n先接水。\n光明路派出所\n${LINE}\n这是演练，不是真的。【演练】`);
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  expect(chat.said("甲群")).toEqual([drill]);
});

test("an alert that holds for longer asks for a day; machines, the nameless and old history count for nothing", async () => {
  const chat = await asked();
  await chat.officer("李").dm("/提示 到 11月30日");
  await chat.officer("李").dm("/提示 送审");
  await chat.officer("所长").dm("同意");
  await chat.resident("网").say("甲群", "收到", { message: { system: true } });
  await chat.resident("匿").say("甲群", "收到", { message: { anonymous: true } });
  const at = new Date(chat.clock.now().getTime() - 60_000);
  await chat.resident("早").say("甲群", "收到", { message: { past: true, at } });
  await chat.advance(23 * HOUR);
  await chat.resident("张").say("甲群", "1");
  expect(await ledger(chat)).toContain("收到：1人回了，甲群1。");
  await chat.advance(HOUR);
  expect(await chat.store.acknowledgements.all()).toEqual([]);
  await chat.resident("王").say("甲群", "收到");
  expect(await ledger(chat)).toContain("收到：1人回了，甲群1。");
});

test("a file of a schedule asks; what officers saw the evening before is no edit of it", async () => {
  const chat = await startChat({
    officers: ["李", { name: "所长", role: "leader" }],
    groups: ["甲群"],
    at: new Date("2026-11-24T09:30:00Z"),
  });
  const alerts = join(chat.dir, "..", "alerts");
  await mkdir(join(alerts, "daily"), { recursive: true });
  await writeFile(
    join(alerts, "daily", "1.md"),
    "---\ntitle: 停水\nacknowledge: true\n---\n今晚接水。\n{station}\n",
  );
  await writeFile(join(alerts, "schedule.yaml"), "- { id: daily, series: daily, cron: 30 8 * * * }\n");
  await chat.restart();
  await chat.advance(16 * HOUR);
  expect(chat.said("甲群")).toEqual([`【停水】\n今晚接水。\n光明路派出所\n${LINE}`]);
  expect(chat.officer("所长").inbox.join()).not.toMatch(/看过以后/);
  await chat.resident("张").say("甲群", "收到");
  expect((await chat.officer("李").dm("/提示 T2611-001")).join()).toContain("收到：1人回了");
});

test("the line is there once however often it is asked for, and goes as it came", () => {
  const unit = fc.constantFrom("停", "水", "\n", "。", "「收到」", "看到的回");
  const drills = fc.constantFrom({}, { drill: true as const });
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit }), drills, (written, more) => {
      const plain = { title: "停水", text: `【停水】\n${written}。`, ...more };
      const asking = markedDrill(markedAsking({ ...plain, acknowledge: true }));
      expect(markedDrill(markedAsking(asking))).toEqual(asking);
      expect(asking.text).toMatch(/\n看到的回「收到」(\n这是演练，不是真的。【演练】)?$/);
      expect(markedAsking(markedDrill({ ...plain, acknowledge: true }))).toEqual(asking);
      expect(markedAsking({ ...asking, acknowledge: false }).text).toBe(markedDrill(plain).text);
      expect(withoutAsking(asking.text)).toBe(markedDrill(plain).text);
    }),
  );
});
