import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const officers = [
  "王建国",
  "李红梅",
  { name: "值班员", role: "dispatcher" as const },
  { name: "审计员", role: "auditor" as const },
];
const until = (chat: Chat, at: string) => chat.clock.leap(new Date(`2026-${at.replace(" ", "T")}:00+08:00`));
const holder = async (chat: Chat, number: string) => {
  const { assignee = "" } = await stored(chat, number);
  return (await chat.store.officers.get(assignee))?.name;
};

async function taken(chat: Chat, by: string, name = "王建国"): Promise<string> {
  const number = await filed(chat, { by });
  await chat.officer(name).dm(`/认领 ${number}`);
  return number;
}

test("all open reports go to a colleague and come back on the day, also where the bot was down; what is new stays", async () => {
  const chat = await startChat({ officers });
  const [kept, closed, own] = [
    await taken(chat, "张"),
    await taken(chat, "王"),
    await taken(chat, "赵", "李红梅"),
  ];
  expect(await chat.officer("王建国").dm("/交接 李红梅 到周五")).toEqual([
    "2件交给李红梅，11月27日09:00自动还给您。",
  ]);
  expect(chat.officer("李红梅").inbox.at(-1)).toContain("王建国交接给您2件");
  expect(await holder(chat, kept)).toBe("李红梅");
  expect(chat.resident("张").inbox).toHaveLength(1);
  await chat.officer("李红梅").dm(`/办结 ${closed} 已清走`);
  const fresh = await taken(chat, "孙", "李红梅");
  until(chat, "11-27 12:00");
  await chat.restart();
  expect(await holder(chat, kept)).toBe("王建国");
  for (const number of [closed, own, fresh]) expect(await holder(chat, number)).toBe("李红梅");
  expect(chat.officer("王建国").inbox).toContainEqual(expect.stringContaining("交接到期，1件回到您手上"));
  expect(await audited(chat, kept)).toEqual(["report.taken", "report.handed-over", "report.taken-back"]);
  await chat.restart();
  expect(await holder(chat, kept)).toBe("王建国");
});

test("a sensitive report stays with whoever may see it", async () => {
  const chat = await startChat({ officers });
  const { id = "" } = (await chat.store.officers.byName("值班员")) ?? {};
  const number = await filed(chat, { sensitive: true, assignee: id, status: "accepted" });
  expect(await chat.officer("值班员").dm("/交接 李红梅 到周五")).toEqual([
    "0件交给李红梅，11月27日09:00自动还给您。\n1件李红梅看不了，还在您手上。",
  ]);
  expect(await holder(chat, number)).toBe("值班员");
  expect(chat.officer("李红梅").inbox.join()).not.toContain(number);
});

test("who comes back early takes all back; only one handover at a time, to somebody who is there", async () => {
  const chat = await startChat({ officers });
  const number = await taken(chat, "张");
  await chat.officer("王建国").dm("/交接 李红梅 到周五");
  expect(await chat.officer("王建国").dm("/交接 值班员 到周五")).toEqual([
    expect.stringContaining("已经交接出去了"),
  ]);
  expect(await chat.officer("值班员").dm("/交接 王建国 到周五")).toEqual([
    expect.stringContaining("自己也交接出去了"),
  ]);
  expect(await chat.officer("王建国").dm("/交接 取消")).toEqual(["好的，1件回到您手上。"]);
  expect(await holder(chat, number)).toBe("王建国");
  expect(await chat.officer("王建国").dm("/交接 取消")).toEqual(["您没有交接出去。"]);
});

test("what is routed to somebody who is away goes to who has their reports", async () => {
  const chat = await startChat({ officers, config: { routing: [{ to: "王建国" }] } });
  await chat.officer("王建国").dm("/交接 李红梅 到周五");
  await chat.resident("张").dm("我把钥匙锁家里了，能来帮我开门吗");
  await chat.advance(15 * 60_000);
  expect(chat.officer("李红梅").inbox.join()).toContain("R2611-0001");
  expect(chat.officer("王建国").inbox.join()).not.toContain("R2611-0001");
});

test.each([
  ["李红梅", "要写交给谁、到哪天"],
  ["李红梅 到昨天", "要写交给谁、到哪天"],
  ["李红梅 到11月20日", "要写今天以后的日子"],
  ["李红梅 到2027-06-01", "最多交接60天"],
  ["王建国 到周五", "不用交接给自己"],
  ["审计员 到周五", "是审计"],
  ["没这个人 到周五", "没有叫"],
])("what cannot be handed over so is refused: %s", async (typed, answer) => {
  const chat = await startChat({ officers });
  const number = await taken(chat, "张");
  expect((await chat.officer("王建国").dm(`/交接 ${typed}`)).join()).toContain(answer);
  expect(await holder(chat, number)).toBe("王建国");
});

test("a reason goes with a report that is given on, for officers only", async () => {
  const chat = await startChat({ officers });
  const number = await filed(chat);
  await chat.officer("值班员").dm(`/指派 ${number} 李红梅 她管那片，认识房东`);
  expect((await stored(chat, number)).entries.at(-1)).toMatchObject({
    kind: "assigned",
    reason: "她管那片 认识房东",
  });
  expect(chat.resident("张").inbox.join()).not.toContain("房东");
  expect((await chat.officer("李红梅").dm(`/查看 ${number}`)).join()).toContain("她管那片");
});
