import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const station = () =>
  startChat({
    officers: [
      "李",
      "王",
      { name: "所长", role: "leader" },
      { name: "审", role: "auditor" },
      { name: "管", role: "admin" },
    ],
  });

test("who read a report and who acted on it, for leader and auditor, before a checkpoint and after", async () => {
  const chat = await station();
  const number = await filed(chat);
  await chat.officer("李").dm(`看 ${number}`);
  await chat.officer("王").dm(`/备注 ${number} 去过了`);
  for (const who of ["所长", "审"]) {
    const [answer = ""] = await chat.officer(who).dm("/审计 1");
    expect(answer).toMatch(/R2611-0001 的审计，\d条：/);
    expect(answer).toContain("11月24日 10:00 李 看了 R2611-0001");
    expect(answer).toMatch(/王 备注 R2611-0001/);
    expect(answer).not.toMatch(/去过了|纸箱/);
    await chat.store.checkpoint();
  }
  for (const who of ["李", "管"])
    expect(await chat.officer(who).dm("/审计 1")).toEqual([expect.stringMatching(/没有「\/审计」/)]);
});

test("what an officer did in a time; complaints are named to leaders alone", async () => {
  const chat = await station();
  const plain = await filed(chat);
  const complaint = await filed(chat, { category: "complaint" });
  await chat.officer("所长").dm(`看 ${complaint}`);
  await chat.officer("所长").dm(`看 ${plain}`);
  for (const typed of ["/审计 所长", "/审计 所长 本周", "/审计 所长 今天"]) {
    const [answer = ""] = await chat.officer("审").dm(typed);
    expect(answer).toContain(`所长 看了 ${plain}`);
    expect(answer).not.toContain(complaint);
  }
  expect((await chat.officer("所长").dm("/审计 所长 本周")).join()).toContain(`看了 ${complaint}`);
  expect(await chat.officer("审").dm(`/审计 ${complaint}`)).toEqual([expect.stringContaining("没有找到")]);
  expect(await chat.officer("审").dm("/审计 所长 上月")).toEqual(["所长 上月：没有记录。"]);
  expect(await chat.officer("审").dm("/审计")).toEqual([expect.stringMatching(/^要写编号/)]);
});
