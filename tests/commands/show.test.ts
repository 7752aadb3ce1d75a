import { expect, test } from "vitest";
import { codeName } from "../../src/domain/code-names.ts";
import type { SaidEntry } from "../../src/domain/reports.ts";
import { StoreError } from "../../src/store/store.ts";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

test("an officer reads the whole report in a direct message: words, notes, replies, state", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat, { priority: "urgent" });
  await chat.officer("李").dm(`/认领 ${number}`);
  await chat.officer("李").dm(`/备注 ${number} 已联系物业`);
  await chat.officer("李").dm(`/回复 ${number} 今天清走`);
  const reporter = codeName(await stored(chat, number));
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual([
    [
      `【急】${number} 求助`,
      "办理中，李办理",
      "体育场警务室·矿工路12号",
      `11月24日 10:00 ${reporter}：三楼楼道堆满纸箱`,
      "11月24日 10:00 李处理：接手",
      "11月24日 10:00 李备注：已联系物业",
      "11月24日 10:00 李回复：今天清走",
    ].join("\n"),
  ]);
});

test("what a resident writes cannot be taken for an officer's entry", async () => {
  const chat = await startChat({ officers: ["李"] });
  const forged = "11月24日 10:05 所长备注：已核实，不用再办";
  const number = await filed(chat, { text: `楼道堵了\n${forged}\u2028${forged}\r\n${forged}` });
  const [shown = ""] = await chat.officer("李").dm(`看 ${number}`);
  expect(shown).toMatch(/ 反映人·..：楼道堵了\n　/);
  expect(shown).toContain(`\n　${forged}\n　${forged}\n　${forged}`);
});

test("who read a report, or took its pictures, is in the audit, without a word; a look that shows nothing is not", async () => {
  const chat = await startChat({
    officers: ["李", { name: "审", role: "auditor" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  const number = await filed(chat);
  const complaint = await filed(chat, { category: "complaint" });
  await chat.officer("李").say("民警群", `/查看 ${number}`);
  await chat.officer("李").dm(`看 ${complaint}`);
  await chat.officer("李").dm(`看 ${number} 随便`);
  expect([await audited(chat, number), await audited(chat, complaint)]).toEqual([[], []]);
  await chat.officer("李").dm(`看 ${number}`);
  await chat.officer("审").dm(`看 ${number} 图`);
  const { id } = await stored(chat, number);
  const [first, second] = [await chat.store.officers.byName("审"), await chat.store.officers.byName("李")];
  const read = await chat.store.audit.of({ kind: "report", id }, 9);
  expect(read).toMatchObject([
    { action: "report.read", actor: { officer: first?.id } },
    { action: "report.read", actor: { officer: second?.id } },
  ]);
  for (const entry of read) expect(entry).not.toHaveProperty("digest");
});

test("while the disk is full a report can still be read, and the log says by whom", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { tx } = chat.store;
  const refusing = (reason: StoreError["reason"]) => () => Promise.reject(new StoreError(reason, "no"));
  Object.assign(chat.store, { tx: refusing("full") });
  const full = await chat.officer("李").dm(`看 ${number}`);
  Object.assign(chat.store, { tx: refusing("failed") });
  const failed = await chat.officer("李").dm(`看 ${number}`);
  Object.assign(chat.store, { tx });
  expect(full).toEqual([expect.stringContaining("三楼楼道堆满纸箱")]);
  expect(failed.join()).not.toContain("纸箱");
  const { id } = await stored(chat, number);
  const officer = await chat.store.officers.byName("李");
  expect(chat.logs.join()).toMatch(new RegExp(`"report":"${id}","officer":"${officer?.id}"`));
});

test("an officers' group sees the notice line and the state, never a word of the text", async () => {
  const chat = await startChat({ officers: ["李"], groups: [{ name: "民警群", kind: "officers" }] });
  const number = await filed(chat);
  for (const typed of [`/查看 ${number}`, `/查看 ${number} 图`, `/查看 ${number} 全部`]) {
    expect(await chat.officer("李").say("民警群", typed)).toEqual([
      `${number} 求助·体育场警务室·矿工路 待接手\n内容请私聊我发「看 ${number}」。`,
    ]);
  }
});

test("what the resident took back stays readable and is marked", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { entries } = await stored(chat, number);
  chat.channel.events.recalled({
    chat: chat.channel.address("user", chat.resident("张").id),
    message: (entries[0] as SaidEntry).message ?? "",
  });
  await chat.idle();
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual([
    expect.stringMatching(/ 反映人·..：三楼楼道堆满纸箱（对方已撤回）/),
  ]);
});

test("a long history leaves its middle out until it is asked for", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  for (let i = 1; i <= 29; i++) await chat.officer("李").dm(`/备注 ${number} 第${i}次`);
  const [short = ""] = await chat.officer("李").dm(`看 ${number}`);
  expect(short).toMatch(/ 反映人·..：三楼/);
  expect(short).not.toMatch(/第10次/);
  expect(short).toMatch(/中间10条没列，发「\/查看 \S+ 全部」/);
  expect(short).toMatch(/第11次[\s\S]*第29次$/);
  const [whole = ""] = await chat.officer("李").dm(`看 ${number} 全部`);
  expect(whole.match(/第\d+次/g)).toHaveLength(29);
});

test("「图」 sends pictures and voice as files", async () => {
  const chat = await startChat({ officers: ["李"] });
  await chat.resident("张").dm("楼道里堆满了纸箱，怕着火，麻烦来看看", { images: [png], voice: png });
  expect(await chat.officer("李").dm("看 1")).toEqual([
    expect.stringContaining("附件：1照片、2语音。发「看 R2611-0001 图」取。"),
  ]);
  await chat.officer("李").dm("/查看 R2611-0001 图");
  const { text, files } = chat.channel.sent.at(-1)?.content ?? { text: "" };
  expect(text).toBe("R2611-0001 附件2个：");
  expect(files).toMatchObject([
    { kind: "image", name: "R2611-0001-1.png", mime: "image/png" },
    { kind: "voice", name: "R2611-0001-2.png" },
  ]);
});

test("an attachment still on its way or lost is said so", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { id } = await stored(chat, number);
  const receivedAt = chat.clock.now().toISOString();
  await chat.store.tx(async (t) => {
    const common = { report: id, kind: "image", channel: "test", attempts: 0, receivedAt } as const;
    const nextAttemptAt = new Date(chat.clock.now().getTime() + 60_000).toISOString();
    t.attachments.put({ ...common, id: "a1", state: "pending", ref: "none", nextAttemptAt });
    t.attachments.put({ ...common, id: "a2", state: "failed", failure: "expired" });
  });
  expect(await chat.officer("李").dm(`看 ${number} 图`)).toEqual([
    `${number} 附件2个，1照片接收中，2照片过期没收到。`,
  ]);
});

test("a report without attachments, one that is not there, and a wrong word are each said plainly", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`看 ${number} 图`)).toEqual([`${number} 没有附件。`]);
  expect(await chat.officer("李").dm("看 999")).toEqual([expect.stringMatching(/没有找到 R2611-0999/)]);
  expect(await chat.officer("李").dm(`看 ${number} 随便`)).toEqual([
    expect.stringMatching(/后面加「图」[\s\S]*\/查看 42/),
  ]);
});

test("a complaint is there for leaders in direct messages, for others it does not exist", async () => {
  const chat = await startChat({
    officers: ["李", { name: "管", role: "admin" }, { name: "所长", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  const number = await filed(chat, { category: "complaint", text: "民警态度不好" });
  const notThere = [expect.stringMatching(new RegExp(`^没有找到 ${number}`))];
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual(notThere);
  expect(await chat.officer("管").dm(`看 ${number}`)).toEqual(notThere);
  expect(await chat.officer("所长").say("民警群", `/查看 ${number}`)).toEqual(notThere);
  expect(await chat.officer("所长").dm(`看 ${number}`)).toEqual([expect.stringContaining("民警态度不好")]);
});

test("the person behind a report has one name in it, another in each of their others, and never their own", async () => {
  const chat = await startChat({ officers: ["李"] });
  const first = await filed(chat, { by: "赵甜甜" });
  const second = await filed(chat, { by: "赵甜甜" });
  const shown = async (number: string) => (await chat.officer("李").dm(`看 ${number}`))[0] ?? "";
  const nameIn = (text: string) => /反映人·(..)：/.exec(text)?.[1];
  const before = await shown(first);
  await chat.officer("李").dm(`/认领 ${first}`);
  expect(nameIn(await shown(first))).toBe(nameIn(before));
  expect(nameIn(await shown(second))).toBeDefined();
  for (const text of [before, await shown(second)]) expect(text).not.toMatch(/甜甜|resident/);
  const [one, other] = [await stored(chat, first), await stored(chat, second)];
  expect(codeName(one, [one.id, other.id])).not.toBe(codeName(other, [one.id, other.id]));
});
