import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { parseCsv } from "hucre/csv";
import { readXlsx } from "hucre/xlsx";
import { expect, test } from "vitest";
import { exportFile } from "../../src/app/export-file.ts";
import { csv } from "../../src/lib/csv.ts";
import { xlsx } from "../../src/lib/xlsx.ts";
import { filed } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const station = () =>
  startChat({
    officers: [
      { name: "李", role: "officer" },
      { name: "值", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审", role: "auditor" },
    ],
  });

type Asked = Record<string, string>;
async function exported(
  chat: Chat,
  asked: Asked = {},
): Promise<{ rows: string[][]; lines: string[]; raw: Buffer }> {
  const format = asked.format ?? "xlsx";
  const to = join(chat.dir, "..", `out.${format}`);
  const lines = await exportFile(chat.app.actions, { to, account: "pc", format, ...asked });
  const raw = await readFile(to);
  const rows =
    format === "csv"
      ? parseCsv(raw.toString("utf8"))
      : ((await readXlsx(raw)).sheets[0]?.rows ?? []).map((row) => row.map((value) => value ?? ""));
  return { rows: rows as string[][], lines, raw };
}
const numbers = (rows: string[][]) => rows.slice(2).map(([number]) => number);

test("one row a report, in the station's time, without a word, a name or an account of who reported", async () => {
  const chat = await station();
  const number = await filed(chat, { by: "赵甜甜", text: "三楼堆满纸箱", priority: "urgent" });
  await chat.officer("李").dm(`/认领 ${number}`);
  const { rows, lines, raw } = await exported(chat, { by: "值" });
  expect(lines[0]).toMatch(/^已导出1件：/);
  expect(rows[0]?.[0]).toMatch(/^光明路派出所 群众反映，1件，值（电脑用户 pc） 2026-11-24 10:00 导出/);
  expect(rows[1]).toContain("编号");
  expect(rows[2]).toEqual(
    expect.arrayContaining([
      number,
      "求助",
      "民警已接手",
      "急",
      "2026-11-24 10:00",
      "体育场警务室",
      "矿工路",
      "李",
    ]),
  );
  expect(rows[2]?.join()).toMatch(/反映人·../);
  expect(rows.flat().join()).not.toMatch(/甜甜|纸箱|resident|12号/);
  expect(raw.includes("甜甜")).toBe(false);
});

test("texts only for a leader, and never of what is sensitive; restricted rows for who may read them", async () => {
  const chat = await station();
  const plain = await filed(chat, { text: "三楼堆满纸箱" });
  const complaint = await filed(chat, { category: "complaint", text: "老虎窗口骂人" });
  const sensitive = await filed(chat, { sensitive: true, text: "鳄鱼的事" });
  const see = async (asked: Asked) => numbers((await exported(chat, asked)).rows);
  expect(await see({})).toEqual([plain]);
  expect(await see({ by: "审" })).toEqual([plain]);
  expect(await see({ by: "值" })).toEqual([plain, sensitive]);
  expect(await see({ by: "所长" })).toEqual([plain, complaint, sensitive]);
  for (const by of [undefined, "值", "审"])
    await expect(exported(chat, { texts: "yes", ...(by ? { by } : {}) })).rejects.toThrow(/带原话要所领导/);
  await expect(exported(chat, { by: "李" })).rejects.toThrow(/没有导出的权限/);
  await expect(exported(chat, { by: "没这人" })).rejects.toThrow(/找不到/);
  for (const format of ["xlsx", "csv"]) {
    const { rows } = await exported(chat, { by: "所长", texts: "yes", format });
    expect(rows.flat().join()).toMatch(/三楼堆满纸箱[\s\S]*老虎窗口骂人[\s\S]*特别保护，不导出/);
    expect(rows.flat().join()).not.toContain("鳄鱼");
  }
  const audit = await chat.store.audit.of({ kind: "system", id: "export" }, 20);
  expect(audit).toHaveLength(6);
  expect(audit[0]).toMatchObject({
    action: "reports.exported",
    facts: { rows: "3", texts: "yes", account: "pc" },
  });
  const { id = "" } = (await chat.store.reports.byNumber(complaint)) ?? {};
  expect((await chat.store.audit.of({ kind: "report", id }, 9))[0]).toMatchObject({
    action: "report.exported",
  });
});

test("filters, and what is wrong in them is said; nothing half is left", async () => {
  const chat = await station();
  const old = await filed(chat, { category: "dispute", receivedAt: "2026-10-31T15:59:00.000Z" });
  const first = await filed(chat, { receivedAt: "2026-10-31T16:00:00.000Z", status: "resolved" });
  const last = await filed(chat, { office: "新程街社区警务室" });
  const see = async (asked: Asked) => numbers((await exported(chat, asked)).rows);
  expect(await see({ from: "2026-11-01" })).toEqual([first, last]);
  expect(await see({ until: "2026-10-31" })).toEqual([old]);
  expect(await see({ category: "纠纷" })).toEqual([old]);
  expect(await see({ office: "新程街社区警务室" })).toEqual([last]);
  expect(await see({ state: "已结" })).toEqual([first]);
  for (const wrong of [
    { from: "11月1日" },
    { from: "2026-02-30" },
    { category: "别的" },
    { state: "都要" },
    { format: "pdf" },
  ])
    await expect(exported(chat, wrong as unknown as Asked)).rejects.toThrow();
  expect((await readdir(join(chat.dir, ".."))).filter((name) => name.includes("partial"))).toEqual([]);
});

test("no text is a formula, and every text comes back as it was", async () => {
  const nasty = fc.oneof(
    fc.constantFrom(
      "=1+1",
      "+86",
      "-5",
      "@SUM(A1)",
      "＝cmd|'/c calc'!A0",
      "|x",
      "\t=1",
      '=HYPERLINK("http://x")',
      "]]>",
      "<b>&amp;",
      "'",
    ),
    fc.string({ unit: fc.constantFrom(..."甲=+-@,\"\n<&>'😀 a1\u0007") }),
  );
  const source = async function* (rows: readonly (readonly string[])[]) {
    yield* rows;
  };
  const whole = async (bytes: AsyncIterable<Uint8Array>) => {
    const all: Uint8Array[] = [];
    for await (const piece of bytes) all.push(piece);
    return Buffer.concat(all);
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(nasty, { minLength: 2, maxLength: 2 }), { maxLength: 250 }),
      async (cells) => {
        const file = await whole(
          xlsx({ name: "表", head: [["谁"], ["一", "二"]], widths: [10, 10] }, source(cells)),
        );
        const rows = (await readXlsx(file)).sheets[0]?.rows.slice(2) ?? [];
        const legal = (text: string) => text.replaceAll("\u0007", "");
        cells.forEach((row, i) => {
          expect([0, 1].map((column) => String(rows[i]?.[column] ?? ""))).toEqual(row.map(legal));
        });
        const text = (await whole(csv([["一"]], source(cells)))).toString("utf8");
        expect(text.startsWith("\uFEFF")).toBe(true);
        for (const row of parseCsv(text, { delimiter: "," }).slice(1))
          for (const value of row) expect(String(value)).not.toMatch(/^[\s]*[=+\-@＝＋－＠|]/);
      },
    ),
    { numRuns: 40 },
  );
});

test("the rows that name who, when and what print on each page, across A4, all columns on it", async () => {
  const bytes: Uint8Array[] = [];
  const none = (async function* (): AsyncGenerator<string[]> {})();
  for await (const piece of xlsx({ name: "群众反映", head: [["谁"], ["一"]], widths: [10] }, none))
    bytes.push(piece);
  const { sheets } = await readXlsx(Buffer.concat(bytes));
  expect(sheets[0]?.pageSetup).toMatchObject({ orientation: "landscape", printTitlesRow: "$1:$2" });
});

test.each(["/导出", "/导出 本月", "导出"])("%s says where to get it, and sends no file", async (typed) => {
  const chat = await station();
  await filed(chat);
  expect(await chat.officer("所长").dm(typed)).toEqual([
    expect.stringMatching(/^表格不在聊天里发。[\s\S]*jingmin -- export/),
  ]);
  expect(chat.channel.sent.some(({ content }) => content.files)).toBe(false);
  expect(await chat.officer("李").dm("/导出")).toEqual([expect.stringMatching(/没有「\/导出」/)]);
});
