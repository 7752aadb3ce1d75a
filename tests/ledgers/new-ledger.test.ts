import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { expect, onTestFinished, test } from "vitest";
import { exportEntries } from "../../src/ledgers/export-entries.ts";
import { startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
const office = "体育场警务室";
const officers = [
  { name: "李", office },
  { name: "管", role: "admin" as const },
  { name: "所长", role: "leader" as const },
];
const subjects = Array.from({ length: 30 }, (_, i) => `  - { name: 商铺${i + 1}号, office: ${office} }`);
/** Twelve fields, three states, each of thirty shops once a month: what no line of code knows of. */
const shops = `
id: shops
title: 沿街商铺
words: [商铺]
fields:
  - { id: day, title: 日期, type: date, default: today, required: true }
  - { id: what, title: 情况, type: long, required: true, ask: 看到什么？ }
  - { id: kind, title: 行业, type: choice, choices: [餐饮, 超市, 理发, 其他], required: true }
  - { id: fire, title: 有灭火器, type: yesno, required: true, ask: 有灭火器吗？ }
  - { id: staff, title: 人数, type: number, unit: 人 }
  - { id: rent, title: 租金, type: money }
  - { id: open, title: 开门, type: time }
  - { id: place, title: 门牌, type: place }
  - { id: keeper, title: 店主, type: person }
  - { id: officer, title: 民警, type: officer, default: me }
  - { id: photos, title: 照片, type: pictures }
  - { id: mended, title: 整改结果, type: text, required: [mended] }
states:
  - { id: seen, title: 已看, to: [mending], ends: true, words: [没问题] }
  - { id: mending, title: 整改中, to: [mended], words: [要改] }
  - { id: mended, title: 已改好, ends: true }
subjects:
${subjects.join("\n")}
repeat: P1M
since: "2026-11-01"
columns: { list: [kind, what], export: [day, kind, what, fire, staff, keeper, mended], month: [kind] }
`;

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-ledgers-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
  return dir;
}

test("a file alone makes a ledger: chat, reminders, figures and export know it", async () => {
  const ledgers = await folderOf({ "shops.yaml": shops });
  const chat = await startChat({ officers, config: { ledgers }, at: new Date("2026-11-30T15:00:00+08:00") });
  const li = chat.officer("李");
  expect((await li.dm("/商铺 商铺7号 货架挡门，10人"))[0]).toMatch(/行业？\n1 餐饮\n2 超市/);
  expect((await li.dm("2"))[0]).toBe("有灭火器吗？");
  expect((await li.dm("有"))[0]).toMatch(/^已记 商铺-1：商铺7号，超市，货架挡门/);
  expect((await li.dm("要改 商铺-1"))[0]).toMatch(/^商铺-1 整改中/);
  expect((await li.dm("/商铺"))[0]).toContain("商铺-1 商铺7号超市，货架挡门，10人");
  expect((await li.dm("已改好 商铺-1"))[0]).toContain("整改结果？");
  expect((await li.dm("货架挪开了"))[0]).toMatch(/^商铺-1 已改好/);

  expect((await li.dm("/我的"))[0]).toMatch(/台账快到期29条：\n沿街商铺 商铺1号，11月30日前/);
  await chat.advance(3 * HOUR);
  const brief = li.inbox.filter((text) => text.startsWith("【交班】")).at(-1);
  expect(brief).toMatch(/台账到期29条：商铺1号/);
  await chat.advance(24 * HOUR);
  expect((await li.dm("/逾期"))[0]).toMatch(/^台账过期29条：\n沿街商铺 商铺1号，11月30日到期，已过/);
  expect((await chat.officer("所长").dm("/统计 11月"))[0]).toContain("沿街商铺1条，办完1条");

  const actor = { officer: (await chat.store.officers.byName("所长"))?.id ?? "" };
  const book = await exportEntries(chat.app.actions, actor, { ledger: "shops", filter: {} });
  if ("refused" in book) throw new Error(book.refused);
  const bytes = [];
  for await (const part of book.done) bytes.push(part);
  const [sheet] = (await readXlsx(Buffer.concat(bytes))).sheets;
  expect(sheet?.rows[1]).toEqual([
    "编号",
    "对象",
    "日期",
    "行业",
    "情况",
    "有灭火器",
    "人数",
    "店主",
    "整改结果",
    "状态",
    "到期",
  ]);
  expect(sheet?.rows[2]?.slice(0, 7)).toEqual([
    "商铺-1",
    "商铺7号",
    "2026-11-30",
    "超市",
    "货架挡门，10人",
    "是",
    "10人",
  ]);
});

test("half a line is gone on with from another account of the same officer", async () => {
  const ledgers = await folderOf({ "shops.yaml": shops });
  const chat = await startChat({ officers, config: { ledgers } });
  const [invited = ""] = await chat.officer("管").dm("/邀请码 李");
  await chat.resident("李的另一部手机").dm(`/绑定 ${invited.split(" ").at(-1)}`);
  await chat.officer("李").dm("/商铺 商铺7号 货架挡门");
  const other = chat.resident("李的另一部手机");
  expect((await other.dm("/商铺"))[0]).toMatch(/还有一条没写完，接着写：\n[\s\S]*行业？/);
  await other.dm("超市");
  expect((await other.dm("没有"))[0]).toMatch(/^已记 商铺-1：商铺7号，超市/);
});

test("a changed file keeps entries readable as they were written, and says what can still be done with them", async () => {
  const ledgers = await folderOf({ "shops.yaml": shops });
  const chat = await startChat({ officers, config: { ledgers } });
  const li = chat.officer("李");
  await li.dm("/商铺 商铺7号 货架挡门 超市");
  await li.dm("有");
  await li.dm("要改 商铺-1");
  const changed = shops
    .replace("  - { id: staff, title: 人数, type: number, unit: 人 }\n", "")
    .replace("choices: [餐饮, 超市, 理发, 其他]", "choices: [吃的, 用的]")
    .replace("- { id: fire, title: 有灭火器,", "- { id: fire, title: 灭火器在位,")
    .replaceAll("staff, ", "");
  await writeFile(join(ledgers, "shops.yaml"), changed);
  await chat.advance(11 * 60_000);
  expect((await li.dm("商铺-1"))[0]).toMatch(/行业：超市\n有灭火器：是/);
  expect((await li.dm("已改好 商铺-1"))[0]).toContain("整改结果？");
  expect((await li.dm("挪开了"))[0]).toMatch(/^商铺-1 已改好/);
  expect((await li.dm("/商铺 商铺8号 门口堆货"))[0]).toMatch(/行业？\n1 吃的\n2 用的/);
  await li.dm("1");
  expect((await li.dm("有"))[0]).toMatch(/^已记 商铺-2/);
  expect((await li.dm("商铺-2"))[0]).toContain("灭火器在位：是");
});
