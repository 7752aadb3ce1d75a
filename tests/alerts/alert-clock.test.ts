import { join } from "node:path";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const alerts = join(import.meta.dirname, "../../alerts");

const station = () =>
  startChat({
    officers: ["李", { name: "赵值班", role: "dispatcher" }, { name: "所长", role: "leader" }],
    groups: ["甲群", "乙群"],
    config: { alerts, sending: { quietHours: "02:00-02:01" } },
  });

async function atOnce(chat: Chat): Promise<void> {
  for (const words of ["/提示 紧急避险", "北关街", "燃气泄漏", "体育场", "发2群"])
    await chat.officer("赵值班").dm(words);
}
const leap = (chat: Chat, ms: number) => chat.clock.leap(new Date(chat.clock.now().getTime() + ms));

test.each([
  ["back three hours", -3 * HOUR],
  ["back a minute", -MINUTE],
  ["on two hours", 2 * HOUR],
] as const)(
  "a clock that jumps %s within the half minute of an Extreme alert sends it once, and soon",
  async (_, by) => {
    const chat = await station();
    await atOnce(chat);
    await chat.advance(10_000);
    leap(chat, by);
    const said = () => chat.said("甲群").filter((text) => text.startsWith("【马上离开北关街】"));
    await chat.advance(2 * MINUTE);
    expect(said()).toHaveLength(1);
    leap(chat, -by);
    await chat.advance(2 * MINUTE);
    expect(said()).toHaveLength(1);
  },
);

test.each([
  [0, 3 * HOUR],
  [-3 * HOUR, 3 * HOUR],
])(
  "a clock that jumps by %d and %d ms between asking and approving: reminded, approved, sent once",
  async (first, by) => {
    const chat = await station();
    await chat.officer("李").dm("/提示 写 今晚停水\n早点接水。");
    await chat.officer("李").dm("好");
    for (const each of [first, by]) {
      leap(chat, each);
      await chat.advance(10_000);
    }
    await chat.advance(32 * MINUTE);
    const told = chat.officer("所长").inbox.filter((text) => text.includes("请您看 T2611-001"));
    expect(told.length).toBeGreaterThanOrEqual(2);
    expect(told.length).toBeLessThanOrEqual(3);
    await chat.officer("所长").dm("同意");
    await chat.advance(10_000);
    const said = () => chat.said("甲群").filter((text) => text.startsWith("【今晚停水】"));
    expect(said()).toHaveLength(1);
    leap(chat, -by);
    await chat.advance(MINUTE);
    expect(said()).toHaveLength(1);
    await chat.restart();
    await chat.advance(MINUTE);
    expect(said()).toEqual([]);
    expect(await chat.store.alerts.byNumber("T2611-001")).toMatchObject({ state: "completed" });
  },
);

test("a clock that jumps over the end of what waits says so once, and sends nothing when it is set back", async () => {
  const chat = await station();
  await chat.officer("李").dm("/提示 写 今晚停水\n早点接水。");
  await chat.officer("李").dm("/提示 到 11点");
  await chat.officer("李").dm("好");
  leap(chat, 2 * HOUR);
  await chat.advance(2 * MINUTE);
  const over = () => chat.officer("李").inbox.filter((text) => text.includes("过了时间，没有发"));
  expect(over()).toHaveLength(1);
  leap(chat, -2 * HOUR);
  await chat.advance(2 * MINUTE);
  expect((await chat.officer("所长").dm("同意 T2611-001")).join()).toMatch(/没有等您批的/);
  expect(chat.said("甲群").filter((text) => text.startsWith("【今晚停水】"))).toEqual([]);
  expect(over()).toHaveLength(1);
});
