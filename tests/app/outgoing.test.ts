import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { outboxRow } from "../../src/outbox/outbox-row.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function alertsFolder(schedule: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-alerts-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, "daily"));
  await writeFile(join(dir, "schedule.yaml"), schedule);
  for (const n of [1, 2]) {
    await writeFile(
      join(dir, "daily", `${n}.md`),
      `---\ntitle: 第${n}条\n---\n接到这种电话，挂掉。\n{station}\n`,
    );
  }
  return dir;
}

const daily = '- { id: daily, series: daily, cron: "10 12 * * *" }\n';

test("the station's alert reaches its community groups at its time, once, also over a restart", async () => {
  const alerts = await alertsFolder(daily);
  const chat = await startChat({
    groups: ["体育场群", { name: "新程街群" }, { name: "民警群", kind: "officers" }],
    config: { alerts },
  });
  await chat.advance(2 * HOUR + 9 * MINUTE);
  expect(chat.said("体育场群")).toEqual([]);
  await chat.advance(MINUTE);
  const text = "【第1条】\n接到这种电话，挂掉。\n光明路派出所";
  for (const group of ["体育场群", "新程街群"]) expect(chat.said(group)).toEqual([text]);
  expect(chat.said("民警群")).toEqual([]);
  await chat.restart();
  await chat.advance(HOUR);
  expect(chat.said("体育场群")).toEqual([]);
});

test("admins hear that the clock leapt, and what was due is held", async () => {
  const alerts = await alertsFolder(daily);
  const admins = [{ name: "赵", role: "admin" as const }];
  const chat = await startChat({ officers: admins, groups: ["体育场群"], config: { alerts } });
  chat.clock.leap(new Date("2026-11-27T06:00:00Z"));
  await chat.advance(MINUTE);
  expect(chat.said("体育场群")).toEqual([]);
  expect(chat.officer("赵").inbox).toEqual([
    expect.stringMatching(
      /^值班电脑的时间从2026年11月24日10:00一下到了2026年11月27日14:01。这期间到点的提示没有发（1条）。/,
    ),
  ]);
});

test("a group that cannot be sent to becomes a task of its office's officer", async () => {
  const alerts = await alertsFolder(daily);
  const chat = await startChat({
    officers: [{ name: "李", office: "体育场警务室" }],
    groups: [{ name: "体育场群", office: "体育场警务室" }],
    config: { alerts },
  });
  chat.channel.failNext(
    chat.channel.address("group", "体育场群"),
    new DeliveryError("not-sent", "muted", false),
  );
  await chat.advance(2 * HOUR + 11 * MINUTE);
  expect(chat.officer("李").inbox).toEqual([
    "【第1条】\n接到这种电话，挂掉。\n光明路派出所",
    "请把上面这条转发到：\n1 体育场群\n发完回「已发」。",
  ]);
});

test("an officer hears once that what was for the resident did not arrive", async () => {
  const chat = await startChat({ officers: ["李"] });
  const resident = chat.resident("张");
  await resident.dm("三楼楼道堆满纸箱");
  const officer = chat.officer("李");
  await officer.dm("/认领 1");
  const before = officer.inbox.length;
  chat.channel.failNext(
    chat.channel.address("user", resident.id),
    new DeliveryError("not-sent", "not-friend", false),
  );
  await officer.dm("/回复 1 物业今天下班前清走，您看看。");
  await chat.advance(HOUR);
  const lost = officer.inbox.slice(before).filter((text) => text.includes("没送到"));
  expect(lost).toEqual(["R2611-0001 给居民的消息没送到，请换个办法联系。"]);
});

test("who has a complaint and is a leader no more does not hear that a message about it is lost", async () => {
  const chat = await startChat({ officers: [{ name: "李", role: "leader" }] });
  const resident = chat.resident("张");
  await resident.dm("我要投诉你们派出所的王警官，态度恶劣还骂人");
  await chat.officer("李").dm("/认领 1");
  chat.channel.failNext(
    chat.channel.address("user", resident.id),
    new DeliveryError("not-sent", "offline", true),
  );
  await chat.officer("李").dm("/回复 1 在查");
  await chat.restart({ officers: ["李"] });
  const before = chat.officer("李").inbox.length;
  chat.channel.failNext(
    chat.channel.address("user", resident.id),
    new DeliveryError("not-sent", "not-friend", false),
  );
  await chat.advance(HOUR);
  expect(chat.officer("李").inbox.slice(before)).toEqual([]);
});

test("an officer hears once, from the bot itself, of what is held back without his doing", async () => {
  const chat = await startChat({ officers: ["李"] });
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  const officer = chat.officer("李");
  await officer.dm("/认领 1");
  const before = officer.inbox.length;
  const report = await chat.store.reports.byNumber("R2611-0001");
  const { id = "", reporter = "" } = report ?? {};
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact) t.contacts.put({ ...contact, quietSince: chat.clock.now().toISOString() });
  });
  await chat.advance(1000);
  const row = { kind: "notice", to: { person: reporter }, report: id, text: "照片没收到" } as const;
  await chat.store.tx(async (t) => t.deliveries.put(outboxRow(row, chat.clock.now())));
  await chat.advance(HOUR);
  expect(officer.inbox.slice(before)).toEqual([
    "R2611-0001 给居民的消息还没送出：对方可能不便看手机，等他再发消息时转达。",
  ]);
});
