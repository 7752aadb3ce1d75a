import { expect, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import type { Chat } from "../support/start-chat.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function station(options: Parameters<typeof startChat>[0] = {}): Promise<Chat> {
  return startChat({
    officers: ["李", "王", { name: "值", role: "dispatcher" }, { name: "所长", role: "leader" }],
    groups: ["甲群", "乙群", "丙群"],
    ...options,
  });
}

/** 李 writes it, 所长 approves it; returns its number. */
async function sent(chat: Chat, text = "停水\n明天早8点到晚6点停水，今晚先接水。"): Promise<string> {
  const [, line] = await chat.officer("李").dm(`/提示 写 ${text}`);
  const number = /T\d{4}-\d+/.exec(line ?? "")?.[0] ?? "";
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm(`同意 ${number}`);
  await chat.advance(10_000);
  return number;
}

const group = (chat: Chat, name: string) => chat.channel.address("group", name);
const failing = (reason: "muted" | "timeout" | "rejected", outcome: "not-sent" | "unknown" = "not-sent") =>
  new DeliveryError(outcome, reason, false);

test("an update goes to exactly the groups that got the first, names it, and is approved as the first was", async () => {
  const chat = await station();
  chat.channel.failNext(group(chat, "丙群"), failing("rejected"));
  const number = await sent(chat);
  expect(chat.said("甲群")).toHaveLength(1);
  chat.channel.failNext(group(chat, "丙群"), undefined);
  const [shown, line] = await chat.officer("李").dm(`/提示 更正 ${number} 改到后天停水。`);
  expect(shown).toMatch(/更正：停水[\s\S]*今天10:0\d发的那条[\s\S]*改到后天停水。/);
  expect(line).toMatch(/所长批.*2个群/);
  expect(chat.said("甲群")).toHaveLength(1);
  const update = /T\d{4}-\d+/.exec(line?.replace(number, "") ?? "")?.[0] ?? "";
  await chat.officer("所长").dm(`同意 ${update}`);
  await chat.advance(10_000);
  expect(chat.said("甲群").at(-1)).toBe(shown);
  expect(chat.said("乙群").at(-1)).toBe(shown);
  expect(chat.said("丙群")).toEqual([]);
  expect(await chat.store.alerts.byNumber(update)).toMatchObject({ msgType: "Update", state: "completed" });
  // The first is taken back, where its two minutes are not over; 丙群 is not asked for any more.
  expect(chat.channel.recalled.map(({ to }) => to.id).sort()).toEqual(["乙群", "甲群"].sort());
  expect((await chat.officer("李").dm(`/提示 重发 ${number}`)).join()).toMatch(/已经更正或取消/);
});

test("a leader's cancel goes out at once; what was not sent is not sent; which could not be taken back is said", async () => {
  const chat = await station({
    config: { sending: { budget: { test: { perMinute: 1, perDay: 99, gap: "PT5M" } } } },
  });
  const number = await sent(chat);
  await chat.advance(4 * MINUTE);
  const got = ["甲群", "乙群", "丙群"].filter((name) => chat.said(name).length > 0);
  expect(got).toHaveLength(1);
  const [text] = await chat.officer("所长").dm(`/提示 取消 ${number} 时间没定`);
  expect(text).toMatch(/取消：停水[\s\S]*那条不算了。时间没定。\n转发过的也请删掉。光明路派出所/);
  await chat.advance(HOUR);
  expect(chat.said(got[0] ?? "")).toHaveLength(2);
  for (const name of ["甲群", "乙群", "丙群"]) if (!got.includes(name)) expect(chat.said(name)).toEqual([]);
  expect(await chat.store.alerts.byNumber(number)).toMatchObject({ state: "cancelled" });
  expect(chat.officer("所长").inbox.join("\n")).toMatch(new RegExp(`撤不回的1个群：${got[0]}`));
});

test("a cancel by its author waits for approval; others may not; nothing is cancelled twice", async () => {
  const chat = await station();
  const number = await sent(chat);
  expect((await chat.officer("王").dm(`/提示 撤回 ${number} 不对`)).join()).toMatch(
    /只有写的人、值班和所领导/,
  );
  expect((await chat.officer("李").dm(`/提示 撤回 ${number} 不对`)).join()).toMatch(/等所长批/);
  expect(chat.said("甲群")).toHaveLength(1);
  await chat.officer("所长").dm("同意");
  await chat.advance(10_000);
  expect(chat.said("甲群")).toHaveLength(2);
  expect((await chat.officer("所长").dm(`/提示 撤回 ${number}`)).join()).toMatch(/已经更正或取消过/);
});

test("the ledger shows each group; resending reaches only what failed; a person decides what is unknown", async () => {
  const chat = await station();
  chat.channel.failNext(group(chat, "乙群"), failing("rejected"));
  chat.channel.failNext(group(chat, "丙群"), failing("timeout", "unknown"));
  const number = await sent(chat);
  const ledger = async () => (await chat.officer("王").dm(`/提示 ${number}`)).join("\n");
  expect(await ledger()).toMatch(/3个群：.*已发1/);
  expect(await ledger()).toMatch(/乙群：失败 10:0\d，被拒绝\n/);
  expect(await ledger()).toMatch(/丙群：不确定.*没有回音/);
  for (const name of ["乙群", "丙群"]) chat.channel.failNext(group(chat, name), undefined);
  expect((await chat.officer("王").dm(`/提示 重发 ${number}`)).join()).toMatch(/1个群：乙群/);
  await chat.advance(10_000);
  expect([chat.said("甲群"), chat.said("乙群"), chat.said("丙群")].map((all) => all.length)).toEqual([
    1, 1, 0,
  ]);
  expect((await chat.officer("王").dm(`${number} 没到`)).join()).toMatch(/没到：丙群/);
  await chat.officer("王").dm(`${number} 重发`);
  await chat.advance(10_000);
  expect(chat.said("丙群")).toHaveLength(1);
  expect((await chat.officer("王").dm(`${number} 到了`)).join()).toMatch(/没有不确定的群/);
});

test("what is past its time is not sent again", async () => {
  const chat = await station();
  chat.channel.failNext(group(chat, "乙群"), failing("rejected"));
  const number = await sent(chat);
  chat.channel.failNext(group(chat, "乙群"), undefined);
  await chat.advance(13 * HOUR);
  expect((await chat.officer("王").dm(`/提示 重发 ${number}`)).join()).toMatch(/过了时间/);
  expect(chat.said("乙群")).toEqual([]);
});

test("a drill says so from first to last, and never goes out in quiet hours", async () => {
  const chat = await station();
  await chat.officer("李").dm("/提示 写 疏散演习\n听到警报请下楼到广场。");
  const [text] = await chat.officer("李").dm("/提示 演练");
  expect(text).toMatch(/^【演练】【疏散演习】[\s\S]*【演练】$/);
  const [changed] = await chat.officer("李").dm("/提示 改 疏散\n请下楼。");
  expect(changed).toMatch(/^【演练】【疏散】[\s\S]*【演练】$/);
});

test("at night only Extreme goes; what is Severe goes on a leader's 现在发, and nobody else's", async () => {
  const chat = await station({ at: new Date("2026-11-24T15:00:00Z") });
  const number = await sent(chat);
  expect(chat.said("甲群")).toEqual([]);
  expect((await chat.officer("所长").dm(`/提示 现在发 ${number}`)).join()).toMatch(/夜里只发/);
  const alert = await chat.store.alerts.byNumber(number);
  if (alert) await chat.store.tx(async (t) => t.alerts.put({ ...alert, severity: "Severe" }));
  expect((await chat.officer("值").dm(`/提示 现在发 ${number}`)).join()).toMatch(/要所领导/);
  expect((await chat.officer("所长").dm(`${number} 现在发`)).join()).toMatch(/现在发，3个群/);
  await chat.advance(10_000);
  expect(chat.said("甲群")).toHaveLength(1);
});
