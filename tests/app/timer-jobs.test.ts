import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const officers = [
  { name: "李", role: "officer" as const, office: "体育场警务室" },
  { name: "周所", role: "leader" as const },
];
const waiting = "R2611-0001 求助·体育场警务室·矿工路\n还没有人接手";

async function urgentReport(chat: Chat): Promise<string> {
  await chat.resident("张").dm("矿工路着火了，快来人");
  const report = await chat.store.reports.byNumber("R2611-0001");
  expect(report?.priority).toBe("urgent");
  return report?.id ?? "";
}

function wakeIn(chat: Chat, minutes: number, subject: string): Promise<void> {
  const at = new Date(chat.clock.now().getTime() + minutes * MINUTE).toISOString();
  return chat.store.tx(async (t) =>
    t.timers.put({ id: `test/${subject}`, kind: "urgent", subject, at, step: "leaders" }),
  );
}

const heard = (chat: Chat) => chat.officer("周所").inbox.filter((text) => text.includes(waiting));

test("a timer wakes its job at its time, once, while the station runs", async () => {
  const chat = await startChat({ officers });
  await wakeIn(chat, 90, await urgentReport(chat));
  await chat.advance(89 * MINUTE);
  const before = heard(chat).length;
  await chat.advance(MINUTE);
  expect(heard(chat)).toHaveLength(before + 1);
  await chat.advance(MINUTE);
  expect(heard(chat)).toHaveLength(before + 1);
});

test("what fell due while the bot was down wakes its job at the start", async () => {
  const chat = await startChat({ officers });
  await wakeIn(chat, 90, await urgentReport(chat));
  chat.clock.leap(new Date(chat.clock.now().getTime() + 180 * MINUTE));
  await chat.restart();
  expect(heard(chat).length).toBeGreaterThan(0);
});

test("a stopped station wakes nothing", async () => {
  const chat = await startChat({ officers });
  await wakeIn(chat, 90, await urgentReport(chat));
  await chat.app.stop();
  await chat.clock.advance(180 * MINUTE);
  expect(heard(chat)).toEqual([]);
});
