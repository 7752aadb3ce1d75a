import { describe, expect, test } from "vitest";
import { roles } from "../../src/domain/people.ts";
import { filed, stored } from "../commands/filed.ts";
import { tinyPng } from "../contract/channel.ts";
import { daily } from "../support/daily-alerts.ts";
import { repositoryLedgers } from "../support/ledgers.ts";
import { type Client, openOfficerSite } from "../support/officer-site.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const isIn = async (client: Client) =>
  (await client.get("/officer/reports")).path.startsWith("/officer/reports");

async function offered(chat: Awaited<ReturnType<typeof startChat>>, name: string) {
  const [answer = ""] = await chat.officer(name).dm("登录");
  return { token: /#(\S+)/.exec(answer)?.[1] ?? "", code: /输入：(\S+)/.exec(answer)?.[1] ?? "" };
}

describe("signing in", () => {
  test("the code of a private chat opens the pages once, and the officer is told", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat);
    const { code } = await offered(chat, "李");
    const [one, two] = [site.client(), site.client()];
    expect(await isIn(one)).toBe(false);
    expect((await one.post("/officer/sign-in", { code })).path).toBe("/officer");
    expect((await two.post("/officer/sign-in", { code })).html).toContain("用过了、过期了");
    expect(await isIn(two)).toBe(false);
    await chat.idle();
    expect(chat.officer("李").inbox.at(-1)).toMatch(/登录了民警网页。不是您/);
  });

  test("so does the link's token; a code is read in any spelling", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat);
    const first = await offered(chat, "李");
    expect((await site.client().post("/officer/sign-in", { link: first.token })).path).toBe("/officer");
    const { code } = await offered(chat, "李");
    const typed = ` ${code.toLowerCase().replace("-", " ")}`;
    expect((await site.client().post("/officer/sign-in", { code: typed })).path).toBe("/officer");
  });

  test("after five minutes, and once another was asked for, it opens nothing", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat);
    const old = await offered(chat, "李");
    const late = await offered(chat, "李");
    expect((await site.client().post("/officer/sign-in", { code: old.code })).path).toBe("/officer/sign-in");
    await chat.advance(5 * MINUTE);
    expect((await site.client().post("/officer/sign-in", { link: late.token })).path).toBe(
      "/officer/sign-in",
    );
  });

  test("five wrong codes, and the browser waits five minutes; others do not", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat, { trustProxy: true });
    const from = (address: string) => ({ "x-forwarded-for": `spoofed, ${address}` });
    const guesser = site.client();
    for (let i = 0; i < 5; i++)
      await guesser.post("/officer/sign-in", { code: "AAAA-2222" }, from("203.0.113.7"));
    const { code } = await offered(chat, "李");
    const refused = await guesser.post("/officer/sign-in", { code }, from("203.0.113.7"));
    expect(refused.html).toContain("试得太多了");
    expect((await site.client().post("/officer/sign-in", { code }, from("203.0.113.8"))).path).toBe(
      "/officer",
    );
    await chat.advance(5 * MINUTE);
    const again = await offered(chat, "李");
    const let_in = await guesser.post("/officer/sign-in", { code: again.code }, from("203.0.113.7"));
    expect(let_in.path).toBe("/officer");
  });

  test("a session ends after two hours without use, after twelve in any case, and when its officer is revoked", async () => {
    const chat = await startChat({ officers: ["李", "王"] });
    const site = await openOfficerSite(chat);
    const [idle, busy, gone] = [await site.signIn("李"), await site.signIn("李"), await site.signIn("王")];
    await chat.store.tx(async (t) => {
      const wang = await t.officers.byName("王");
      if (wang) t.officers.put({ ...wang, revokedAt: chat.clock.now().toISOString() });
    });
    expect(await isIn(gone)).toBe(false);
    for (let hours = 1; hours < 12; hours++) {
      await chat.advance(HOUR);
      expect(await isIn(busy)).toBe(true);
    }
    expect(await isIn(idle)).toBe(false);
    await chat.advance(HOUR);
    expect(await isIn(busy)).toBe(false);
  });

  test("an officer sees where they are signed in, and puts out one browser or all", async () => {
    const chat = await startChat({ officers: ["李", "王"] });
    const site = await openOfficerSite(chat);
    const [mine, other, stranger] = [
      await site.signIn("李"),
      await site.signIn("李"),
      await site.signIn("王"),
    ];
    const list = await mine.get("/officer/sessions");
    const [, id = ""] = /name="which" value="([0-9a-f]{64})"/.exec(list.html) ?? [];
    // Another officer's session is none of theirs.
    await stranger.post("/officer/sessions/end", { which: id });
    expect(await isIn(other)).toBe(true);
    await mine.post("/officer/sessions/end", { which: id });
    expect([await isIn(mine), await isIn(other)]).toEqual([true, false]);
    expect(await chat.officer("李").dm("/登录 全部退出")).toEqual(["1处登录都退出了。"]);
    expect(await isIn(mine)).toBe(false);
  });

  test("nobody signs in by a click at a real station; in the demo the made-up people do", async () => {
    const chat = await startChat({ officers: ["李"] });
    const real = (await openOfficerSite(chat)).client();
    expect((await real.get("/officer/sign-in")).html).not.toContain("李");
    expect((await real.post("/officer/sign-in", { name: "李" })).path).toBe("/officer/sign-in");
    const demo = (await openOfficerSite(chat, { demo: true })).client();
    expect((await demo.post("/officer/sign-in", { name: "李" })).path).toBe("/officer");
  });

  test("where to go on leads to no other site", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat, { demo: true });
    for (const back of ["//evil.example", "https://evil.example/", "/officer/../chat", "/officer\\evil"]) {
      const client = site.client();
      expect((await client.post("/officer/sign-in", { name: "李", back })).path).toBe("/officer");
    }
  });
});

describe("forms", () => {
  test("without the page's token, or from another site, nothing is done", async () => {
    const chat = await startChat({ officers: ["李"] });
    const site = await openOfficerSite(chat);
    const li = await site.signIn("李");
    const number = await filed(chat);
    await li.get(`/officer/reports/${number}`);
    const take = `/officer/reports/${number}/take`;
    expect((await li.post(take, { token: "" })).status).toBe(403);
    expect((await li.post(take, { token: "f".repeat(32) })).status).toBe(403);
    expect((await li.post(take, {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await li.post(take, {}, { origin: "null" })).status).toBe(403);
    expect((await li.post(take, {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await stored(chat, number)).status).toBe("received");
    expect((await li.post(take)).html).toContain("归您办了");
    expect((await stored(chat, number)).status).toBe("accepted");
  });

  test("a report is taken, answered, noted on and closed; the resident hears what concerns them", async () => {
    const chat = await startChat({ officers: ["李"] });
    const li = await (await openOfficerSite(chat)).signIn("李");
    const number = await filed(chat);
    const page = `/officer/reports/${number}`;
    await li.get(page);
    await li.post(`${page}/take`);
    expect((await li.post(`${page}/reply`, { text: "物业今天清走" })).html).toContain("回复了。已告诉对方。");
    expect((await li.post(`${page}/note`, { text: "找过刘经理" })).html).toContain("找过刘经理");
    expect((await li.post(`${page}/close`, { status: "resolved", text: "" })).html).toContain("没有办");
    await li.post(`${page}/close`, { status: "resolved", text: "已清走" });
    await chat.idle();
    const heard = chat.resident("张").inbox.join("\n");
    expect(heard).toContain("物业今天清走");
    expect(heard).toContain("已清走");
    expect(heard).not.toContain("刘经理");
    expect((await li.post(`${page}/reopen`, { text: "又堆上了" })).html).toContain("重开了");
  });
});

test.each(roles)(
  "%s sees and may do on each page what their role may, and nothing of the rest is in it",
  async (role) => {
    const chat = await startChat({ officers: [{ name: role, role, office: "体育场警务室" }] });
    const client = await (await openOfficerSite(chat)).signIn(role);
    const me = (await chat.store.officers.byName(role))?.id ?? "";
    const marks = [
      {},
      { restricted: true },
      { category: "complaint" },
      { restricted: true, priority: "urgent" },
      { restricted: true, priority: "urgent", meant: [me] },
      { sensitive: true },
    ] as const;
    for (const mark of marks) {
      const number = await filed(chat, mark);
      const inChat = (await chat.officer(role).dm(`看 ${number}`)).join("\n");
      const page = await client.get(`/officer/reports/${number}`);
      const sees = new RegExp(`^(?:【急】)?${number}`).test(inChat);
      expect([mark, page.status]).toEqual([mark, sees ? 200 : 404]);
      const list = await client.get("/officer/reports?whose=all");
      expect([mark, list.html.includes(number)]).toEqual([mark, sees]);
      const acts = [...page.html.matchAll(/action="\/officer\/reports\/[^/"]+\/(\w+)"/g)].map(
        ([, act]) => act,
      );
      if (role === "auditor" || !sees) expect(acts).toEqual([]);
      else expect(acts).toContain("take");
      await client.post(`/officer/reports/${number}/take`);
      const taken = (await stored(chat, number)).status === "accepted";
      expect([mark, taken]).toEqual([mark, sees && role !== "auditor"]);
    }
  },
);

const routes: Record<string, readonly string[]> = {
  "/officer": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/reports": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/reports.xlsx": ["dispatcher", "leader", "auditor", "admin"],
  "/officer/sessions": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/alerts": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/figures": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/figures/figures.csv": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/figures/figures.xlsx": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/ledgers": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/ledgers/hazards": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/ledgers/hazards?state=any&print=1": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/ledgers/hazards/calendar": ["officer", "dispatcher", "leader", "auditor", "admin"],
  "/officer/ledgers/hazards/new": ["officer", "dispatcher", "leader", "admin"],
  "/officer/ledgers/hazards/export.xlsx": ["dispatcher", "leader", "auditor", "admin"],
  "/officer/monthly": ["leader", "auditor"],
  "/officer/audit": ["leader", "auditor"],
  "/officer/handbook": ["dispatcher", "leader", "admin"],
  "/officer/groups": ["admin"],
  "/officer/people": ["admin"],
  "/officer/system": ["leader", "admin"],
};
const adminsForms = [
  "people/add",
  "people/role",
  "people/revoke",
  "people/invite",
  "groups/confirm",
  "groups/remove",
];

test.each(roles)(
  "%s opens the pages of their role, is led to no other, and no form of others does anything",
  async (role) => {
    const chat = await startChat({
      officers: [{ name: role, role }, { name: "管", role: "admin" }, "王"],
      config: { ledgers: repositoryLedgers },
    });
    const client = await (await openOfficerSite(chat)).signIn(role);
    const home = await client.get("/officer");
    for (const [path, who] of Object.entries(routes)) {
      const page = await client.get(path);
      expect([path, page.status]).toEqual([
        path,
        who.includes(role) ? 200 : path.endsWith("/new") ? 404 : 403,
      ]);
      if (!who.includes(role)) expect(home.html).not.toContain(`href="${path}"`);
    }
    await client.get("/officer/reports");
    const before = (await chat.store.officers.all()).map(({ name, revokedAt }) => [name, revokedAt]);
    if (role !== "admin") {
      for (const act of adminsForms) {
        const page = await client.post(`/officer/${act}`, { name: "王", id: "none", role: "admin" });
        expect([act, page.status === 403 || page.html.includes("办不了")]).toEqual([act, true]);
      }
      expect((await chat.store.officers.all()).map(({ name, revokedAt }) => [name, revokedAt])).toEqual(
        before,
      );
      expect(await chat.store.codes.open(chat.clock.now())).toEqual([]);
    }
  },
);

test("an admin adds somebody, gives a code, changes the role and ends it", async () => {
  const chat = await startChat({ officers: [{ name: "管", role: "admin" }], offices: ["体育场警务室"] });
  const admin = await (await openOfficerSite(chat)).signIn("管");
  await admin.get("/officer/people");
  await admin.post("/officer/people/add", { name: "新人", role: "officer", office: "体育场警务室" });
  const invited = await admin.post("/officer/people/invite", { name: "新人" });
  const code = /绑定 ([A-Z0-9]{8})/.exec(invited.html)?.[1] ?? "";
  expect((await chat.resident("新来的").dm(`绑定 ${code}`))[0]).toContain("新人");
  expect((await admin.post("/officer/people/role", { name: "新人", role: "dispatcher" })).html).toContain(
    "新人现在是值班",
  );
  await admin.post("/officer/people/revoke", { name: "新人" });
  expect((await chat.store.officers.byName("新人"))?.revokedAt).toBeDefined();
  expect((await admin.post("/officer/people/revoke", { name: "管" })).html).toContain("写在配置文件里");
});

test("nothing that a resident or a group's owner wrote runs or closes a tag", async () => {
  const chat = await startChat({ officers: [{ name: "管", role: "admin" }] });
  const admin = await (await openOfficerSite(chat)).signIn("管");
  const nasty = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e${"长".repeat(900)}`;
  await chat.resident("张").dm(`楼道堆满纸箱，过不去人 ${nasty}`);
  const [report] = (await chat.store.reports.find({}, { limit: 1 })).reports;
  const pages = [
    await admin.get("/officer/reports?whose=all&q=%3Cscript%3Ealert(2)%3C/script%3E"),
    await admin.get("/officer/reports?whose=all"),
    await admin.get(`/officer/reports/${report?.number}`),
    await admin.get("/officer/sign-in?back=%22%3E%3Cscript%3E"),
  ];
  for (const { html, headers } of pages) {
    expect(html).not.toMatch(/<script>alert|<img src=x|\u202e/);
    expect(html).not.toMatch(/<[^>]*\s(?:on\w+|style)=/);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("cache-control")).toContain("no-store");
  }
});

describe("what came with a report", () => {
  test("is shown to who may read the report, in the audit, under a name of ours; to nobody else", async () => {
    const chat = await startChat({ officers: ["李", { name: "所", role: "leader" }] });
    const site = await openOfficerSite(chat);
    const [li, leader] = [await site.signIn("李"), await site.signIn("所")];
    await chat.resident("张").dm("楼道堆满纸箱", { images: [tinyPng()] });
    await chat.idle();
    const [report] = (await chat.store.reports.find({}, { limit: 1 })).reports;
    const page = await li.get(`/officer/reports/${report?.number}`);
    const [, src = ""] = /<img src="([^"]+)\/small"/.exec(page.html) ?? [];
    const picture = await li.get(src);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    expect(picture.headers.get("content-disposition")).toBe(`inline; filename="${report?.number}-1.png"`);
    expect(picture.headers.get("content-security-policy")).toContain("sandbox");
    const audit = await chat.store.audit.of({ kind: "report", id: report?.id ?? "" }, 9);
    expect(audit.map(({ action }) => action)).toContain("report.attachments");
    expect((await site.client().get(src)).path).toContain("/officer/sign-in");

    if (report) await chat.store.tx(async (t) => t.reports.put({ ...report, restricted: true }));
    expect((await li.get(src)).status).toBe(404);
    expect((await leader.get(src)).status).toBe(200);
    const other = await filed(chat);
    for (const path of [
      src.replace(report?.number ?? "", other),
      src.replace(/[^/]+$/, "../../../../etc/passwd"),
      src.replace(/[^/]+$/, "%2e%2e%2f%2e%2e%2fjingmin.key"),
      `${src}/../../../sessions`,
    ])
      expect((await li.get(path)).html).not.toMatch(/PNG|root:|BEGIN/);
  });
});

describe("an alert", () => {
  const text = "今晚停电锁好门\n今晚8点到10点停电。别让生人以检修为名进屋。";

  test("is written, seen to the letter, handed in, and sent once a second person agrees", async () => {
    const chat = await startChat({
      officers: ["李", { name: "所", role: "leader" }],
      groups: ["体育场群", "广场群"],
    });
    const site = await openOfficerSite(chat);
    const [li, leader] = [await site.signIn("李"), await site.signIn("所")];
    await li.get("/officer/alerts");
    const draft = await li.post("/officer/alerts", { text });
    const number = /T\d{4}-\d{3}/.exec(draft.path)?.[0] ?? "";
    const page = `/officer/alerts/${number}`;
    expect((await li.post(`${page}/approve`)).html).not.toContain("同意了");
    await li.post(`${page}/submit`);
    expect((await li.post(`${page}/approve`)).html).toContain("要由另一位同意");
    await leader.get("/officer/alerts");
    const waiting = await leader.get(page);
    expect(waiting.html).toContain("同意，发2个群");
    const [, shown = ""] = /<pre>([^<]*)<\/pre>/.exec(waiting.html) ?? [];
    expect((await leader.post(`${page}/return`, { reason: "" })).html).toContain("要写原因");
    await leader.post(`${page}/approve`);
    await chat.advance(5 * MINUTE);
    expect(chat.said("体育场群").at(-1)).toBe(shown);
    const sent = await li.get(page);
    expect(sent.html).toContain("发完了");
    expect(sent.html.match(/已发/g)).toHaveLength(2);
    expect((await leader.post(`${page}/approve`)).html).toContain("没有等您批的");
  });

  test("goes back with a reason, and a calendar shows what is to come by its title", async () => {
    const chat = await startChat({
      officers: ["李", { name: "所", role: "leader" }],
      groups: ["体育场群"],
      config: { alerts: await daily(", title: 每日提示") },
    });
    const site = await openOfficerSite(chat);
    const [li, leader] = [await site.signIn("李"), await site.signIn("所")];
    await li.get("/officer/alerts");
    const { path } = await li.post("/officer/alerts", { text });
    await li.post(`${path}/submit`);
    await leader.get(path);
    await leader.post(`${path}/return`, { reason: "标题太长" });
    const back = await li.get(path);
    expect(back.html).toContain("退回了");
    expect(back.html).toContain("标题太长");
    expect((await li.get("/officer/alerts?month=2026-13")).html).toContain("2026年11月");
    const february = (await li.get("/officer/alerts?month=2027-02")).html;
    expect(february).toContain("2027年2月");
    expect(february.match(/>每日提示</g)).toHaveLength(28);
    expect(february).not.toContain(">daily<");
  });

  test("was not missed on a schedule's days off, nor where no group of its kind is", async () => {
    const chat = await startChat({ officers: ["李"], config: { alerts: await daily(", title: 每日提示") } });
    await chat.store.tx(async (t) => {
      for (const [day, reason] of [
        ["10", "holiday"],
        ["11", "no-group"],
        ["12", "too-late"],
      ] as const) {
        const due = `2026-10-${day}T00:10:00.000Z`;
        const key = `daily@2026-10-${day}T08:10:00`;
        t.slots.put({ key, schedule: "daily", series: "daily", due, at: due, state: "missed", reason });
      }
    });
    const { html } = await (await (await openOfficerSite(chat)).signIn("李")).get(
      "/officer/alerts?month=2026-10",
    );
    const badges = [...html.matchAll(/<span class="badge (\w+)" title="([^"]*)">每日提示</g)];
    expect(badges.map(([, look, word]) => [look, word])).toEqual([
      ["quiet", "没有这样的群"],
      ["bad", "没发"],
    ]);
  });
});

test("figures come as a table, a plot and a file that spreadsheets open, with nothing that runs as a formula", async () => {
  const chat = await startChat({ officers: ["李"], offices: ['=HYPERLINK("http://evil")'] });
  const li = await (await openOfficerSite(chat)).signIn("李");
  await filed(chat, { office: '=HYPERLINK("http://evil")' });
  const page = await li.get("/officer/figures");
  expect(page.html).toContain("HYPERLINK");
  const plot = await li.get("/officer/figures/plot.svg?period=month&by=office");
  expect([plot.status, plot.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
  expect(plot.html).toMatch(/^<svg /);
  const csv = await li.get("/officer/figures/figures.csv?period=month&by=office");
  expect(csv.html).toContain(`"'=HYPERLINK(""http://evil"")",1,0,1`);
});

describe("after an alert was sent", () => {
  test("a leader takes it back in the groups that got it, and what failed goes again to those alone", async () => {
    const chat = await startChat({
      officers: ["李", { name: "所", role: "leader" }],
      groups: ["体育场群", "广场群"],
    });
    const site = await openOfficerSite(chat);
    const [li, leader] = [await site.signIn("李"), await site.signIn("所")];
    await li.get("/officer/alerts");
    const { path } = await li.post("/officer/alerts", {
      text: "今晚停电锁好门\n今晚8点到10点停电，别让生人进屋。",
    });
    await li.post(`${path}/submit`);
    await leader.get(path);
    await leader.post(`${path}/approve`);
    await chat.advance(5 * MINUTE);
    expect((await leader.post(`${path}/resend`)).html).toContain("没有要办的");
    const before = chat.said("体育场群").length;
    expect((await leader.post(`${path}/cancel`, { reason: "时间改了" })).html).toContain("2个群");
    await chat.advance(5 * MINUTE);
    expect(chat.said("体育场群").slice(before).join()).toContain("今晚停电锁好门");
    expect((await leader.post(`${path}/cancel`)).html).toContain("已经撤回过了");
  });
});
