import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const officers = [
  { name: "赵值班", role: "dispatcher" as const },
  { name: "李", office: "体育场警务室" },
  { name: "周所", role: "leader" as const },
];

async function enrolled(): Promise<Chat> {
  const chat = await startChat({ officers });
  await chat.resident("刘").dm("矿工路3号楼楼道堆满纸箱");
  expect((await chat.officer("赵值班").dm("/协管 添加 1 袖标012号"))[0]).toContain("袖标12号");
  return chat;
}

test("an auxiliary is enrolled by armband, listed, and removed; the audit says by whom", async () => {
  const chat = await enrolled();
  const dispatcher = chat.officer("赵值班");
  expect(await dispatcher.dm("/协管")).toEqual(["协管员1位，袖标：12号"]);
  expect(await dispatcher.dm("/协管 添加 1 13号")).toEqual(["这位已经是协管员，袖标12号。"]);
  await chat.restart();
  expect(await dispatcher.dm("/协管 取消 12")).toEqual(["袖标12号不再是协管员。"]);
  expect(await dispatcher.dm("/协管 取消 12")).toEqual(["没有袖标12号的协管员。"]);
  expect((await dispatcher.dm("/协管"))[0]).toMatch(/^还没有协管员/);
  expect((await dispatcher.dm("/协管 添加 9 12号"))[0]).toContain("R2611-0009");
  expect((await dispatcher.dm("/协管 添加 张大爷"))[0]).toMatch(/^请协管员先私聊我/);
  const report = await chat.store.reports.byNumber("R2611-0001");
  const entries = await chat.store.audit.of({ kind: "contact", id: report?.reporter ?? "" }, 9);
  expect(entries.map(({ action }) => action)).toEqual(["auxiliary.removed", "auxiliary.enrolled"]);
});

test("what an auxiliary calls suspicious rings those on duty alone, and goes on to the leaders", async () => {
  const chat = await enrolled();
  await chat.advance(60 * MINUTE);
  const before = chat.officer("李").inbox.length;
  const [answer = ""] = await chat.resident("刘").dm("可疑 矿工路5号楼下有个陌生男子一直转悠看车");
  expect(answer).toMatch(/^值班电话 0375-0000000。\n已登记 可疑情况 R2611-0002，正在叫值班民警。$/);
  expect(chat.officer("赵值班").inbox.at(-1)).toContain("R2611-0002");
  expect(chat.officer("李").inbox).toHaveLength(before);
  expect(chat.officer("周所").inbox).toEqual([]);
  await chat.advance(2 * MINUTE);
  expect(chat.officer("周所").inbox.join()).toContain("还没有人接手");
});

test("what else an auxiliary says is an ordinary report, and the receipt begins with the telephone", async () => {
  const chat = await enrolled();
  await chat.advance(60 * MINUTE);
  const [answer = ""] = await chat.resident("刘").dm("新 建议在矿工路装个路灯");
  expect(answer).toMatch(/^值班电话 0375-0000000。\n/);
  expect(await chat.store.reports.byNumber("R2611-0002")).toMatchObject({ priority: "normal" });
});

test("whoever is none is answered like everybody, and calls nobody by the word", async () => {
  const chat = await enrolled();
  const [answer = ""] = await chat.resident("张").dm("可疑 矿工路5号楼下有个陌生男子一直转悠看车");
  expect(answer).not.toContain("值班电话");
  expect(await chat.store.reports.byNumber("R2611-0002")).toMatchObject({ priority: "normal" });
});
