import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const officers = [
  { name: "李", role: "officer" as const, office: "体育场警务室" },
  { name: "周所", role: "leader" as const },
];

/** An urgent report, two minutes after which the leaders are called. */
async function urgentReport(chat: Chat): Promise<void> {
  await chat.resident("张").dm("矿工路着火了，快来人");
  expect(await chat.store.timers.all()).toContainEqual(
    expect.objectContaining({ kind: "urgent", step: "leaders" }),
  );
}

const heard = (chat: Chat) => chat.officer("周所").inbox.filter((text) => text.includes("还没有人接手"));

test("a timer wakes its job at its time, once, while the station runs", async () => {
  const chat = await startChat({ officers });
  await urgentReport(chat);
  await chat.advance(2 * MINUTE - 1);
  expect(heard(chat)).toHaveLength(0);
  await chat.advance(1);
  expect(heard(chat)).toHaveLength(1);
  await chat.advance(MINUTE);
  expect(heard(chat)).toHaveLength(1);
});

test("what fell due while the bot was down wakes its job at the start", async () => {
  const chat = await startChat({ officers });
  await urgentReport(chat);
  chat.clock.leap(new Date(chat.clock.now().getTime() + 180 * MINUTE));
  await chat.restart();
  expect(heard(chat)).toHaveLength(1);
});

test("a stopped station wakes nothing", async () => {
  const chat = await startChat({ officers });
  await urgentReport(chat);
  await chat.app.stop();
  await chat.clock.advance(180 * MINUTE);
  expect(heard(chat)).toEqual([]);
});
