import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
const night = { from: new Date("2026-11-23T14:10:00Z"), until: new Date("2026-11-23T22:00:00Z") };
const reminder = "11月23日22:10到11月24日06:00我没能收消息，您那时说的可能没收到，没收到的请再发一次。";
const admins = [{ name: "管", role: "admin" as const }];

async function afterNight() {
  const chat = await startChat({ officers: admins });
  chat.channel.events.missed(night);
  await chat.idle();
  return chat;
}

test("admins hear of a gap at once, from when until when, and of more within the hour together", async () => {
  const chat = await afterNight();
  const told = () => chat.officer("管").inbox;
  expect(told()).toEqual([
    expect.stringMatching(/^本机聊天11月23日22:10到11月24日06:00私聊可能没收全，读不回来了。\n/),
  ]);
  for (const minutes of [1, 2, 3])
    chat.channel.events.missed({
      from: night.until,
      until: new Date(night.until.getTime() + minutes * 60_000),
    });
  await chat.advance(HOUR);
  expect(told().slice(1)).toEqual([expect.stringMatching(/^本机聊天11月24日06:00到11月24日06:03私聊/)]);
});

test("those who write next are told once that words of theirs may be missing, also after a restart", async () => {
  const chat = await afterNight();
  const [receipt, ...more] = await chat.resident("张").dm("路灯坏了");
  expect(receipt).toContain("R2611-0001");
  expect(more).toEqual([reminder]);
  expect(await chat.resident("张").dm("在东门")).toEqual([expect.stringMatching(/^好的，地点/)]);
  await chat.restart();
  expect((await chat.resident("张").dm("新 井盖没了")).join()).not.toContain("没能收消息");
  expect(await chat.resident("李").dm("你好")).toEqual([expect.stringContaining("您好"), reminder]);
  expect((await chat.officer("管").dm("/列表")).at(-1)).toBe(reminder);
  await chat.advance(4 * 24 * HOUR);
  expect((await chat.resident("王").dm("井盖没了")).join()).not.toContain("没能收消息");
});

test("what is only one person's is said to that person, and to nobody who may be hiding", async () => {
  const chat = await startChat({ officers: admins });
  chat.channel.events.missed({ ...night, chat: chat.channel.address("user", chat.resident("张").id) });
  await chat.idle();
  expect(chat.officer("管").inbox[0]).toContain("06:00 1个人的私聊".replace(" ", ""));
  expect((await chat.resident("李").dm("路灯坏了")).join()).not.toContain("没能收消息");
  const hiding = await chat.resident("张").dm("别打电话 他会听见 我锁在厕所 他在踹门");
  expect(hiding.join()).toMatch(/110/);
  expect(hiding.join()).not.toContain("没能收消息");
  const settings = await chat.store.settings.get("gaps.test");
  expect(settings).not.toContain("张");
});

test("a message that is read from history reminds nobody", async () => {
  const chat = await afterNight();
  const at = new Date("2026-11-23T15:00:00Z");
  expect((await chat.resident("张").dm("路灯坏了", { message: { at, past: true } })).join()).not.toContain(
    "没能收",
  );
});
