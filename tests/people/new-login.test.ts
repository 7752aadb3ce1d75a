import { expect, test } from "vitest";
import { alertsIn, daily } from "../support/daily-alerts.ts";
import { startChat } from "../support/start-chat.ts";

/** What becomes of groups when a network re-issues its ids. */

const MINUTE = 60_000;
const office = "体育场警务室";
const admin = { name: "管", role: "admin" as const };
/** Ten minutes before the alert of the day. */
const at = new Date("2026-11-24T00:00:00Z");

test("a group made anew under its old name is never served twice after the next login", async () => {
  const chat = await startChat({ officers: [admin], config: { alerts: await daily() }, at });
  const group = (id: string) => ({ address: chat.channel.address("group", id), name: "警民群" });
  const login = async (epoch: string, groups: string[]) => {
    chat.channel.changeEpoch(epoch);
    await chat.store.tx(async (t) => {
      for (const officer of await t.officers.all())
        t.officers.put({ ...officer, accounts: [chat.channel.address("user", "officer-管")] });
    });
    chat.channel.events.epoch({ epoch, groups: groups.map(group) });
    await chat.idle();
  };
  chat.channel.events.joined(group("a"));
  await chat.idle();
  await chat.officer("管").dm(`/群 确认 1 ${office}`);
  await login("e2", []);
  chat.channel.events.joined(group("b"));
  await chat.idle();
  await chat.officer("管").dm(`/群 确认 2 ${office}`);
  await login("e3", ["b"]);
  for (const n of [1, 2]) await chat.officer("管").dm(`/群 确认 ${n}`);
  await chat.officer("管").say("b", `/群 ${office}`);
  await chat.advance(11 * MINUTE);
  expect(alertsIn(chat.said("b"))).toHaveLength(1);
});

test("a start at which an awaited group is not there yet tells nobody of a new login", async () => {
  const chat = await startChat({
    officers: [admin],
    config: { groups: [{ match: { channel: "test", name: "警民群" }, office }] },
  });
  chat.channel.events.epoch({ epoch: chat.channel.epoch(), groups: [] });
  await chat.idle();
  expect(chat.officer("管").inbox).toEqual([]);
});
