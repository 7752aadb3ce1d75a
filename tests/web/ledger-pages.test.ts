import { readXlsx } from "hucre/xlsx";
import { expect, test } from "vitest";
import { openNurseries } from "../support/nurseries.ts";
import { type Client, openOfficerSite } from "../support/officer-site.ts";

const AT = "/officer/ledgers/nurseries";
const good = { "f-day": "2026-11-24", "f-kind": "消防", "f-found": "好", "f-ok": "是" };
const offices = ["体育场警务室", "新程街警务室"];

async function open(at = "2026-11-24T10:00:00+08:00") {
  const chat = await openNurseries({
    at: new Date(at),
    offices,
    officers: [
      { name: "officer", office: "体育场警务室" },
      { name: "李红梅", office: "新程街警务室" },
      { name: "leader", role: "leader" },
    ],
  });
  const site = await openOfficerSite(chat);
  const browser = await site.signIn("officer");
  await browser.get(`${AT}/new`);
  return { chat, site, browser };
}

/** What stands in the list under its own heading, without the subjects whose turn it is. */
async function listed(browser: Client, query: string): Promise<string[]> {
  const { html } = await browser.get(`${AT}${query}`);
  const [, list = ""] = html.split('data-live="entries"');
  return [...list.matchAll(/<b>(园检-\d+)/g)].map(([, number]) => number ?? "");
}

test("whose turn it is stands above the list and in the calendar, and leads to a form that names it", async () => {
  const { browser } = await open();
  const before = await browser.get(AT);
  expect(before.html).toContain("该办的 30个");
  expect((await browser.get("/officer/ledgers")).html).toContain("30个该办");
  // Whoever looks for something is not shown these first.
  expect((await browser.get(`${AT}?q=灭火器`)).html).not.toContain("该办的");
  const link =
    /href="([^"]*new\?subject=[^"]*)"[^>]*aria-label="记一条：第7幼儿园"/.exec(before.html)?.[1] ?? "";
  const form = await browser.get(link.replaceAll("&amp;", "&"));
  expect(form.html).toContain('<option value="第7幼儿园" selected');
  expect(form.html).toMatch(/<input id="f-day"[^>]*type="date" value="2026-11-24"/);
  expect(form.html).toContain('<option value="officer" selected');
  expect(form.html).not.toContain('id="f-mended"');
  await browser.post(`${AT}/new`, { ...good, subject: "第7幼儿园" });

  expect((await browser.get(AT)).html).toContain("该办的 29个");
  const november = await browser.get(`${AT}/calendar?month=2026-11`);
  expect(november.html).toContain("2026年11月 到期29条");
  expect(november.html).not.toContain(">第7幼儿园<");
  // The last day of work of each month.
  expect(november.html).toMatch(/30<span class="narrow">日 周一<\/span><\/span><a[^>]*>第1幼儿园</);
  const december = await browser.get(`${AT}/calendar?month=2026-12`);
  expect(december.html).toContain("2026年12月 到期1条");
  expect(december.html).toMatch(/31<span class="narrow">日 周四<\/span><\/span><a[^>]*>第7幼儿园</);
});

test("what was due before this month is said above its calendar, and the late ones are a list", async () => {
  const { browser } = await open("2026-12-02T10:00:00+08:00");
  await browser.post(`${AT}/new`, { ...good, subject: "第7幼儿园", "f-by": "2026-11-26" });
  await browser.post(`${AT}/new`, { ...good, subject: "第8幼儿园", "f-by": "2027-01-26" });
  // 28 nurseries of November, and the entry of the seventh.
  expect((await browser.get(`${AT}/calendar`)).html).toContain("以前到期的还有29条没办");
  expect((await browser.get(`${AT}/calendar?month=2026-11`)).html).not.toContain("以前到期的");
  expect((await browser.get(AT)).html).toContain("28个过期");
  expect((await browser.get(`${AT}?late=1`)).html).toContain("该办的 28个");
  expect(await listed(browser, "?late=1")).toEqual(["园检-1"]);
});

test("a list is filtered by state, officer, office, subject, days, what is late, and words, each alone and together", async () => {
  const { chat, site, browser } = await open();
  const li = await site.signIn("李红梅");
  await li.get(`${AT}/new`);
  await browser.post(`${AT}/new`, {
    ...good,
    subject: "第1幼儿园",
    "f-found": "灭火器过期",
    "f-by": "2026-11-20",
  });
  await browser.post(`${AT}/new`, {
    ...good,
    subject: "第2幼儿园",
    "f-day": "2026-11-10",
    "f-found": "门卫不在",
  });
  await li.post(`${AT}/new`, { ...good, subject: "第1幼儿园", "f-found": "灭火器换新了" });
  const third = await chat.store.ledgerEntries.byNumber("园检-3");
  await li.post(`${AT}/${third?.id}/move`, { word: "已归档" });
  const found: [string, string[]][] = [
    ["", ["园检-1", "园检-2"]],
    ["?state=any", ["园检-3", "园检-1", "园检-2"]],
    ["?state=ended", ["园检-3"]],
    ["?state=closed", ["园检-3"]],
    ["?state=state-open", ["园检-1", "园检-2"]],
    ["?state=any&officer=李红梅", ["园检-3"]],
    ["?state=any&officer=没有这个人", []],
    ["?state=any&office=体育场警务室", ["园检-1", "园检-2"]],
    ["?state=any&subject=第1幼儿园", ["园检-3", "园检-1"]],
    ["?state=any&until=2026-11-20", ["园检-2"]],
    ["?state=any&from=2026-11-11", ["园检-3", "园检-1"]],
    ["?state=any&from=2026-11-10&until=2026-11-10", ["园检-2"]],
    ["?state=any&from=2026-02-31", ["园检-3", "园检-1", "园检-2"]],
    ["?state=any&late=1", ["园检-1"]],
    ["?state=any&q=灭火器", ["园检-3", "园检-1"]],
    ["?state=any&q=灭火器 换新", ["园检-3"]],
    ["?state=any&q=园检-2", ["园检-2"]],
    ["?state=any&q=灭火器&officer=officer&subject=第1幼儿园", ["园检-1"]],
  ];
  for (const [query, numbers] of found)
    expect([query, (await listed(browser, query)).sort()]).toEqual([query, [...numbers].sort()]);
  const page = await browser.get(`${AT}?state=any&q=灭火器&officer=officer&late=1`);
  expect(page.html).toContain('value="灭火器"');
  expect(page.html).toContain('<option value="officer" selected');
  expect(page.html).toMatch(/name="late" value="1" checked/);
});

test("the list and its sheet have the same rows and columns, in the file's order, on paper too", async () => {
  const { site, browser } = await open();
  await browser.post(`${AT}/new`, { ...good, subject: "第1幼儿园", "f-cost": "300" });
  await browser.post(`${AT}/new`, {
    ...good,
    subject: "第2幼儿园",
    "f-kind": "校车",
    "f-keeper": "司徒静怡 13712345678",
  });
  const leader = await site.signIn("leader");
  expect((await browser.get(AT)).html).not.toContain("export.xlsx");
  const list = await leader.get(`${AT}?state=any&q=校车`);
  const href = /href="([^"]*export\.xlsx[^"]*)"/.exec(list.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const answer = await fetch(new URL(href, site.url), {
    headers: { cookie: [...leader.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
  });
  const [sheet] = (await readXlsx(Buffer.from(await answer.arrayBuffer()))).sheets;
  const printed = await leader.get(`${AT}?state=any&q=校车&print=1`);
  const heads = [...printed.html.matchAll(/<th scope="col">([^<]*)</g)].map(([, head]) => head);
  expect(heads).toEqual(sheet?.rows[1]);
  expect(sheet?.rows).toHaveLength(3);
  const cells = [...printed.html.matchAll(/<t[hd] (?:scope="row"|class="[^"]*")>([^<]*)<|<td>([^<]*)</g)];
  expect(cells.map(([, a, b]) => a ?? b ?? "")).toEqual(sheet?.rows[2]?.map((cell) => cell ?? ""));
  expect(printed.html).not.toMatch(/静怡|13712345678/);
  expect(printed.html).not.toContain('class="filters"');
});

test("a wrong form keeps what was typed; one field is mended with an input that fits it", async () => {
  const { chat, browser } = await open();
  const wrong = await browser.post(`${AT}/new`, {
    ...good,
    subject: "第3幼儿园",
    "f-guards": "几个",
    "f-found": "<b>门</b>",
  });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain("「保安」：要写数字，单位是名。");
  expect(wrong.html).toContain("&lt;b&gt;门&lt;/b&gt;</textarea>");
  expect(wrong.html).toContain('<option value="第3幼儿园" selected');
  const written = await browser.post(`${AT}/new`, { ...good, "f-guards": "2" });
  const change = await browser.get(`${written.path}/change?field=ok`);
  expect(change.html).toMatch(/<option value="是" selected/);
  const changed = await browser.post(`${written.path}/change`, { field: "ok", "f-ok": "不是" });
  expect(changed.html).toMatch(/<dt>合格<\/dt><dd><span class="written">否/);
  const refused = await browser.post(`${written.path}/change`, { field: "guards", "f-guards": "许多" });
  expect([refused.status, refused.html]).toEqual([422, expect.stringContaining('value="许多"')]);
  const empty = await browser.post(`${written.path}/change`, { field: "found", "f-found": "" });
  expect(empty.html).toContain("「检查情况」要写，不能空着。");
  expect((await browser.get(`${written.path}/change?field=nothing`)).status).toBe(404);
  // A sealed name does not stand in its form: it is replaced or deleted, never lost by an empty field.
  await browser.post(`${written.path}/change`, { field: "keeper", "f-keeper": "司徒静怡" });
  const sealed = await browser.get(`${written.path}/change?field=keeper`);
  expect(sealed.html).toMatch(/<input id="f-keeper"[^>]*required/);
  expect(sealed.html).toContain("删掉负责人");
  await browser.post(`${written.path}/change`, { field: "keeper" });
  expect((await chat.store.ledgerEntries.byNumber("园检-1"))?.values).not.toHaveProperty("keeper");
  const entry = await chat.store.ledgerEntries.byNumber("园检-1");
  expect(entry?.values).toMatchObject({ ok: false, guards: 2, found: "好" });
  expect((await browser.get(`/officer/ledgers/elsewhere/${entry?.id}`)).status).toBe(404);
});

test("a step that is refused leaves nothing half-finished in chat", async () => {
  const { chat, browser } = await open();
  const written = await browser.post(`${AT}/new`, good);
  const refused = await browser.post(`${written.path}/move`, { word: "已整改" });
  expect(refused.html).toContain("「整改结果」没写，没有改。");
  expect(await chat.store.ledgerDrafts.all()).toEqual([]);
  const moved = await browser.post(`${written.path}/move`, {
    word: "已整改",
    "f-mended": "换了新的",
    text: "已看过",
  });
  expect(moved.html).toMatch(/换了新的[\s\S]*改为已整改[\s\S]*已看过/);
  const back = await browser.post(`${written.path}/move`, { word: "待整改" });
  expect(back.html).toContain("现在只能：已归档。");
});

test("figures count ledgers by office and month; too few are a number to leaders alone, and what is late is told", async () => {
  const { site, browser } = await open();
  for (let n = 1; n <= 4; n++) await browser.post(`${AT}/new`, { ...good, subject: `第${n}幼儿园` });
  const li = await site.signIn("李红梅");
  await li.get(`${AT}/new`);
  await li.post(`${AT}/new`, { ...good, subject: "第9幼儿园", "f-day": "2026-10-20", "f-by": "2026-11-01" });
  await li.post(`${AT}/new`, { ...good, subject: "第8幼儿园" });
  const rows = async (path: string, name = "officer") => {
    const { html } = await (await site.signIn(name)).get(path);
    return [...html.matchAll(/<h2>(台账[^<]*)<[\s\S]*?<tbody><tr>([\s\S]*?)<\/tr>/g)].map(
      ([, title, row = ""]) => [title, ...[...row.matchAll(/<td>([^<]*)</g)].map(([, cell]) => cell)],
    );
  };
  expect(await rows("/officer/figures")).toEqual([
    ["台账本月记了多少，按警务室", "4", "少于3"],
    ["台账现在过期多少，按警务室", "0", "1"],
    ["台账记了多少，按月", "5", "少于3", "0", "0", "0", "0"],
  ]);
  expect(await rows("/officer/figures", "leader")).toEqual([
    ["台账本月记了多少，按警务室", "4", "1"],
    ["台账现在过期多少，按警务室", "0", "1"],
    ["台账记了多少，按月", "5", "1", "0", "0", "0", "0"],
  ]);
  expect((await rows("/officer/figures?period=last-month"))[0]).toEqual([
    "台账上月记了多少，按警务室",
    "0",
    "少于3",
  ]);
  const leader = await site.signIn("leader");
  const csv = await leader.get("/officer/figures/figures.csv?by=ledgers-months");
  expect(csv.html).toContain("台账,11月,10月,9月,8月,7月,6月\r\n幼儿园检查,5,1,0,0,0,0\r\n");
  const answer = await fetch(new URL("/officer/figures/figures.xlsx?by=ledgers", site.url), {
    headers: { cookie: [...leader.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
  });
  const [sheet] = (await readXlsx(Buffer.from(await answer.arrayBuffer()))).sheets;
  expect(sheet?.rows.slice(1)).toEqual([
    ["台账", ...offices],
    ["幼儿园检查", "4", "1"],
  ]);
  expect((await leader.get("/officer/figures/figures.xlsx?by=nothing")).status).toBe(404);
});
