import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { startChat } from "../support/start-chat.ts";

const officers = [
  { name: "所长", role: "leader" as const },
  { name: "管", role: "admin" as const },
];

test("channels, what waits, the store and the last alert", async () => {
  const chat = await startChat({ officers });
  const [answer] = await chat.officer("管").dm("/状态");
  expect(answer).toMatch(/^本机聊天 在线（10:00起）/);
  expect(answer).toMatch(/排队0；今天群发0\n存储正常\n7天内没有发过提示$/);
  expect(await chat.officer("所长").dm("/状态")).toEqual([answer]);
});

test("of an account whose friends are limited it says how many there are", async () => {
  const chat = await startChat({ officers });
  const health = { ...chat.channel.health(), friends: { count: 452, limit: 500 } };
  chat.channel.health = () => health;
  expect(await chat.officer("管").dm("/状态")).toEqual([
    expect.stringMatching(/^本机聊天 在线（10:00起），好友452\/500\n/),
  ]);
});

test("a clock that is off from the network's is said", async () => {
  const chat = await startChat({ officers });
  const health = { ...chat.channel.health(), clockOffset: -11 * 60_000 };
  chat.channel.health = () => health;
  expect((await chat.officer("管").dm("/状态"))[0]).toContain("，电脑时间慢了11分钟，请校准\n");
});

test("the last alert says when, and how many groups it reached", async () => {
  const chat = await startChat({ officers });
  const due = "2026-11-22T23:30:00.000Z";
  const row = {
    kind: "broadcast",
    to: { group: "none" },
    text: "…",
    attempts: 1,
    createdAt: due,
    slot: "s",
  } as const;
  await chat.store.tx(async (t) => {
    t.slots.put({ key: "s", schedule: "daily", series: "daily", due, state: "fired", at: due });
    for (const state of ["sent", "sent", "failed"] as const)
      t.deliveries.put({ ...row, id: newId(new Date(due)), state });
  });
  expect(await chat.officer("管").dm("/状态")).toEqual([
    expect.stringMatching(/上次提示：11月23日 07:30，发到2个群$/),
  ]);
});

test("broadcasts in doubt are counted, for a person to look after them", async () => {
  const chat = await startChat({ officers });
  const at = chat.clock.now().toISOString();
  await chat.store.tx(async (t) =>
    t.deliveries.put({
      id: newId(chat.clock.now()),
      kind: "broadcast",
      to: { group: "none" },
      text: "…",
      state: "unknown",
      attempts: 1,
      createdAt: at,
    }),
  );
  expect(await chat.officer("管").dm("/状态")).toEqual([
    expect.stringMatching(/有1条不知发没发出去，请到群里看一眼/),
  ]);
});

test("no texts, names or accounts of residents are in it", async () => {
  const chat = await startChat({ officers });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  expect((await chat.officer("管").dm("/状态")).join()).not.toMatch(/纸箱|张|resident/);
});
