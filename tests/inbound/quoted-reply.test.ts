import { expect, test } from "vitest";
import { audited, filed, stored } from "../commands/filed.ts";
import { startChat } from "../support/start-chat.ts";

const station = () =>
  startChat({
    officers: [
      { name: "李", office: "体育场警务室" },
      "王",
      { name: "值", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审计", role: "auditor" },
    ],
  });
const noticeOf = (number: string) => `${number} 求助·体育场警务室·矿工路\n新的反映，私聊我发「看」和编号。`;

test("what an officer writes to a quoted notice is shown first, and goes after 15 seconds", async () => {
  const chat = await station();
  const number = await filed(chat);
  const [preview] = await chat.officer("李").dm("物业今天下班前清走，您看看。", { quote: noticeOf(number) });
  expect(preview).toMatch(
    new RegExp(
      `^15秒后发给 ${number} 反映人·\\S{2}（「三楼楼道.*」）：「物业今天下班前清走，您看看。」。不发回「撤」。$`,
    ),
  );
  await chat.advance(14_999);
  expect(chat.resident("张").inbox).toEqual([]);
  await chat.advance(1);
  expect(chat.resident("张").inbox).toEqual([`民警回复 ${number}：物业今天下班前清走，您看看。`]);
  await chat.advance(60_000);
  expect(chat.resident("张").inbox).toHaveLength(1);
  expect(await audited(chat, number)).toEqual(["report.replied"]);
  expect((await stored(chat, number)).status).toBe("in_progress");
});

test("the preview, quoted, is answered to the same resident", async () => {
  const chat = await station();
  await filed(chat, { by: "甲" });
  const number = await filed(chat, { by: "乙" });
  const [preview] = await chat.officer("李").dm("明早来看", { quote: noticeOf(number) });
  await chat.officer("李").dm("带上身份证明", { quote: preview ?? "" });
  await chat.advance(15_000);
  expect(chat.resident("乙").inbox).toEqual([
    `民警回复 ${number}：明早来看`,
    `民警回复 ${number}：带上身份证明`,
  ]);
  expect(chat.resident("甲").inbox).toEqual([]);
});

test("撤 within 15 seconds takes the newest back; after them it is gone", async () => {
  const chat = await station();
  const [first, second] = [await filed(chat, { by: "甲" }), await filed(chat, { by: "乙" })];
  await chat.officer("李").dm("给甲的话", { quote: noticeOf(first) });
  await chat.advance(5_000);
  await chat.officer("李").dm("写错了的话", { quote: noticeOf(second) });
  expect(await chat.officer("王").dm("撤")).toEqual([expect.stringMatching(/^没有等着发的/)]);
  expect(await chat.officer("李").dm("撤")).toEqual([`撤下了，没有发给 ${second}：「写错了的话」`]);
  await chat.advance(30_000);
  expect(chat.resident("甲").inbox).toEqual([`民警回复 ${first}：给甲的话`]);
  expect(chat.resident("乙").inbox).toEqual([]);
  expect(await chat.officer("李").dm("撤")).toEqual(["没有等着发的回复。15秒内才能撤，发出去的撤不回。"]);
});

test("with its number 撤 takes back the answer to that report", async () => {
  const chat = await station();
  const [first, second] = [await filed(chat, { by: "甲" }), await filed(chat, { by: "乙" })];
  await chat.officer("李").dm("给甲的话", { quote: noticeOf(first) });
  await chat.officer("李").dm("给乙的话", { quote: noticeOf(second) });
  expect(await chat.officer("李").dm("撤 1")).toEqual([expect.stringContaining(first)]);
  await chat.advance(15_000);
  expect([chat.resident("甲").inbox, chat.resident("乙").inbox.length]).toEqual([[], 1]);
});

test.each([5_000, 40_000])("an answer that waits goes once after a restart of %i ms", async (down) => {
  const chat = await station();
  const number = await filed(chat);
  await chat.officer("李").dm("明早来看", { quote: noticeOf(number) });
  const text = `民警回复 ${number}：明早来看`;
  await chat.restart();
  await chat.advance(down);
  await chat.restart();
  await chat.advance(60_000);
  expect((await stored(chat, number)).entries.map(({ kind }) => kind)).toEqual(["said", "reply"]);
  expect(await audited(chat, number)).toEqual(["report.replied"]);
  if (down < 15_000) expect(chat.resident("张").inbox).toEqual([text]);
});

test("an urgent answer, and one with its number, go at once", async () => {
  const chat = await station();
  const number = await filed(chat, { priority: "urgent" });
  expect(await chat.officer("值").dm("已经出门，您先别动", { quote: noticeOf(number) })).toEqual([
    expect.stringMatching(`^${number} 已回复`),
  ]);
  const other = await filed(chat, { by: "乙" });
  await chat.officer("李").dm(`/回复 ${other} 来了`);
  expect([chat.resident("张").inbox.length, chat.resident("乙").inbox.length]).toEqual([1, 1]);
});

test.each(["收到", "好的", "谢谢", "马上到"])(
  "「%s」 to a quoted notice is nothing, and to an urgent one gets how to take it",
  async (typed) => {
    const chat = await station();
    const number = await filed(chat);
    expect(await chat.officer("李").dm(typed, { quote: noticeOf(number) })).toEqual([]);
    await filed(chat, { priority: "urgent", by: "乙" });
    expect(await chat.officer("李").dm(typed, { quote: noticeOf("R2611-0002") })).toEqual([
      "R2611-0002 还没人接。回「接」才算接手。",
    ]);
    await chat.advance(20_000);
    expect([...chat.resident("张").inbox, ...chat.resident("乙").inbox]).toEqual([]);
  },
);

test("to a quoted notice 接 takes, 看 shows, a digit opens its report; with more words they are an answer", async () => {
  const chat = await station();
  await filed(chat);
  const number = await filed(chat, { by: "乙" });
  const quote = noticeOf(number);
  expect(await chat.officer("李").dm("接", { quote })).toEqual([
    expect.stringMatching(`^已认领 ${number}，由您办理`),
  ]);
  expect(await chat.officer("李").dm("看", { quote })).toEqual([expect.stringMatching(`^${number} 求助`)]);
  expect(await chat.officer("李").dm("1", { quote })).toEqual([expect.stringMatching(/^R2611-0001/)]);
  for (const typed of ["看 情况再说，先别急", "接 孩子去了，十分钟后回您"])
    expect(await chat.officer("李").dm(typed, { quote })).toEqual([expect.stringContaining(`「${typed}」`)]);
});

test("a quote that names several reports is answered to nobody", async () => {
  const chat = await station();
  const [a, b] = [await filed(chat, { by: "甲" }), await filed(chat, { by: "乙" })];
  expect(await chat.officer("李").dm("明天来", { quote: `${noticeOf(a)}\n${noticeOf(b)}` })).toEqual([
    expect.stringMatching(/^引用的里面有几件，怕弄错，没有发/),
  ]);
  await chat.advance(20_000);
  expect([...chat.resident("甲").inbox, ...chat.resident("乙").inbox]).toEqual([]);
});

test("who may not reply, or not see it, sends nothing by quoting", async () => {
  const chat = await station();
  const plain = await filed(chat);
  const kept = await filed(chat, { by: "乙", category: "complaint" });
  expect(await chat.officer("审计").dm("我来说两句", { quote: noticeOf(plain) })).toEqual([
    "您不能回复居民，没有发。",
  ]);
  expect(await chat.officer("李").dm("我来说两句", { quote: noticeOf(kept) })).toEqual([
    expect.stringMatching(`^没有找到 ${kept}`),
  ]);
  expect(await chat.officer("所长").dm("我来处理", { quote: noticeOf(kept) })).toEqual([
    expect.stringContaining("15秒后"),
  ]);
  await chat.advance(15_000);
  expect(chat.resident("张").inbox).toEqual([]);
  expect(chat.resident("乙").inbox).toEqual([`民警回复 ${kept}：我来处理`]);
});

test("an officer who loses the right within the 15 seconds sends nothing, and hears so", async () => {
  const chat = await station();
  const number = await filed(chat);
  await chat.officer("李").dm("明早来看", { quote: noticeOf(number) });
  await chat.store.tx(async (t) => {
    const report = await t.reports.byNumber(number);
    if (report) t.reports.put({ ...report, restricted: true });
  });
  await chat.advance(15_000);
  expect(chat.resident("张").inbox).toEqual([]);
  expect(chat.officer("李").inbox.at(-1)).toBe(`刚才给 ${number} 的回复没有发：这件您现在办不了。`);
});

test("to whoever may be hiding it is not pushed, and the officer hears so", async () => {
  const chat = await station();
  const number = await filed(chat);
  const { reporter } = await stored(chat, number);
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact) t.contacts.put({ ...contact, quietSince: chat.clock.now().toISOString() });
  });
  await chat.advance(1_000);
  await chat.officer("值").dm("您还好吗", { quote: noticeOf(number) });
  await chat.advance(15_000);
  expect(chat.resident("张").inbox).toEqual([]);
  expect(chat.officer("值").inbox.at(-1)).toMatch(new RegExp(`^${number} 的回复记下了。对方可能不便看手机`));
});

test("where the network no longer knows what was quoted, nothing is sent, and it is said how to write it", async () => {
  const chat = await station();
  const number = await filed(chat);
  const message = { quoted: { id: "s1" } };
  expect(await chat.officer("李").dm("明早来看", { message })).toEqual([
    expect.stringMatching(/^引用的那条认不出来了，没有发/),
  ]);
  expect(await chat.officer("李").dm(`看 ${number}`, { message })).toEqual([
    expect.stringMatching(`^${number}`),
  ]);
  await chat.advance(20_000);
  expect(chat.resident("张").inbox).toEqual([]);
});
