import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { type Role, roles } from "../../src/domain/people.ts";
import { openNurseries as open } from "../support/nurseries.ts";
import { openOfficerSite } from "../support/officer-site.ts";

test("a new file works in chat, on the pages, in the export, the dues and the figures", async () => {
  const chat = await open();
  const officer = chat.officer("officer");
  expect((await officer.dm("/台账"))[0]).toContain("幼儿园检查：0条没办完，发「/园检」");
  expect((await officer.dm("/园检 第7幼儿园 灭火器过期，保安2名，花了300元，下周一前换 消防"))[0]).toContain(
    "合格？",
  );
  expect((await officer.dm("不是"))[0]).toMatch(/^已记 园检-1：第7幼儿园，/);
  expect((await chat.store.ledgerEntries.byNumber("园检-1"))?.values).toMatchObject({
    kind: "消防",
    guards: 2,
    cost: 300,
    ok: false,
    by: "2026-11-30",
  });
  expect((await officer.dm("/我的"))[0]).toContain("台账快到期30条");

  const site = await openOfficerSite(chat);
  const browser = await site.signIn("officer");
  expect((await browser.get("/officer/ledgers")).html).toContain("幼儿园检查");
  const form = await browser.get("/officer/ledgers/nurseries/new");
  for (const title of ["检查类别", "检查情况", "保安（名）", "整改费用", "合格", "负责人"])
    expect(form.html).toContain(title);
  const wrong = await browser.post("/officer/ledgers/nurseries/new", {
    "f-kind": "消防",
    "f-found": "好",
    "f-ok": "是",
    "f-guards": "几个",
  });
  expect(wrong.html).toContain("「保安」：要写数字，单位是名。");
  const written = await browser.post("/officer/ledgers/nurseries/new", {
    subject: "第8幼儿园",
    "f-day": "2026-11-24",
    "f-kind": "校车",
    "f-found": "<b>校车</b>年检正常",
    "f-ok": "是",
    "f-keeper": "司徒静怡 13712345678",
  });
  expect(written.html).toContain("已记 园检-2");
  expect(written.html).toContain("&lt;b&gt;校车&lt;/b&gt;年检正常");
  expect(written.html).toContain("已加密保存");
  expect(written.html).not.toMatch(/静怡|13712345678/);
  const moved = await browser.post(`${written.path}/move`, { word: "已归档", text: "" });
  expect(moved.html).toContain("改为已归档");
  const first = await chat.store.ledgerEntries.byNumber("园检-1");
  const refused = await browser.post(`/officer/ledgers/nurseries/${first?.id}/move`, {
    word: "已整改",
    text: "",
  });
  expect(refused.html).toContain("「整改结果」没写");
  const mended = await browser.post(`/officer/ledgers/nurseries/${first?.id}/move`, {
    word: "已整改",
    text: "换了新的",
  });
  expect(mended.html).toContain("换了新的");

  const list = await browser.get("/officer/ledgers/nurseries?state=any&q=灭火器");
  expect(list.html).toContain("园检-1");
  expect(list.html).not.toContain("园检-2");
  expect((await browser.get("/officer/ledgers/nurseries/calendar?month=2026-11")).html).toContain("园检-1");
  expect((await browser.get("/officer/ledgers/nurseries?state=any&print=1")).html).toMatch(
    /<table>[\s\S]*园检-2/,
  );
  expect((await officer.dm("/我的"))[0]).toContain("台账快到期29条");
  expect((await chat.officer("leader").dm("/统计"))[0]).toContain("幼儿园检查2条，办完1条");
});

test("the export has the file's columns in its order, and no sealed name", async () => {
  const chat = await open();
  await chat.officer("officer").dm("/园检 第7幼儿园 灭火器过期 消防");
  await chat.officer("officer").dm("是");
  const site = await openOfficerSite(chat);
  expect((await (await site.signIn("officer")).get("/officer/ledgers/nurseries/export.xlsx")).status).toBe(
    403,
  );
  const leader = await site.signIn("leader");
  const response = await fetch(`${site.url}/officer/ledgers/nurseries/export.xlsx?state=any`, {
    headers: { cookie: [...leader.cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
  });
  const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
  const sheet = new TextDecoder().decode(files["xl/worksheets/sheet1.xml"]);
  const texts = [...sheet.matchAll(/<t xml:space="preserve">([^<]*)<\/t>/g)].map(([, text]) => text);
  expect(texts.slice(1, 13)).toEqual([
    ...[
      "编号",
      "对象",
      "检查日期",
      "检查类别",
      "检查情况",
      "保安",
      "整改费用",
      "合格",
      "负责人",
      "检查民警",
      "状态",
      "到期",
    ],
  ]);
  expect(texts.slice(13, 17)).toEqual(["园检-1", "第7幼儿园", "2026-11-24", "消防"]);
});

/** r read, w write, x export: what the file lets each role do. */
const rights: Record<Role, string> = {
  officer: "rw",
  dispatcher: "rw",
  leader: "rx",
  auditor: "r",
  admin: "r",
};

test.each(roles)("%s may do with the ledger what its file says, in chat and on the pages", async (role) => {
  const chat = await open();
  await chat.officer("dispatcher").dm("/园检 第7幼儿园 灭火器过期 消防");
  await chat.officer("dispatcher").dm("是");
  const browser = await (await openOfficerSite(chat)).signIn(role);
  const says = async (text: string) => (await chat.officer(role).dm(text))[0] ?? "";
  const may = (what: string) => rights[role].includes(what);
  expect((await says("园检-1")).includes("检查情况：")).toBe(may("r"));
  expect((await browser.get("/officer/ledgers/nurseries?state=any")).html.includes("园检-1")).toBe(may("r"));
  expect((await browser.get("/officer/ledgers/nurseries/export.xlsx")).status).toBe(may("x") ? 200 : 403);
  expect((await browser.get("/officer/ledgers/nurseries/new")).status).toBe(may("w") ? 200 : 404);
  for (const text of ["/园检 第8幼儿园 好 校车", "完成 园检-1", "/园检-1 已联系", "/园检-1 保安 3"])
    expect(/办不了/.test(await says(text))).toBe(!may("w"));
  await browser.get("/officer/ledgers");
  const posted = await browser.post("/officer/ledgers/nurseries/new", {
    "f-day": "2026-11-24",
    "f-kind": "门卫",
    "f-found": "好",
    "f-ok": "是",
  });
  expect(posted.html.includes("已记 园检-")).toBe(may("w"));
});
