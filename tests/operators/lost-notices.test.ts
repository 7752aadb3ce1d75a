import { expect, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const group = { name: "内部群", kind: "officers" as const };
const officer = (name: string, office?: string) => ({ name, ...(office ? { office } : {}) });
const onDuty = { name: "值", role: "dispatcher" as const };
const admin = { name: "管", role: "admin" as const };
const leader = (name: string) => ({ name, role: "leader" as const });

function refuse(chat: Chat, kind: "user" | "group", id: string, reason: "muted" | "not-friend"): void {
  chat.channel.failNext(chat.channel.address(kind, id), new DeliveryError("not-sent", reason, false));
}

const unfriend = (chat: Chat, name: string) => refuse(chat, "user", `officer-${name}`, "not-friend");
const passedOn = (chat: Chat, name: string) =>
  chat.officer(name).inbox.filter((text) => text.includes("没收到，转给您"));

test("what an officers' group that has muted the bot does not hear, the dispatchers do", async () => {
  const chat = await startChat({ officers: [onDuty, admin, "李"], groups: [group] });
  refuse(chat, "group", "内部群", "muted");
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  expect(chat.officer("值").inbox).toEqual([
    "「内部群」没收到，转给您：\nR2611-0001 线索\n新的反映，私聊我发「看」和编号。",
  ]);
  expect([...chat.officer("管").inbox, ...chat.officer("李").inbox]).toEqual([]);
});

test("what the only dispatcher cannot be told of danger, the admins hear", async () => {
  const chat = await startChat({ officers: [onDuty, admin] });
  unfriend(chat, "值");
  await chat.resident("张").dm("有人砸门，救命，锦绣家园3号楼");
  expect(chat.officer("管").inbox).toEqual([expect.stringMatching(/^值没收到，转给您：\n【急】R2611-0001 /)]);
});

test("one notice that fails for several is passed on once, and where that fails nobody is asked again", async () => {
  const office = "体育场警务室";
  const chat = await startChat({ officers: [officer("李", office), officer("王", office), onDuty, admin] });
  for (const name of ["李", "王"]) unfriend(chat, name);
  await chat.resident("张").dm("矿工路有人砸门，救命");
  expect(passedOn(chat, "值")).toHaveLength(1);
  unfriend(chat, "值");
  await chat.resident("赵").dm("矿工路有人拿刀砍人，救命");
  await chat.advance(MINUTE);
  expect(passedOn(chat, "管")).toHaveLength(1);
});

test("a leader who is not reached with a complaint is stood in for by another, never by who may not see it", async () => {
  const chat = await startChat({ officers: [leader("甲"), leader("乙"), onDuty, admin] });
  unfriend(chat, "甲");
  await chat.resident("张").dm("投诉你们民警态度恶劣，推我");
  await chat.advance(15 * MINUTE);
  expect(passedOn(chat, "乙")).toHaveLength(1);
  unfriend(chat, "乙");
  await chat.resident("赵").dm("投诉你们民警收钱不办事");
  await chat.advance(HOUR);
  expect([...chat.officer("值").inbox, ...chat.officer("管").inbox]).toEqual([]);
});

/** WeChat is away while a report comes in, and is back with new ids. */
async function newLogin(): Promise<Chat> {
  const chat = await startChat({ officers: [admin] });
  await chat.officer("管").say("内部群", "/群 民警群 全所");
  const { health } = chat.channel;
  let online = false;
  chat.channel.health = () => ({ ...health(), online });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  chat.channel.changeEpoch("2");
  await chat.store.tx(async (t) => {
    for (const o of await t.officers.all())
      t.officers.put({ ...o, accounts: [chat.channel.address("user", "officer-管")] });
  });
  const found = { address: chat.channel.address("group", "内部群2") };
  const [known] = await chat.store.groups.all();
  await chat.store.tx(async (t) => {
    if (known) t.groups.put({ ...known, name: "内部群" });
  });
  online = true;
  chat.channel.events.epoch({ epoch: "2", groups: [{ ...found, name: "内部群" }] });
  chat.channel.events.health(chat.channel.health());
  await chat.idle();
  await chat.advance(MINUTE);
  return chat;
}

test("what an officers' group was to hear waits until the group is confirmed again under its new id", async () => {
  const chat = await newLogin();
  expect([...chat.said("内部群2"), ...passedOn(chat, "管")]).toEqual([]);
  await chat.officer("管").dm("/群 确认 1");
  expect(chat.said("内部群2")).toEqual([expect.stringContaining("R2611-0001")]);
});

test("a group that is confirmed as a residents' group hears nothing that was meant for officers", async () => {
  const chat = await newLogin();
  await chat.officer("管").dm("/群 确认 1 居民群 全所");
  expect(chat.said("内部群2").join()).not.toContain("R2611-0001");
  expect(passedOn(chat, "管")).toEqual([expect.stringContaining("R2611-0001")]);
});
