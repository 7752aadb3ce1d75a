import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const HOUR = 60 * 60_000;
/** 2026-11-24 10:00 in Shanghai is a Tuesday. */
const officers = [
  { name: "赵", role: "dispatcher" as const, office: "体育场警务室" },
  { name: "钱", role: "dispatcher" as const, office: "体育场警务室" },
  { name: "李", office: "体育场警务室" },
];
const duty = [
  { days: "周一-周五", hours: "08:00-18:00", name: "赵" },
  { days: "周一-周五", hours: "18:00-08:00", name: "钱" },
];
const station = () => startChat({ officers, config: { duty } });
const BOXES = "矿工路3号楼楼道堆满纸箱";

test("an officer hears of what is not urgent on shift; what waited comes together, over a restart too", async () => {
  const chat = await station();
  await chat.resident("张").dm(BOXES);
  await chat.advance(HOUR);
  await chat.resident("刘").dm("矿工路路灯坏了三天了");
  expect(chat.officer("赵").inbox).toHaveLength(2);
  // Without any shift one always hears.
  expect(chat.officer("李").inbox).toHaveLength(2);
  expect(chat.officer("钱").inbox).toEqual([]);
  await chat.restart();
  await chat.advance(7 * HOUR - 1000);
  expect(chat.officer("钱").inbox).toEqual([]);
  await chat.advance(1000);
  expect(chat.officer("钱").inbox).toEqual([expect.stringMatching(/R2611-0001[\s\S]*R2611-0002/)]);
});

test("what is given to an officer who is at home waits for them; danger does not", async () => {
  const chat = await station();
  await chat.resident("张").dm(BOXES);
  await chat.officer("赵").dm("/指派 1 钱");
  expect(chat.officer("钱").inbox).toEqual([]);
  await chat.resident("刘").dm("矿工路有人拿刀砍人");
  expect(chat.officer("钱").inbox).toEqual([expect.stringContaining("R2611-0002")]);
  await chat.officer("赵").dm("/指派 2 钱");
  expect(chat.officer("钱").inbox.at(-1)).toContain("赵请您办理");
});

test("whoever is put on duty in chat hears at once, and no more once they are taken off", async () => {
  const chat = await station();
  await chat.officer("赵").dm("/值班 钱 到14:00");
  const { length } = chat.officer("钱").inbox;
  await chat.resident("张").dm(BOXES);
  expect(chat.officer("钱").inbox).toHaveLength(length + 1);
  await chat.officer("赵").dm("/值班 钱 下班");
  const heard = chat.officer("钱").inbox.length;
  await chat.resident("刘").dm(BOXES);
  expect(chat.officer("钱").inbox).toHaveLength(heard);
});
