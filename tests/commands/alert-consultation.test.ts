import { join } from "node:path";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const alerts = join(import.meta.dirname, "../../alerts");
const station = () =>
  startChat({ officers: ["李", { name: "所长", role: "leader" }], groups: ["群"], config: { alerts } });

/** Asks residents about something; gives the alert's text. */
async function asks(chat: Chat, topic: string, number: string): Promise<string> {
  for (const words of ["/提示 征求意见", topic, "装路口还是装巷子里？", "今天18点", "好"])
    await chat.officer("李").dm(words);
  await chat.officer("所长").dm(`同意 ${number}`);
  return chat.said("群").at(-1) ?? "";
}
const replies = async (chat: Chat, number: string) => {
  const line = (await chat.officer("李").dm(`/提示 意见 ${number}`)).join();
  return line.match(/R\d{4}-\d{4}/g) ?? [];
};

test("with one question open a reply joins it by 「意见」 in any spelling, by its number or by quoting it", async () => {
  const chat = await station();
  const text = await asks(chat, "路灯装哪", "T2611-001");
  await chat.resident("甲").dm("意见 装巷子里");
  await chat.resident("乙").dm("意见：路口");
  await chat.resident("丙").dm("意见都行");
  await chat.resident("丁").dm("巷子里好一些", { quote: text });
  await chat.resident("戊").dm("意见1，路口本来就亮");
  await chat.resident("己").dm("意见 T2611-001 巷子里");
  await chat.resident("庚").dm("意见 3号楼门口也装一盏");
  await chat.resident("辛").dm("楼下垃圾没人收，三天了");
  expect(await replies(chat, "T2611-001")).toHaveLength(7);
});

test("a reply right after another report is no part of that report, and neither is lost", async () => {
  const chat = await station();
  await asks(chat, "路灯装哪", "T2611-001");
  const zhang = chat.resident("张");
  const [first = ""] = await zhang.dm("我想反映楼下垃圾没人收，三天了");
  const own = /R\d{4}-\d{4}/.exec(first)?.[0];
  const [second = ""] = await zhang.dm("意见 路灯装巷子里，那边黑");
  const number = /R\d{4}-\d{4}/.exec(second)?.[0];
  expect(number).not.toBe(own);
  expect(await replies(chat, "T2611-001")).toEqual([number]);
  await zhang.dm("没人收的垃圾都臭了");
  expect(await replies(chat, "T2611-001")).toHaveLength(1);
});

test("with two open who says only 「意见」 is kept and asked which; a number or a quote says it at once", async () => {
  const chat = await station();
  await asks(chat, "路灯装哪", "T2611-001");
  const second = await asks(chat, "停车怎么收", "T2611-002");
  const said = await chat.resident("张").dm("意见 两个地方都装");
  expect(said.join("\n")).toMatch(/R2611-0001/);
  expect(said.at(-1)).toBe(
    "现在问着2件事，您说的是哪件？回前面几个字：\n「意见1」路灯装哪\n「意见2」停车怎么收",
  );
  await chat.resident("王").dm("意见2 按小时收");
  await chat.resident("赵").dm("我觉得停车按月收比较好", { quote: second });
  expect(await replies(chat, "T2611-002")).toEqual(["R2611-0001", "R2611-0002", "R2611-0003"]);
  expect(await chat.resident("张").dm("意见1")).toEqual(["好的，R2611-0001 记到「路灯装哪」了，谢谢。"]);
  expect(await replies(chat, "T2611-001")).toEqual(["R2611-0001"]);
  expect(await replies(chat, "T2611-002")).toEqual(["R2611-0002", "R2611-0003"]);
  expect((await chat.resident("钱").dm("意见2")).join()).toMatch(/请在「意见」后面写您的话/);
  expect((await chat.resident("钱").dm("意见")).join()).toMatch(/您说的是哪件/);
});

test("danger in a reply is danger; after the end 「意见」 is a report like any other", async () => {
  const chat = await station();
  await asks(chat, "路灯装哪", "T2611-001");
  expect((await chat.resident("张").dm("意见 我家着火了快来")).join()).toMatch(/119|110/);
  chat.clock.leap(new Date("2026-11-24T10:30:00Z"));
  await chat.advance(60_000);
  expect((await chat.resident("王").dm("意见 路灯装巷子里，那边晚上太黑了")).join()).toMatch(/R2611-/);
  expect((await chat.officer("李").dm("/提示 意见 T2611-001")).join()).not.toMatch(/R2611-0002/);
});

test("corrected, it still gathers: what was said to the first is not lost", async () => {
  const chat = await station();
  await asks(chat, "路灯装哪", "T2611-001");
  await chat.resident("甲").dm("意见 装巷子里");
  await chat.officer("李").dm("/提示 更正 T2611-001 到明天为止");
  await chat.officer("所长").dm("同意");
  await chat.resident("乙").dm("意见 装路口");
  expect(await replies(chat, "T2611-002")).toHaveLength(2);
  const [result] = await chat.officer("李").dm("/提示 采纳 T2611-002 两头都装");
  expect(result).toMatch(/^【结果：路灯装哪】\n2位居民/);
});
