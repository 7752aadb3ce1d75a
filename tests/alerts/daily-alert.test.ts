import { expect, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { alertsIn, daily } from "../support/daily-alerts.ts";
import { startChat } from "../support/start-chat.ts";

/** The daily alert in a whole station, when clocks, networks and the power fail. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const office = "体育场警务室";
const admin = { name: "管", role: "admin" as const };
/** Ten minutes before the alert of the day. */
const at = new Date("2026-11-24T00:00:00Z");
const nextSlot = "daily@2026-11-24T08:10:00";

test("a slot that a leap of the clock went over fires when the clock is back in time", async () => {
  const chat = await startChat({ officers: [admin], groups: ["g1"], config: { alerts: await daily() }, at });
  await chat.advance(5 * MINUTE);
  chat.clock.leap(new Date("2026-11-27T04:05:30Z"));
  await chat.advance(6 * MINUTE);
  chat.clock.leap(new Date("2026-11-24T00:11:30Z"));
  await chat.advance(HOUR);
  expect(alertsIn(chat.said("g1"))).toHaveLength(1);
  expect(await chat.store.slots.get(nextSlot)).toMatchObject({ state: "fired" });
});

test("after a start with a dead clock nobody is told that what was sent was not", async () => {
  const chat = await startChat({ officers: [admin], groups: ["g1"], config: { alerts: await daily() }, at });
  await chat.advance(15 * MINUTE);
  chat.clock.leap(new Date("2020-01-01T00:00:00Z"));
  await chat.restart();
  await chat.advance(2 * MINUTE);
  chat.clock.leap(new Date("2026-11-24T10:00:00Z"));
  await chat.advance(2 * MINUTE);
  expect(chat.officer("管").inbox.join()).not.toContain("没有发（1条）");
  expect(await chat.store.slots.get(nextSlot)).toMatchObject({ state: "fired" });
});

test("what a long catch-up makes up for has time to go out", async () => {
  const alerts = await daily(", catchUp: PT24H");
  const chat = await startChat({ groups: ["g1"], config: { alerts }, at });
  await chat.app.stop();
  chat.clock.leap(new Date("2026-11-24T13:10:00Z"));
  await chat.restart();
  await chat.advance(MINUTE);
  expect(alertsIn(chat.said("g1"))).toHaveLength(1);
});

test("an officer is not reminded to post what the network says went out after all", async () => {
  const chat = await startChat({
    officers: [admin, { name: "李", office }],
    groups: [{ name: "g1", office }],
    config: { alerts: await daily() },
    at,
  });
  const group = chat.channel.address("group", "g1");
  chat.channel.failNext(group, new DeliveryError("unknown", "timeout", false));
  await chat.advance(14 * MINUTE);
  expect(chat.officer("李").inbox.join()).toContain("请把上面这条转发到：");
  const [row] = await chat.store.deliveries.ofSlot(nextSlot);
  chat.channel.events.echo({ to: group, text: row?.text ?? "", id: "x", at: chat.clock.now() });
  await chat.idle();
  expect(chat.officer("李").inbox.at(-1)).toMatch(/助手已发：1 g1。都发完了，不用再发。$/);
  await chat.advance(3 * HOUR);
  expect(chat.officer("李").inbox.at(-1)).not.toContain("还没发的群");
  expect(await chat.officer("李").dm("/已发")).toEqual([expect.not.stringContaining("1 g1")]);
});
