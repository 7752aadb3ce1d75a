import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { exportFile } from "../../src/app/export-file.ts";
import { type Category, categories, closedStatuses, type Report } from "../../src/domain/reports.ts";
import { dueFor, periodOf, usualRetention } from "../../src/domain/retention.ts";
import { outboxRow } from "../../src/outbox/index.ts";
import { carryOutRetention, planRetention } from "../../src/reports/retention.ts";
import { backupStore } from "../../src/store/lowdb/backup/backup.ts";
import { audited, filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const DAY = 86_400_000;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
const station = (config: Record<string, unknown> = {}) =>
  startChat({
    officers: ["李", { name: "所长", role: "leader" }, { name: "审", role: "auditor" }],
    config,
  });
const closed = { status: "resolved", closedAt: "2026-11-24T02:00:00.000Z" } as const;

async function filesWith(dir: string, word: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && (await readFile(join(entry.parentPath, entry.name))).includes(word))
      found.push(entry.name);
  return found;
}

async function nothingIsFound(chat: Chat, number: string, word: string): Promise<void> {
  for (const typed of [
    `看 ${number}`,
    `/为什么 ${number}`,
    `/身份 ${number} 要核实`,
    `/备注 ${number} 还在吗`,
  ])
    expect(await chat.officer("所长").dm(typed), typed).toEqual([expect.stringContaining("没有找到")]);
  expect((await chat.officer("所长").dm(`/搜索 ${word}`)).join()).not.toContain(number);
  expect((await chat.officer("所长").dm("/列表 全部 已办结")).join()).not.toContain(number);
  expect((await chat.resident("张").dm("进度")).join()).not.toContain(number);
}

test("what is old enough goes by category, at night: words, pictures, queued messages, labels; the figures stay", async () => {
  const chat = await station({ retention: { inquiry: "P2D", complaint: "P9D" } });
  await chat.resident("张").dm("鳄鱼池边楼道堆满纸箱，体育场矿工路12号", { images: [png] });
  const { id, reporter } = await stored(chat, "R2611-0001");
  await chat.officer("李").dm("/改 1 咨询");
  await chat.officer("李").dm("/办结 1 已清走鳄鱼");
  await chat.store.tx(async (t) => {
    const row = { kind: "notice", to: { person: reporter }, report: id, text: "鳄鱼清走了吗？" } as const;
    t.deliveries.put(outboxRow({ ...row, notBefore: "2026-11-27T12:00:00.000Z" }, chat.clock.now()));
  });
  const complaint = await filed(chat, { by: "王", category: "complaint", text: "老虎窗口没人", ...closed });
  await chat.pass(DAY);
  expect(await stored(chat, "R2611-0001")).not.toHaveProperty("anonymisedAt");
  await chat.pass(2 * DAY);
  const header = await stored(chat, "R2611-0001");
  expect(header).toMatchObject({ category: "inquiry", status: "resolved", entries: [], attachments: [] });
  expect(header.reporter).not.toBe(reporter);
  expect(await chat.store.contacts.get(reporter)).toBeUndefined();
  expect(await chat.store.corrections.since("")).toEqual([]);
  expect(await audited(chat, "R2611-0001")).toContain("report.erased");
  const inbox = chat.resident("张").inbox.length;
  await nothingIsFound(chat, "R2611-0001", "鳄鱼");
  await chat.store.checkpoint();
  expect(await filesWith(chat.dir, "鳄鱼")).toEqual([]);
  await chat.pass(DAY);
  expect(chat.resident("张").inbox.slice(inbox).join()).not.toContain("鳄鱼");
  expect(await stored(chat, complaint)).not.toHaveProperty("anonymisedAt");
  const { entries: _, ...old } = { ...header, anonymisedAt: "2025-11-20T00:00:00.000Z" };
  await chat.store.tx(async (t) => t.reports.put(old));
  await chat.pass(DAY);
  expect(await chat.store.reports.byNumber("R2611-0001")).toBeUndefined();
  const [last] = await chat.store.audit.of({ kind: "report", id }, 1);
  expect(last).toMatchObject({ action: "report.deleted", facts: { number: "R2611-0001" } });
});

test("what is held, and what is not ended, stays however old; a hold ends, and then it goes", async () => {
  const chat = await station({ retention: { help: "P1D" } });
  const kept = await filed(chat, { text: "鳄鱼案", ...closed });
  const open = await filed(chat, { text: "没办完" });
  expect(await chat.officer("李").dm(`/保留 ${kept} 案件要用`)).toEqual([
    `${kept} 保留了，到期不删；本人要求也不删。`,
  ]);
  expect(await chat.officer("李").dm(`/保留 ${kept} 再来一次`)).toEqual([
    expect.stringMatching(/本来就是这样/),
  ]);
  await chat.pass(2 * DAY);
  const plan = await planRetention(chat.store, chat.app.actions);
  expect([plan.held, plan.open].map((all) => all.map(({ number }) => number))).toEqual([[kept], [open]]);
  expect((await stored(chat, kept)).entries.length).toBeGreaterThan(1);
  expect(await chat.officer("李").dm(`/保留 ${kept} 解除`)).toEqual([expect.stringMatching(/要写原因/)]);
  await chat.officer("李").dm(`/保留 ${kept} 解除，案件已结`);
  await chat.pass(2 * DAY);
  expect(await stored(chat, kept)).toHaveProperty("anonymisedAt");
  expect(await audited(chat, kept)).toEqual(["report.held", "report.unheld", "report.erased"]);
});

test("a station says how long; what is wrong is a fault with its line", async () => {
  const chat = await station({ retention: { help: "P5D", sensitive: "P2D" } });
  const number = await filed(chat, closed);
  const referred = { status: "referred", closedAt: closed.closedAt, sensitive: true } as const;
  const sensitive = await filed(chat, { by: "王", ...referred });
  await chat.pass(3 * DAY);
  expect(await stored(chat, sensitive)).toHaveProperty("anonymisedAt");
  expect(await stored(chat, number)).not.toHaveProperty("anonymisedAt");
  await chat.pass(3 * DAY);
  expect(await stored(chat, number)).toHaveProperty("anonymisedAt");
  for (const wrong of [{ help: "30D" }, { help: "PT5M" }, { help: "P0D" }, { nonsense: "P1Y" }])
    await expect(station({ retention: wrong })).rejects.toThrow(/faults/);
});

test("periods count from the last activity, and what could be a complaint is kept as one", () => {
  const at = (days: number) => new Date(Date.parse("2026-01-01T00:00:00Z") + days * DAY);
  fc.assert(
    fc.property(
      fc.constantFrom<Category>(...categories),
      fc.constantFrom(...closedStatuses),
      fc.boolean(),
      fc.boolean(),
      fc.nat(400),
      (category, status, restricted, sensitive, last) => {
        const iso = at(last).toISOString();
        const report = {
          id: "r",
          category,
          status,
          reporter: "p",
          receivedAt: at(0).toISOString(),
          updatedAt: at(0).toISOString(),
          lastSaidAt: iso,
          ...(restricted ? { restricted: true } : {}),
          ...(sensitive ? { sensitive: true } : {}),
        } as unknown as Report;
        const period = periodOf(report, usualRetention) / DAY;
        if (sensitive && status === "referred") expect(period).toBe(30);
        else if (restricted || category === "complaint") expect(period).toBe(3 * 365);
        expect(dueFor(report, usualRetention, at(last + period - 1))).toBeUndefined();
        expect(dueFor(report, usualRetention, at(last + period))).toBe("anonymise");
        expect(dueFor({ ...report, heldAt: iso }, usualRetention, at(last + period))).toBe("held");
        const open = { ...report, status: "accepted" } as const;
        if (!sensitive) expect(dueFor(open, usualRetention, at(last + period))).toBe("open");
      },
    ),
  );
});

test("「隐私」 says what is kept, why, who sees it, how long, and how to have it deleted, in short lines", async () => {
  const chat = await station();
  for (const typed of ["隐私", "隐私政策", "你们留了我什么信息", "我的隐私？"]) {
    const [answer = ""] = await chat.resident("张").dm(typed);
    for (const part of [
      /^留什么：/m,
      /^为什么：/m,
      /^谁看：/m,
      /^多久：.*咨询90天.*投诉3年/m,
      /^删除：发「删除我的信息」/m,
    ])
      expect(answer, typed).toMatch(part);
    for (const line of answer.split("\n")) expect(line.length).toBeLessThan(50);
    expect(answer).not.toMatch(/匿名|https?:/);
  }
  expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
});

test.each(["删除我的信息", "把我的资料都删了吧", "请删除我的所有信息", "我要注销账号"])(
  "%s: asked once, what may go goes, the rest is named",
  async (typed) => {
    const chat = await station();
    const done = await filed(chat, { text: "鳄鱼池边楼道堆满纸箱", ...closed });
    const open = await filed(chat, { text: "楼下麻将馆吵" });
    const complaint = await filed(chat, { category: "complaint", ...closed });
    const held = await filed(chat, { heldAt: closed.closedAt, ...closed });
    const [asked = ""] = await chat.resident("张").dm(typed);
    expect(asked).toMatch(/^要删掉您办完的1件事和照片吗？[\s\S]*要删，回「是」。$/);
    expect(await stored(chat, done)).not.toHaveProperty("anonymisedAt");
    const [answer = ""] = await chat.resident("张").dm("是");
    expect(answer).toMatch(/^已删除1件。\n留着：/);
    for (const part of [`${open} 还在办`, `${complaint} 投诉要留着核查`, `${held} 依法要留`])
      expect(answer).toContain(part);
    await nothingIsFound(chat, done, "鳄鱼");
    expect((await stored(chat, open)).entries).toHaveLength(1);
    expect(await audited(chat, done)).toEqual(["report.erased"]);
    await chat.officer("李").dm(`/办结 ${open} 已劝过`);
    await chat.store.checkpoint();
    expect(await filesWith(chat.dir, "鳄鱼")).toEqual([]);
  },
);

test("「没有」 or another word deletes nothing; whom nothing is kept of is told so", async () => {
  const chat = await station();
  expect(await chat.resident("没来过").dm("删除我的信息")).toEqual(["这里没有留您的信息。"]);
  const number = await filed(chat, closed);
  await chat.resident("张").dm("删除我的信息");
  expect(await chat.resident("张").dm("不是")).toEqual(["好的，没有删。"]);
  await chat.resident("张").dm("删除我的信息");
  await chat.advance(31 * 60_000);
  await chat.resident("张").dm("是");
  expect(await stored(chat, number)).not.toHaveProperty("anonymisedAt");
  await chat.resident("张").dm("删除我的信息");
  expect(await chat.resident("张").dm("是")).toEqual(["已删除1件，您的号和昵称也删了。"]);
  const address = chat.channel.address("user", chat.resident("张").id);
  expect(await chat.store.contacts.byAddress(address)).toBeUndefined();
});

test("who only chatted is forgotten; who is muted, is asked something, or wears an armband is not yet", async () => {
  const chat = await station({ retention: { inquiry: "P3D" } });
  const idOf = async (name: string) => {
    await chat.resident(name).dm("你好");
    const address = chat.channel.address("user", chat.resident(name).id);
    return (await chat.store.contacts.byAddress(address))?.id ?? "";
  };
  const [chatted, muted, armed, open] = (await Promise.all(["张", "王", "赵", "孙"].map(idOf))) as [
    string,
    string,
    string,
    string,
  ];
  await chat.resident("孙").dm("三楼楼道堆满纸箱，没人管");
  const at = chat.clock.now().toISOString();
  await chat.store.tx(async (t) => {
    const until = new Date(chat.clock.now().getTime() + 5 * DAY).toISOString();
    t.mutes.put({ person: muted, reason: "骂人", by: "o", at, until });
    t.auxiliaries.put({ id: "12", person: armed, by: "o", at });
  });
  await chat.pass(2 * DAY);
  expect(await chat.store.contacts.get(chatted)).toBeDefined();
  await chat.pass(2 * DAY);
  expect(await chat.store.contacts.get(chatted)).toBeUndefined();
  for (const kept of [muted, armed, open]) expect(await chat.store.contacts.get(kept)).toBeDefined();
  const [entry] = await chat.store.audit.of({ kind: "contact", id: chatted }, 1);
  expect(entry).toMatchObject({ action: "contact.erased", facts: { because: "retention" } });
  await chat.pass(3 * DAY);
  expect(await chat.store.contacts.get(muted)).toBeUndefined();
  expect(await chat.store.mutes.get(muted)).toBeUndefined();
});

test("of an erased person no mute, code, armband, question or waiting answer stays", async () => {
  const chat = await station();
  const number = await filed(chat, { text: "鳄鱼池", ...closed });
  const { id, reporter } = await stored(chat, number);
  const at = "2026-11-20T00:00:00.000Z";
  await chat.resident("张").dm("查询码");
  expect(await chat.store.queryCodes.all()).toHaveLength(1);
  await chat.store.tx(async (t) => {
    t.mutes.put({ person: reporter, reason: "骂人", by: "o", at, until: at, report: id });
    t.heldReplies.put({ id: "h", officer: "o", number, text: "鳄鱼清走了", at });
  });
  await chat.resident("张").dm("删除我的信息");
  await chat.resident("张").dm("是");
  expect(await chat.store.contacts.get(reporter)).toBeUndefined();
  for (const table of ["mutes", "heldReplies", "queryCodes", "auxiliaries"] as const)
    expect([table, await chat.store[table].all()]).toEqual([table, []]);
  expect(await chat.store.questions.of(reporter)).toBeUndefined();
});

test("nothing erased is found again: by search, export, explanation, progress, or in the backup of the next day", async () => {
  const chat = await station({ retention: { help: "P1D", dispute: "P2D", inquiry: "P3D" } });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom<Category>("help", "dispute", "inquiry"), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      async (kinds, days) => {
        const words = new Map<string, string>();
        for (const [i, category] of kinds.entries()) {
          const word = `独角兽${chat.clock.now().getTime()}第${i}只`;
          const at = chat.clock.now().toISOString();
          words.set(
            await filed(chat, { by: word, text: word, category, status: "resolved", closedAt: at }),
            word,
          );
        }
        await chat.pass(days * DAY);
        await carryOutRetention(chat.app.actions);
        await chat.store.checkpoint();
        const to = join(chat.dir, "..", `backup-${chat.clock.now().getTime()}`);
        await backupStore(chat.store, { to, now: chat.clock.now(), timezone: "Asia/Shanghai" });
        for (const [number, word] of words) {
          const isGone = (await stored(chat, number)).anonymisedAt !== undefined;
          const found = (await chat.officer("所长").dm(`/搜索 ${word}`)).join();
          expect(found.includes(number)).toBe(!isGone);
          expect((await chat.officer("所长").dm(`/为什么 ${number}`)).join().includes("没有找到")).toBe(
            isGone,
          );
          const sheet = join(to, `${number}.csv`);
          const asked = { to: sheet, account: "pc", format: "csv", by: "所长", texts: "yes" };
          await exportFile(chat.app.actions, asked);
          expect((await readFile(sheet, "utf8")).includes(word)).toBe(!isGone);
          await rm(sheet);
          expect((await filesWith(to, word)).length > 0).toBe(!isGone);
          expect((await filesWith(chat.dir, word)).length > 0).toBe(!isGone);
        }
      },
    ),
    { numRuns: 5 },
  );
}, 60_000);
