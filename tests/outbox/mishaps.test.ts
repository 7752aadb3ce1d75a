import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const office = "体育场警务室";
const admin = { name: "管", role: "admin" as const };
/** Ten minutes before the alert of the day. */
const at = new Date("2026-11-24T00:00:00Z");
const nextSlot = "daily@2026-11-24T08:10:00";

/** A folder of alerts with two of them, sent each day at 8:10; `more` of the schedule. */
async function daily(more = ""): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-alerts-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "schedule.yaml"), `- { id: daily, series: daily, cron: 10 8 * * *${more} }\n`);
  await mkdir(join(dir, "daily"));
  for (const title of ["一", "二"])
    await writeFile(join(dir, "daily", `${title}.md`), `---\ntitle: ${title}\n---\n正文\n{station}\n`);
  return dir;
}

const alertsIn = (texts: string[]) => texts.filter((text) => /^【[一二]】/.test(text));

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

test("a start at which an awaited group is not there yet tells nobody of a new login", async () => {
  const chat = await startChat({
    officers: [admin],
    config: { groups: [{ match: { channel: "test", name: "警民群" }, office }] },
  });
  chat.channel.events.epoch({ epoch: chat.channel.epoch(), groups: [] });
  await chat.idle();
  expect(chat.officer("管").inbox).toEqual([]);
});

test("a name that could not be looked up just now takes none away", async () => {
  const chat = await startChat();
  await chat.resident("张秀英").dm("楼下堆着轮胎");
  await chat.resident("张秀英").dm("还有纸箱", { message: { fromName: "" } });
  const address = chat.channel.address("user", chat.resident("张秀英").id);
  expect((await chat.store.contacts.byAddress(address))?.name).toBe("张秀英");
});
