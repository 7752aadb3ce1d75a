import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed } from "./filed.ts";

const station = (more: Parameters<typeof startChat>[0] = {}) =>
  startChat({
    officers: [
      { name: "李", role: "officer" },
      { name: "所长", role: "leader" },
      { name: "教导员", role: "leader" },
      { name: "审", role: "auditor" },
      { name: "管", role: "admin" },
    ],
    ...more,
  });
const asks = (chat: Chat, number: string, by = "李") => chat.officer(by).dm(`/身份 ${number} 要上门核实`);
const name = "赵甜甜";

test("an officer asks, a leader allows, and the name is shown once, to the officer alone", async () => {
  const chat = await station();
  const number = await filed(chat, { by: name });
  expect(await asks(chat, number)).toEqual([
    `已申请知道 ${number} 的反映人是谁。同意了只发给您一次，本人看得到有人查过。`,
  ]);
  expect(chat.officer("所长").inbox).toEqual([
    expect.stringMatching(
      new RegExp(`^李想知道 ${number} 反映人·..是谁：要上门核实\n回「同意 身份 ${number}」`),
    ),
  ]);
  expect(chat.officer("所长").inbox.join()).not.toContain("甜甜");
  expect(await chat.officer("所长").dm(`同意 身份 1`)).toEqual([
    `已同意 身份 ${number}，已告诉申请的人。\n本人发「进度」看得到有人查过。`,
  ]);
  expect(chat.officer("李").inbox.join("\n")).toMatch(
    new RegExp(`${number} 反映人·..的身份，只发这一次，请勿转发：\n赵甜甜，本机聊天 resident-赵甜甜`),
  );
  expect(chat.officer("李").inbox.filter((text) => text.includes("甜甜"))).toHaveLength(1);
  for (const other of ["所长", "教导员", "审", "管"])
    expect(chat.officer(other).inbox.join()).not.toContain("甜甜");
  expect(await audited(chat, number)).toEqual(["identity.asked", "identity.approved", "identity.released"]);
  expect(await chat.officer("教导员").dm(`同意 身份 ${number}`)).toEqual([
    expect.stringMatching(/^没有等您批的/),
  ]);
});

test("the name that was shown is in no file of the store, before a checkpoint and after", async () => {
  const chat = await station();
  const number = await filed(chat, { by: name });
  await asks(chat, number);
  await chat.officer("所长").dm(`同意 身份 ${number}`);
  expect(chat.officer("李").inbox.join()).toContain(name);
  for (let round = 0; round < 2; round++) {
    const { dir } = chat;
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect((await readFile(join(entry.parentPath, entry.name))).includes("甜甜"), entry.name).toBe(false);
    await chat.store.checkpoint();
  }
  expect(chat.logs.join()).not.toContain("甜甜");
});

test("the resident sees in 进度 that it happened; where the leader says why not, they do not", async () => {
  const chat = await station();
  await chat.resident("张").dm("三楼楼道堆满纸箱，没人管");
  await asks(chat, "1");
  await chat.officer("所长").dm("同意 身份 1");
  expect(await chat.resident("张").dm("进度")).toEqual([
    expect.stringContaining("11月24日，经批准，民警查过您是谁。"),
  ]);
  await chat.resident("王").dm("楼下麻将馆半夜吵得睡不着");
  await asks(chat, "2");
  expect(await chat.officer("所长").dm("同意 身份 2 不告诉本人")).toEqual([
    expect.stringMatching(/要写原因/),
  ]);
  expect(await chat.officer("所长").dm("同意 身份 2 先不告诉他：还在核实")).toEqual([
    "已同意 身份 R2611-0002，已告诉申请的人。\n本人那边不显示，原因记下了。",
  ]);
  expect((await chat.resident("王").dm("进度")).join()).not.toMatch(/查过/);
  const [shown = ""] = await chat.officer("李").dm("看 2");
  expect(shown).toContain("所长处理：同意李查看身份，要上门核实");
});

test("nobody allows their own request, nor one whom the report means", async () => {
  const chat = await station();
  const leader = (await chat.store.officers.byName("教导员"))?.id ?? "";
  const number = await filed(chat, { by: name, meant: [leader] });
  await asks(chat, number, "所长");
  expect(chat.officer("教导员").inbox).toEqual([]);
  expect(await asks(chat, number, "所长")).toEqual([expect.stringMatching(/^没有第二个人能同意/)]);
  await asks(chat, number);
  expect(chat.officer("教导员").inbox).toEqual([]);
  expect(await chat.officer("教导员").dm(`同意 身份 ${number}`)).toEqual([
    expect.stringMatching(/^没有等您批的/),
  ]);
  expect(await chat.officer("李").dm(`同意 身份 ${number}`)).toEqual([expect.stringMatching(/另一位/)]);
  for (const other of ["审", "管"]) await chat.officer(other).dm(`同意 身份 ${number}`);
  expect(chat.officer("李").inbox.join()).not.toContain("甜甜");
  await chat.officer("所长").dm(`同意 身份 ${number}`);
  expect(chat.officer("李").inbox.join()).toContain("甜甜");
});

test("with one leader the custodian allows what the leader asks, and the other way round", async () => {
  const officers = [
    { name: "所长", role: "leader" as const },
    { name: "内勤", role: "officer" as const },
  ];
  const alone = await station({ officers });
  const kept = await filed(alone, { by: name });
  expect(await asks(alone, kept, "所长")).toEqual([expect.stringMatching(/station\.custodian/)]);
  const chat = await station({
    officers,
    config: { station: { name: "光明路派出所", custodian: "内 勤" } },
  });
  const number = await filed(chat, { by: name });
  await asks(chat, number, "所长");
  expect(await chat.officer("内勤").dm(`同意 身份 ${number}`)).toEqual([expect.stringMatching(/^已同意/)]);
  expect(chat.officer("所长").inbox.join()).toContain("甜甜");
  await asks(chat, number, "内勤");
  await chat.officer("所长").dm(`同意 身份 ${number}`);
  expect(chat.officer("内勤").inbox.join()).toContain("甜甜");
});

test("what is refused shows nothing, and a report that the officer may not see is not found", async () => {
  const chat = await station();
  const number = await filed(chat, { by: name });
  const complaint = await filed(chat, { by: name, category: "complaint" });
  const sensitive = await filed(chat, { by: name, sensitive: true });
  for (const hidden of [complaint, sensitive])
    expect(await asks(chat, hidden)).toEqual([expect.stringContaining("没有找到")]);
  expect(await chat.officer("李").dm(`/身份 ${number}`)).toEqual([expect.stringMatching(/^要写编号和内容/)]);
  expect(await asks(chat, number, "审")).toEqual([expect.stringMatching(/没有「\/身份」/)]);
  await asks(chat, number);
  await chat.officer("所长").dm(`否 身份 ${number} 没有必要`);
  expect(chat.officer("李").inbox.at(-1)).toBe(`身份 ${number} 所长没有同意：没有必要`);
  expect(chat.officer("李").inbox.join()).not.toContain("甜甜");
});
