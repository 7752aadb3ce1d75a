import { expect, test } from "vitest";
import { putMonth } from "../support/made-up-month.ts";
import { type Client, openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

const offices = ["体育场警务室", "新程街社区警务室", "光明桥警务室"];
const HOUR = 3_600_000;
const PAGE = "/officer/monthly/2026-11";

async function station(count = 120, isPublic = true, at = new Date("2026-12-01T01:30:00Z")) {
  const chat = await startChat({
    at,
    officers: [
      { name: "王建国", office: "体育场警务室" },
      { name: "陈所长", role: "leader" },
      { name: "吴审计", role: "auditor" },
    ],
    groups: [{ name: "体育场群", office: "体育场警务室" }],
    offices,
    config: { web: { public: isPublic } },
  });
  const made = await putMonth(chat, count, offices);
  const site = await openOfficerSite(chat, { public: isPublic });
  return { chat, site, made, leader: await site.signIn("陈所长"), anyone: site.client() };
}

const texts = {
  foreword: "这个月雨多，谢谢大家体谅。",
  whyNot: "老小区的路灯归城管，催过了。",
  next: "把楼道再走一遍。",
  thanks: "",
};
const seen = { by: "宣传科李科长", on: "2026-12-01" };

async function publish(leader: Client) {
  await leader.post(`${PAGE}/compose`);
  await leader.post(`${PAGE}/edit`, texts);
  await leader.post(`${PAGE}/submit`, seen);
  await leader.post(`${PAGE}/approve`);
}

const statusOf = async (anyone: Client, path: string) => (await anyone.get(path)).status;

test("a leader composes, writes, looks at it, names who has seen it and publishes; then anybody reads it", async () => {
  const { chat, leader, anyone } = await station();
  expect((await leader.get("/officer/monthly")).html).toContain("起草2026年11月的");
  expect((await leader.post(`${PAGE}/compose`)).html).toContain("起草好了");
  expect((await leader.post(`${PAGE}/edit`, texts)).html).toContain("改好了");
  const preview = await leader.get(`${PAGE}/preview`);
  expect(preview.html).toContain("这个月雨多");
  expect((await leader.get(`${PAGE}/picture`)).headers.get("content-type")).toBe("image/png");
  expect(await statusOf(anyone, "/report/2026-11")).toBe(404);
  expect((await leader.post(`${PAGE}/approve`)).html).toContain("没有等您批的");
  expect((await leader.post(`${PAGE}/submit`, seen)).html).toContain("分局宣传科李科长（2026-12-01）看过");
  expect(await statusOf(anyone, "/report/2026-11")).toBe(404);
  expect((await leader.post(`${PAGE}/approve`)).html).toContain("公开了，长图发到居民群");
  await chat.idle();

  const page = await anyone.get("/report/2026-11");
  expect(page.status).toBe(200);
  for (const words of [
    "向人民报告",
    "2026年11月",
    "大家反映了什么",
    "求助",
    ...Object.values(texts),
    "谢谢每一位",
  ])
    expect(page.html).toContain(words);
  expect(page.html).not.toContain("李科长");
  expect(page.html).not.toMatch(/<script|<form|<input|合计|%|投诉[^年]/);
  expect(page.headers.getSetCookie()).toEqual([]);
  expect(page.headers.get("cache-control")).toBe("public, max-age=60");
  expect(page.headers.get("etag")).toBeTruthy();
  expect((await anyone.get("/report")).html).toContain('href="/report/2026-11"');
  expect(chat.said("体育场群").join()).toContain("向人民报告");
  expect((await anyone.get("/alerts.cap")).html).not.toContain("向人民报告");
});

test("nothing on the page is a report's: no number, no word, no place, no person, no count below five", async () => {
  const { leader, anyone, made } = await station(300);
  await publish(leader);
  const { html } = await anyone.get("/report/2026-11");
  for (const { number, place = "", reporter } of made)
    for (const own of [number, place, reporter]) expect(html).not.toContain(own);
  expect(html).not.toMatch(/隐情|R2611|T26/);
  const counts = [...html.matchAll(/<td>(\d+)件<\/td>/g)].map(([, count]) => Number(count));
  expect(counts.length).toBeGreaterThan(8);
  expect(Math.min(...counts)).toBeGreaterThanOrEqual(5);
});

test("where the station's page is not public nothing of it is there", async () => {
  const { leader, anyone } = await station(60, false);
  await publish(leader);
  for (const path of ["/report", "/report/", "/report/2026-11", "/alerts.cap", "/alerts.cap/T2612-001"])
    expect(await statusOf(anyone, path), path).toBe(404);
});

test("drafts, other months and made-up addresses are not there, and no public address leads to a report", async () => {
  const { leader, anyone, made } = await station();
  await leader.post(`${PAGE}/compose`);
  const [first] = made;
  const paths = [
    "/report/2026-11",
    "/report/2026-10",
    "/report/2026-1",
    "/report/2026-13",
    "/report/..%2F",
    "/report/2026-11/preview",
  ];
  for (const path of [...paths, `/report/${first?.number}`, `/report/${first?.id}`, "/reports", "/monthly"])
    expect(await statusOf(anyone, path), path).toBe(404);
  const asked = await anyone.get(`/officer/reports/${first?.number}`);
  expect(asked.html).not.toContain("隐情");
  for (const path of [`${PAGE}/preview`, `${PAGE}/picture`, PAGE])
    expect((await anyone.get(path)).path).toMatch(/^\/officer\/sign-in/);
});

test("what is withdrawn says so and stays so; a correction says what it corrects", async () => {
  const { chat, leader, anyone } = await station();
  await publish(leader);
  expect((await leader.post(`${PAGE}/correct`, { ...texts, reason: "" })).html).toContain("要写原因");
  await leader.post(`${PAGE}/correct`, { ...texts, next: "先修路灯。", reason: "下个月的打算写错了。" });
  const { html } = await anyone.get("/report/2026-11");
  for (const words of ["更正", "下个月的打算写错了。", "先修路灯。"]) expect(html).toContain(words);
  await leader.post(`${PAGE}/withdraw`, { reason: "要核实" });
  const gone = await anyone.get("/report/2026-11");
  expect([gone.status, gone.html]).toEqual([410, "2026年11月的报告已撤回。"]);
  expect((await anyone.get("/report")).html).not.toContain("2026-11");
  expect((await leader.post(`${PAGE}/compose`)).html).toContain("这一步现在不能做");
  await chat.advance(HOUR);
});

test.each([
  ["counts", "本月有3起入室盗窃"],
  ["counts in words", "帮助了十二名群众"],
  ["shares", "办结率98%"],
  ["a name", "谢谢居民张小明反映情况"],
  ["a telephone", "有事打13812345678"],
  ["a household", "锦绣家园3号楼2单元401的灯修好了"],
  ["a report's number", "R2611-0003已办"],
])("%s cannot be written into it", async (_, foreword) => {
  const { leader } = await station(10);
  await leader.post(`${PAGE}/compose`);
  const answer = await leader.post(`${PAGE}/edit`, { foreword });
  expect(answer.html).toContain("没有改");
  expect((await leader.get(`${PAGE}/preview`)).html).not.toContain(foreword);
});

test("usual sentences can be written into it", async () => {
  const { leader } = await station(10);
  await leader.post(`${PAGE}/compose`);
  const foreword = "大家一起守好家门。下月办三件实事：修灯、清楼道、装挡车杆。第一周先走访。12月要防火。";
  expect((await leader.post(`${PAGE}/edit`, { foreword })).html).toContain("改好了");
});

test("officers have no part in it, auditors look only", async () => {
  const { site, leader } = await station(10);
  await leader.post(`${PAGE}/compose`);
  const officer = await site.signIn("王建国");
  expect((await officer.get(PAGE)).status).toBe(403);
  expect((await officer.post(`${PAGE}/edit`, texts)).status).toBe(403);
  const auditor = await site.signIn("吴审计");
  expect((await auditor.get(PAGE)).html).not.toContain("送审</button>");
  // The page has no form of theirs: the token of signing out is the same.
  expect((await auditor.post(`${PAGE}/edit`, texts)).html).toContain("月报由所领导写");
  expect((await leader.get(`${PAGE}/preview`)).html).not.toContain("这个月雨多");
});

test("lines of the groups are told again unless a leader leaves them out", async () => {
  const { chat, site } = await station(10, true, new Date("2026-12-31T15:30:00Z"));
  await chat.resident("张").dm("体育场北门积水，过不去人");
  const [number = ""] = /R\d{4}-\d+/.exec(chat.resident("张").inbox.join()) ?? [];
  await chat.officer("王建国").dm(`/改 ${number} 警务室 体育场`);
  await chat.officer("王建国").dm(`/公开 ${number} 北门积水已通`);
  expect((await chat.officer("陈所长").dm(`同意 公开 ${number}`))[0]).toContain("已同意");
  await chat.advance(HOUR);
  const again = await site.signIn("陈所长");
  const december = "/officer/monthly/2026-12";
  await again.post(`${december}/compose`);
  expect((await again.get(`${december}/preview`)).html).toContain("体育场警务室：北门积水已通");
  await again.post(`${december}/edit`, { leftOut: "0" });
  const { html } = await again.get(`${december}/preview`);
  expect(html).not.toContain("北门积水已通");
  expect(html).toContain("全年的投诉");
});
