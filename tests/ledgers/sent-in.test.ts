import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadLedgers } from "../../src/ledgers/ledger-files.ts";
import { repositoryLedgers } from "../support/ledgers.ts";
import { startChat } from "../support/start-chat.ts";

/** A station in which every shipped ledger is in use. */
async function openAll() {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-ledgers-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await cp(repositoryLedgers, dir, { recursive: true });
  for (const name of ["04-群防巡逻.yaml", "08-涉案群众预约.yaml"]) {
    const text = await readFile(join(dir, name), "utf8");
    await writeFile(join(dir, name), text.replace("enabled: false", "enabled: true"));
  }
  const chat = await startChat({
    officers: [
      { name: "李", office: "体育场警务室" },
      { name: "赵", role: "dispatcher" },
    ],
    config: { ledgers: dir },
  });
  return { chat, dir };
}

test("an auxiliary writes where they patrol; whoever wears no armband files a report by the same words", async () => {
  const { chat } = await openAll();
  const old = chat.resident("老周");
  await old.dm("南门路灯不亮");
  await chat.officer("赵").dm("/协管 添加 1 袖标12号");
  expect(await old.dm("巡 到 南门 小区院落 3人，楼道干净")).toEqual([
    "已记 巡-1。\n辛苦了。发现情况直接说，有危险打110。",
  ]);
  expect((await chat.store.ledgerEntries.byNumber("巡-1"))?.values).toMatchObject({
    point: "南门",
    level: "小区院落",
    people: 3,
  });
  expect(await old.dm("巡 到 南门")).toEqual([
    "还没有记：缺路段（主干道、背街小巷、小区院落）。\n请一条写全再发，例如「巡 到 南门 小区院落」。",
  ]);
  expect((await old.dm("巡 到 南门 小区院落 有人拿刀砍人，快来"))[0]).toMatch(/^请立即拨打110/);
  expect((await chat.store.ledgerEntries.find({}, { limit: 9 })).total).toBe(1);
  expect((await chat.resident("路人").dm("巡 到 南门 小区院落，垃圾桶倒了没人管"))[0]).toMatch(/^已收到/);
  expect((await chat.officer("李").dm("/巡 全部"))[0]).toContain("没有");
  expect((await chat.officer("李").dm("巡-1"))[0]).toContain("到了哪里：南门");
});

test("a resident books by one message; of what else they write nothing is kept, and they are told so", async () => {
  const { chat } = await openAll();
  const aunt = chat.resident("欧阳慕白");
  const [answer = ""] = await aunt.dm("预约 12月3日 上午9点 13712345678 我在鸵鸟公司投了二十万");
  expect(answer).toMatch(/^已记 预约-1。\n来时带身份证、合同和转账凭证。.*平台.*没有存/);
  const entry = await chat.store.ledgerEntries.byNumber("预约-1");
  expect(entry).toMatchObject({ dueOn: "2026-12-03", values: { on: "2026-12-03", at: "09:00", told: true } });
  expect(JSON.stringify(entry)).not.toMatch(/慕白|13712345678|鸵鸟|二十万/);
  expect(await chat.store.contacts.get(String(entry?.values.person))).toMatchObject({
    name: "欧阳慕白",
    telephone: "13712345678",
  });
  expect((await chat.officer("赵").dm("/预约-1 身份"))[0]).toContain("来人：欧阳慕白 13712345678");
  await chat.store.checkpoint();
  expect(chat.logs.join("\n")).not.toMatch(/慕白|13712345678|鸵鸟/);
  expect((await aunt.dm("预约 下周"))[0]).toMatch(/^还没有记：缺/);
  const [audited] = await chat.store.audit.of({ kind: "ledger", id: entry?.id ?? "" }, 9);
  expect(audited).toMatchObject({ action: "ledger.identity-seen" });
});

test("the same message twice books once", async () => {
  const { chat } = await openAll();
  const one = { message: { id: "once" } };
  await chat.resident("张").dm("预约 12月3日 上午9点", one);
  await chat.resident("张").dm("预约 12月3日 上午9点", one);
  expect((await chat.store.ledgerEntries.find({}, { limit: 9 })).total).toBe(1);
});

test("what a file says of those outside is checked, with its line", async () => {
  const { dir } = await openAll();
  const path = join(dir, "04-群防巡逻.yaml");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace("keeps: [point, level,", "keeps: [point, leval,"));
  const { faults } = await loadLedgers(dir, new Set());
  expect(faults.map(({ message }) => message)).toEqual([
    "没有「leval」这一项",
    expect.stringMatching(/「路段」必写/),
  ]);
  expect(faults.every(({ line }) => line > 0)).toBe(true);
});
