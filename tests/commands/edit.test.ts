import { expect, test } from "vitest";
import { readCorrection } from "../../src/commands/edit.ts";
import { startChat } from "../support/start-chat.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "王", office: "新程街社区警务室" },
  { name: "陈所", role: "leader" as const },
];

test.each([
  ["纠纷", { field: "category", to: "dispute" }],
  ["改成纠纷", { field: "category", to: "dispute" }],
  ["类别 线索", { field: "category", to: "tip" }],
  ["举报", { field: "category", to: "tip" }],
  ["地点 锦绣家园3号楼", { field: "place", to: "锦绣家园3号楼" }],
  ["地点：锦绣家园 3号楼", { field: "place", to: "锦绣家园 3号楼" }],
  ["警务室 体育场警务室", { field: "office", to: "体育场警务室" }],
  ["体育场警务室", { field: "office", to: "体育场警务室" }],
  ["急", { field: "priority", to: "urgent" }],
  ["不急", { field: "priority", to: "normal" }],
  ["不緊急", { field: "priority", to: "normal" }],
  ["糾紛", { field: "category", to: "dispute" }],
])("「%s」 is heard as %j", (written, correction) => {
  expect(readCorrection(written)).toEqual(correction);
});

test.each(["", "红的", "纠纷和投诉", "地点"])("「%s」 corrects nothing", (written) => {
  expect(readCorrection(written)).toBeUndefined();
});

test("an officer sets category and place right; the history says from what, the resident hears nothing", async () => {
  const chat = await startChat({ officers });
  const zhang = chat.resident("张");
  await zhang.dm("楼上天天半夜蹦，睡不着");
  const heard = zhang.inbox.length;
  const li = chat.officer("李");
  expect(await li.dm("/改 1 意见建议")).toEqual(["R2611-0001 已改：类别是意见建议。"]);
  expect(await li.dm("/改 1 地点 锦绣家园3号楼")).toEqual(["R2611-0001 已改：地点是锦绣家园3号楼。"]);
  expect(zhang.inbox).toHaveLength(heard);
  const report = await chat.store.reports.byNumber("R2611-0001");
  expect(report).toMatchObject({ category: "suggestion", place: "锦绣家园3号楼" });
  const entries = await chat.store.reports.entries(report?.id ?? "");
  expect(entries.filter(({ kind }) => kind === "corrected")).toMatchObject([
    { field: "category", to: "suggestion" },
    { field: "place", to: "锦绣家园3号楼" },
  ]);
});

test("what goes to another office, or becomes urgent, is told there", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("楼上天天半夜蹦，睡不着");
  const before = chat.officer("王").inbox.length;
  await chat.officer("李").dm("/改 1 警务室 新程街社区警务室");
  await chat.advance(15 * 60_000);
  expect(chat.officer("王").inbox.slice(before).join()).toMatch(/R2611-0001.*李改了/s);
  await chat.officer("李").dm("/改 1 急");
  expect(chat.officer("王").inbox.at(-1)).toMatch(/【急】R2611-0001/);
});

test("what becomes a complaint is a leader's from then on, and only a leader makes it none", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("楼上天天半夜蹦，睡不着");
  const li = chat.officer("李");
  expect(await li.dm("/改 1 投诉")).toEqual(["R2611-0001 已改：类别是投诉。"]);
  expect(await li.dm("/改 1 纠纷")).toEqual([expect.stringMatching(/没有找到 R2611-0001/)]);
  expect(await chat.officer("陈所").dm("/改 1 纠纷")).toEqual(["R2611-0001 已改：类别是纠纷。"]);
});

test("what cannot be understood, or is so already, says what to write", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("建议在路口装个灯");
  const li = chat.officer("李");
  expect((await li.dm("/改 1 红的")).join()).toMatch(/没看懂要改什么.*\/改 42 纠纷/s);
  expect((await li.dm("/改 1")).join()).toMatch(/要写编号/);
  expect((await li.dm("/改 1 警务室 火星警务室")).join()).toMatch(/没有这个警务室。有：体育场警务室/);
  expect((await li.dm("/改 1 不急")).join()).toMatch(/本来就是这样/);
  expect((await li.dm("/改 99 纠纷")).join()).toMatch(/没有找到/);
});
