import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { repositoryLedgers } from "../support/ledgers.ts";
import { type ChatOptions, startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "王", office: "新程街社区警务室" },
  { name: "赵", role: "dispatcher" as const },
  { name: "审", role: "auditor" as const },
];
const open = (options: ChatOptions = {}) =>
  startChat({ officers, ...options, config: { ledgers: repositoryLedgers, ...options.config } });

test("a visit fills itself from one line, asks for what is missing, and is found, shown and ended", async () => {
  const chat = await open();
  const li = chat.officer("李");
  expect(await li.dm("/走访 锦绣家园3号楼 老人独居，灯坏了，周五来修")).toEqual([
    expect.stringMatching(
      /^走访日记：锦绣家园3号楼，老人独居，灯坏了，周五来修，2026-11-27\n走访谁？\n1 发案户\n2 特困和鳏寡孤独/,
    ),
  ]);
  expect(await li.dm("2")).toEqual([
    "已记 走访-1：锦绣家园3号楼，特困和鳏寡孤独，老人独居，灯坏了，周五来修\n11月27日到期。办完发「完成 走访-1」",
  ]);
  const entry = await chat.store.ledgerEntries.byNumber("走访-1");
  expect(entry).toMatchObject({
    state: "open",
    day: "2026-11-24",
    dueOn: "2026-11-27",
    office: "体育场警务室",
    values: { place: "锦绣家园3号楼", kind: "特困和鳏寡孤独", day: "2026-11-24", by: "2026-11-27" },
  });
  expect(await li.dm("/走访")).toEqual([
    expect.stringMatching(/^走访日记您没办完1条：\n走访-1 锦绣家园3号楼，/),
  ]);
  expect(await li.dm("走访-1")).toEqual([expect.stringMatching(/地点：锦绣家园3号楼\n日期：2026-11-24\n/)]);
  expect(await li.dm("/台账")).toEqual([expect.stringContaining("走访日记：1条没办完，发「/走访」")]);
  expect(await li.dm("完成 走访-1")).toEqual([expect.stringMatching(/^走访-1 已完成/)]);
  expect((await chat.store.ledgerEntries.byNumber("走访-1"))?.endedAt).toBeDefined();
  expect((await li.dm("/走访"))[0]).toBe("走访日记没有您没办完的。要记，发「/走访 内容」。");
  expect((await li.dm("完成 走访-1"))[0]).toBe("走访-1 已经办完了。");
});

test("what has a due date is past it on the day after, and the overview counts it", async () => {
  const chat = await open();
  const li = chat.officer("李");
  await li.dm("/走访 矿工路 帮老人换灯，明天去 其他");
  await chat.advance(39 * HOUR);
  expect((await li.dm("/走访"))[0]).toContain("11月25日到期，已过");
  expect((await li.dm("/台账"))[0]).toContain("走访日记：1条没办完，1条过期");
});

test("the dialogue steps back, skips what may be left out, takes nothing that the file forbids, and is dropped by 取消", async () => {
  const chat = await open();
  const li = chat.officer("李");
  expect((await li.dm("/隐患 矿工路小学 楼梯口堵了"))[0]).toContain("类别？\n1 消防");
  expect((await li.dm("9"))[0]).toMatch(/^回1到5的一个数。类别？/);
  expect((await li.dm("1"))[0]).toContain("几号以前改好");
  expect((await li.dm("不知道"))[0]).toMatch(/^没看懂是哪天/);
  expect((await li.dm("跳过"))[0]).toMatch(/^这一样要写。/);
  expect((await li.dm("上一步"))[0]).toContain("类别？");
  expect((await li.dm("用电用气"))[0]).toContain("几号以前改好");
  expect((await li.dm("12月10日"))[0]).toMatch(/^发一张现在的照片（没有就回「跳过」）/);
  expect((await li.dm("跳过"))[0]).toMatch(/^已记 隐患-1：/);
  expect((await chat.store.ledgerEntries.byNumber("隐患-1"))?.values).toMatchObject({
    kind: "用电用气",
    by: "2026-12-10",
  });
  await li.dm("/隐患 矿工路 井盖坏了");
  expect(await li.dm("取消")).toEqual(["不写了，没有记。"]);
  expect(await chat.store.ledgerDrafts.all()).toEqual([]);
  expect((await chat.store.ledgerEntries.find({}, { limit: 9 })).total).toBe(1);
});

test("a half-finished one survives other commands, hours and a restart, and goes on with /走访", async () => {
  const chat = await open();
  await chat.officer("李").dm("/走访 锦绣家园3号楼 老人独居");
  expect((await chat.officer("李").dm("/列表"))[0]).not.toContain("走访");
  await chat.advance(5 * HOUR);
  await chat.restart();
  expect((await chat.officer("李").dm("/走访"))[0]).toMatch(
    /还有一条没写完，接着写：\n走访日记：锦绣家园3号楼，老人独居\n走访谁？/,
  );
  expect((await chat.officer("李").dm("6"))[0]).toMatch(/^已记 走访-1：锦绣家园3号楼，其他，老人独居/);
});

test("pictures and voice sent meanwhile belong to it", async () => {
  const chat = await open();
  const li = chat.officer("李");
  const image = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  await li.dm("/隐患 矿工路小学 消防通道堵了 消防");
  expect((await li.dm("", { images: [image] }))[0]).toMatch(/^收到了。\n几号以前改好/);
  expect((await li.dm("周五"))[0]).toMatch(/^已记 隐患-1/);
  const entry = await chat.store.ledgerEntries.byNumber("隐患-1");
  expect(entry?.values.before).toHaveLength(1);
  const sent = await chat.store.attachments.ofReport(entry?.id ?? "");
  expect(sent).toMatchObject([{ kind: "image", state: "stored" }]);
  expect((await li.dm("隐患-1"))[0]).toContain("改前照片：1张");
});

test("a move asks for what its state needs; words beside it answer that", async () => {
  const chat = await open();
  const li = chat.officer("李");
  await li.dm("/走访 锦绣家园3号楼 老人独居，想装扶手 其他");
  expect((await li.dm("转办 走访-1"))[0]).toContain("转给谁？");
  expect((await li.dm("社区居委会"))[0]).toMatch(/^走访-1 已转办/);
  expect((await li.dm("/答复 走访-1 扶手装好了"))[0]).toMatch(/^走访-1 已答复/);
  expect((await chat.store.ledgerEntries.byNumber("走访-1"))?.values).toMatchObject({
    passed: "社区居委会",
    answered: "扶手装好了",
  });
  expect((await li.dm("转办 走访-1"))[0]).toBe("走访-1 已经办完了。");
});

test("whoever is named is sealed: no answer, no entry and no audit holds their name", async () => {
  const chat = await open();
  const li = chat.officer("李");
  await li.dm("/调解 矿工路5号院 楼上漏水，两家吵架 邻里");
  await li.dm("欧阳慕白 13712345678");
  expect((await li.dm("诸葛长青"))[0]).toMatch(/^已记 调解-1/);
  expect((await li.dm("调解-1"))[0]).toContain("甲方：已加密保存");
  const entry = await chat.store.ledgerEntries.byNumber("调解-1");
  expect((await li.dm("/调解-1 身份"))[0]).toContain("这件事您办不了");
  expect((await chat.officer("赵").dm("/调解-1 身份"))[0]).toBe(
    "甲方：欧阳慕白 13712345678\n乙方：诸葛长青\n查看已记录，请勿转发。",
  );
  const [seen] = await chat.store.audit.of({ kind: "ledger", id: entry?.id ?? "" }, 1);
  expect(seen).toMatchObject({ action: "ledger.identity-seen" });
  expect(
    JSON.stringify([entry, await chat.store.audit.of({ kind: "ledger", id: entry?.id ?? "" }, 9)]),
  ).not.toMatch(/慕白|13712345678|长青/);
  expect(await chat.store.contacts.get(String(entry?.values.first))).toMatchObject({
    telephone: "13712345678",
  });
  expect(chat.logs.join("\n")).not.toMatch(/慕白|13712345678|长青/);
});

test("words of a ledger are no command of residents; the auditor reads and does not write", async () => {
  const chat = await open();
  expect((await chat.resident("张").dm("隐患"))[0]).not.toContain("台账");
  const [answer = ""] = await chat.resident("张").dm("/走访 锦绣家园3号楼有老人独居，家里灯坏了");
  expect(answer).not.toContain("走访日记");
  expect((await chat.officer("审").dm("/走访 矿工路 看看 其他"))[0]).toContain("这件事您办不了");
  await chat.officer("李").dm("/走访 矿工路 看看 其他");
  expect((await chat.officer("审").dm("走访-1"))[0]).toContain("地点：矿工路");
  expect((await chat.officer("审").dm("完成 走访-1"))[0]).toContain("这件事您办不了");
});

test("where the first state ends it, nothing stays open", async () => {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-patrols-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const shipped = await readFile(join(repositoryLedgers, "04-群防巡逻.yaml"), "utf8");
  await writeFile(join(dir, "patrols.yaml"), shipped.replace("enabled: false", "enabled: true"));
  const chat = await open({ config: { ledgers: dir } });
  expect((await chat.officer("李").dm("/巡 到 锦绣家园 3人 小区院落"))[0]).toMatch(/^已记 巡-1：/);
  expect((await chat.officer("李").dm("/台账"))[0]).toContain("群防巡逻：0条没办完");
});

const until = (chat: Awaited<ReturnType<typeof open>>, text: string) =>
  chat.advance(Date.parse(`2026-${text.replace(" ", "T")}:00+08:00`) - chat.clock.now().getTime());

test("what is due joins /我的, /逾期, the evening brief, the leaders' brief and the figures", async () => {
  const chat = await open({
    officers: [...officers, { name: "所长", role: "leader" }],
    at: new Date("2026-11-26T17:00:00+08:00"),
  });
  const li = chat.officer("李");
  await li.dm("/走访 矿工路 帮老人换灯，周四去 其他");
  expect((await li.dm("/我的"))[0]).toMatch(/台账快到期1条：\n走访-1 矿工路，.*今天到期/);
  expect((await chat.officer("王").dm("/我的"))[0]).not.toContain("台账");
  await until(chat, "11-26 17:31");
  expect(li.inbox.filter((text) => text.startsWith("【交班】")).at(-1)).toContain("台账到期1条：走访-1");
  expect((await li.dm("/逾期"))[0]).not.toContain("台账");
  await until(chat, "11-27 08:01");
  expect((await li.dm("/逾期"))[0]).toMatch(/^台账过期1条：\n走访-1/);
  expect((await chat.officer("王").dm("/逾期"))[0]).toContain("没有过了时限的");
  expect((await chat.officer("王").dm("/逾期 全部"))[0]).toContain("走访-1");
  expect(chat.officer("所长").inbox.at(-1)).toContain("台账过期：走访日记1条");
  await li.dm("完成 走访-1");
  expect((await li.dm("/逾期"))[0]).toContain("没有过了时限的");
  expect((await chat.officer("所长").dm("/统计"))[0]).toContain("走访日记1条，办完1条");
});

test("an unfinished one is reminded of once, in the evening brief", async () => {
  const chat = await open({ at: new Date("2026-11-25T17:00:00+08:00") });
  const li = chat.officer("李");
  await li.dm("/走访 矿工路 帮老人换灯");
  await until(chat, "11-26 18:00");
  const told = li.inbox.filter((text) => text.includes("台账没写完1条，发「/走访」接着写"));
  expect(told).toHaveLength(1);
});

test("what has ended goes when its ledger's time is over, with the persons it names; what is open stays", async () => {
  const chat = await open({ at: new Date("2026-11-24T03:00:00+08:00") });
  const li = chat.officer("李");
  for (const place of ["矿工路5号院", "矿工路6号院"]) {
    await li.dm(`/调解 ${place} 楼上漏水，两家吵架 邻里`);
    await li.dm("欧阳慕白 13712345678");
    await li.dm("诸葛长青");
  }
  await li.dm("没调成 调解-1");
  const person = String((await chat.store.ledgerEntries.byNumber("调解-1"))?.values.first);
  await chat.store.tx(async (t) => {
    for (const entry of (await t.ledgerEntries.find({}, { limit: 9 })).entries)
      t.ledgerEntries.put({ ...entry, day: "2023-11-20" });
  });
  await chat.advance(HOUR);
  expect((await chat.store.ledgerEntries.find({}, { limit: 9 })).entries.map(({ number }) => number)).toEqual(
    ["调解-2"],
  );
  expect(await chat.store.contacts.get(person)).toBeUndefined();
  // Those whom an open one names stay, although no report of theirs is kept.
  const kept = await chat.store.ledgerEntries.byNumber("调解-2");
  const contact = await chat.store.contacts.get(String(kept?.values.first));
  await chat.store.tx(async (t) => {
    if (contact) t.contacts.put({ ...contact, firstSeen: "2020-01-01T00:00:00.000Z" });
  });
  await chat.advance(24 * HOUR);
  expect(await chat.store.contacts.get(String(kept?.values.first))).toBeDefined();
});

test("a closed report asks whether to visit; the visit holds its number and place, none of its words, and both show it", async () => {
  const chat = await open();
  const li = chat.officer("李");
  await chat.resident("张").dm("矿工路3号楼楼道堆满纸箱，邻居赵六堆的");
  await li.dm("/认领 1");
  expect((await li.dm("/办结 1 已清走"))[0]).toContain("要回访吗？要就回「回访 R2611-0001」");
  expect((await li.dm("回访 1"))[0]).toContain("走访谁？");
  await li.dm("6");
  expect((await li.dm("楼道清了，很满意"))[0]).toContain("已告知？");
  expect((await li.dm("是"))[0]).toMatch(/^已记 走访-1/);
  const entry = await chat.store.ledgerEntries.byNumber("走访-1");
  expect(entry).toMatchObject({ report: "R2611-0001", values: { told: true, report: "R2611-0001" } });
  expect(JSON.stringify(entry)).not.toMatch(/赵六|纸箱/);
  expect((await li.dm("看 1"))[0]).toContain("台账：走访-1 待办");
  expect((await li.dm("走访-1"))[0]).toContain("有关反映：R2611-0001");
});

test("an entry makes a report, and a draft of an alert; both know where it came from", async () => {
  const chat = await open();
  const li = chat.officer("李");
  await li.dm("/走访 矿工路5号院 路灯不亮，老人晚上摔倒过 其他");
  expect(await li.dm("/走访-1 转反映")).toContain("已登记 R2611-0001，来自 走访-1。");
  expect((await li.dm("走访-1"))[0]).toContain("已转成 R2611-0001");
  expect((await li.dm("看 1"))[0]).toContain("来自 走访-1");
  expect((await li.dm("/走访-1 转提示")).join("\n")).toContain("T2611-001");
  expect((await li.dm("/走访-1"))[0]).toContain("已转成 T2611-001");
  expect((await chat.officer("审").dm("/走访-1 转反映"))[0]).toContain("这件事您办不了");
});
