import { expect, test } from "vitest";
import { alertsIn, daily } from "../support/daily-alerts.ts";
import { startChat } from "../support/start-chat.ts";

/** Where jingmin.yaml and the chat both name a group or an officer. */

const MINUTE = 60_000;
const office = "体育场警务室";
const admin = { name: "管", role: "admin" as const };
/** Ten minutes before the alert of the day. */
const at = new Date("2026-11-24T00:00:00Z");

test("a group whose office the file no longer names is no group of that office", async () => {
  const config = { alerts: await daily(`, audience: { offices: [${office}] }`) };
  const groups = [
    { name: "g1", office },
    { name: "g2", office },
  ];
  const chat = await startChat({ groups, config, at });
  await chat.restart({ groups: [{ name: "g1" }, { name: "g2", office }] });
  await chat.advance(11 * MINUTE);
  expect(alertsIn(chat.said("g1"))).toEqual([]);
  expect(alertsIn(chat.said("g2"))).toHaveLength(1);
});

test("what the file says of a group that is found by its name is taken over, also once it is confirmed", async () => {
  const alerts = await daily(", audience: { topics: [交通安全] }");
  const entry = { match: { channel: "test", name: "警民群" }, office };
  const chat = await startChat({
    officers: [admin],
    config: { alerts, groups: [{ ...entry, topics: ["治安防范"] }] },
    at,
  });
  chat.channel.events.joined({ address: chat.channel.address("group", "g9"), name: "警民群" });
  await chat.idle();
  await chat.officer("管").dm("/群 确认 1");
  await chat.restart({ config: { alerts, groups: [{ ...entry, topics: ["治安防范", "交通安全"] }] } });
  await chat.advance(11 * MINUTE);
  expect(alertsIn(chat.said("g9"))).toHaveLength(1);
});

test("a group that was removed in chat and is then named in the file is served again", async () => {
  const config = { alerts: await daily() };
  const chat = await startChat({ officers: [admin], config, at });
  await chat.officer("管").say("g1", `/群 ${office}`);
  await chat.officer("管").dm("/群 移除 1");
  await chat.restart({ groups: [{ name: "g1", office }] });
  await chat.advance(11 * MINUTE);
  expect(alertsIn(chat.said("g1"))).toHaveLength(1);
});

test("an account that the file gives to one officer is not left to another who bound it in chat", async () => {
  const leader = { name: "所长", role: "leader" as const };
  const chat = await startChat({ officers: [admin, leader] });
  const [code = ""] = (await chat.officer("管").dm("/邀请码 所长")).join().match(/[2-9A-Z]{8}/) ?? [];
  const phone = chat.resident("值班机");
  await phone.dm(`/绑定 ${code}`);
  expect((await phone.dm("/我是谁")).join()).toContain("所长");
  const named = [admin, leader].map((o) => ({ ...o, accounts: [`test:officer-${o.name}`] }));
  const young = { name: "小李", role: "officer", accounts: ["test:resident-值班机"] };
  await chat.restart({ config: { officers: [...named, young] } });
  expect((await phone.dm("/我是谁")).join()).toContain("小李");
});
