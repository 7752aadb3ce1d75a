import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("a note is kept for officers and never reaches the resident", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/备注 ${number} 已联系物业`)).toEqual([
    `已给 ${number} 记下备注，居民看不到。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
  expect((await stored(chat, number)).entries.at(-1)).toMatchObject({ kind: "note", text: "已联系物业" });
  expect(await audited(chat, number)).toEqual(["report.noted"]);
  expect(await chat.resident("张").dm("进度")).not.toContainEqual(expect.stringContaining("已联系物业"));
});

test("a note does not change who has the report or its state", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/认领 ${number}`);
  await chat.officer("王").dm(`/备注 ${number} 我昨天也去过`);
  const { id } = (await chat.store.officers.byName("李")) ?? {};
  expect(await stored(chat, number)).toMatchObject({ status: "accepted", assignee: id });
  expect(chat.officer("李").inbox.at(-1)).toMatch(/王写了备注/);
});

test("who has a complaint and is a leader no more hears nothing of it", async () => {
  const chat = await startChat({
    officers: [
      { name: "管", role: "admin" },
      { name: "所长", role: "leader" },
    ],
  });
  await chat.officer("管").dm("/民警 添加 教导员 所领导");
  const [code = ""] = await chat.officer("管").dm("/邀请码 教导员");
  const deputy = chat.resident("教导员");
  await deputy.dm(code.split("\n").at(-1) ?? "");
  const number = await filed(chat, { category: "complaint" });
  await chat.officer("所长").dm(`/指派 ${number} 教导员`);
  await chat.officer("管").dm("/民警 角色 教导员 民警");
  const heard = deputy.inbox.length;
  await chat.officer("所长").dm(`/备注 ${number} 这事先不告诉他`);
  await chat.officer("所长").dm(`/办结 ${number} 查过了`);
  expect(deputy.inbox.slice(heard)).toEqual([]);
});

test("a note without words is refused with an example", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/备注 ${number}`)).toEqual([
    expect.stringMatching(/要写编号和内容[\s\S]*\/备注 42/),
  ]);
});
