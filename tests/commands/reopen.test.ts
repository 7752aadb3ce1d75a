import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("a closed report is opened again with the officer who had it, and the resident knows", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/办结 ${number} 清走了`);
  expect(await chat.officer("王").dm(`/重开 ${number} 又堆上了`)).toEqual([
    `已重开 ${number}。\n居民已知道。`,
  ]);
  const { id } = (await chat.store.officers.byName("李")) ?? {};
  const report = await stored(chat, number);
  expect(report).toMatchObject({ status: "in_progress", assignee: id });
  expect(report.closedAt).toBeUndefined();
  expect(chat.resident("张").inbox.at(-1)).toMatch(/重新办理了/);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/王重开了，请您接着办/);
  expect(await audited(chat, number)).toEqual(["report.closed", "report.reopened"]);
});

test("where the officer who had it is stopped, it is opened again with him who opens it", async () => {
  const chat = await startChat({ officers: [{ name: "管", role: "admin" }, "王"] });
  await chat.officer("管").dm("/民警 添加 李 民警");
  const [code = ""] = await chat.officer("管").dm("/邀请码 李");
  await chat.resident("李").dm(code.split("\n").at(-1) ?? "");
  const number = await filed(chat);
  await chat.resident("李").dm(`/办结 ${number} 清走了`);
  await chat.officer("管").dm("/民警 停用 李");
  expect(await chat.officer("王").dm(`/重开 ${number} 又堆上了`)).toEqual([
    `已重开 ${number}，由您办理。\n居民已知道。`,
  ]);
  const { id } = (await chat.store.officers.byName("王")) ?? {};
  expect(await stored(chat, number)).toMatchObject({ status: "in_progress", assignee: id });
});

test("an open report cannot be reopened, and a reason is needed", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/重开 ${number} 再看看`)).toEqual([`${number} 还没办结，不用重开。`]);
  await chat.officer("李").dm(`/办结 ${number} 清走了`);
  expect(await chat.officer("李").dm(`/重开 ${number}`)).toEqual([expect.stringMatching(/要写编号和内容/)]);
  expect((await stored(chat, number)).status).toBe("resolved");
});
