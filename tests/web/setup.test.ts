import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadConfig, parseConfig } from "../../src/config/config.ts";
import { writtenStation } from "../../src/config/written-station.ts";
import { freePort } from "../support/free-port.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { openSetup, setupBrowser } from "../support/setup-rig.ts";

const whole = {
  station: { name: "光明路派出所", phone: "0375-0000000", sms110: "12110375" },
  offices: { "offices.0.name": "体育场警务室", "offices.0.places": "体育场、建设路", units: "治安大队" },
  qq: { qq: "forward", qqUrl: "ws://127.0.0.1:3001", qqToken: "a-secret-token" },
  wechat: { wechat: "none" },
  people: {
    "officers.0.name": "陈所长",
    "officers.0.role": "leader",
    "officers.2.name": "周管理",
    "officers.2.role": "admin",
    "officers.2.account": "10001",
    custodian: "周管理",
  },
  groups: { "groups.0.id": "700001", "groups.0.office": "体育场警务室", "groups.0.topics": "治安防范" },
  times: {
    "duty.0.name": "周管理",
    "duty.0.days": "每天",
    "duty.0.hours": "18:00-08:00",
    quiet: "22:00-07:00",
  },
  keeping: { backup: "./backup", passphrase: "一二三四五六七八九十一二", port: "8080" },
};

test("from the code to a file that loads, with no password in it, and never over a file that is there", async () => {
  const { beside, url } = await openSetup();
  const page = setupBrowser(url);
  expect(await page.post("/", { code: "code-2345" })).toMatchObject({ status: 303, to: "/station" });
  const steps = Object.entries(whole);
  for (const [i, [step, form]] of steps.entries())
    expect(await page.post(`/${step}`, form)).toMatchObject({
      status: 303,
      to: `/${steps[i + 1]?.[0] ?? "finish"}`,
    });
  const last = await page.get("/finish");
  expect(last.html).toContain("setx QQ_TOKEN");
  expect(last.html).not.toContain("a-secret-token");
  expect(last.html).toMatch(/备份文件夹[^<]*不在/); // What `check` says, before anything is written.
  await writeFile(join(beside, "taken.yaml"), "mine");
  for (const [name, why] of [
    ["taken.yaml", /已经有了/],
    ["jingmin.yaml", /演示用的/],
    ["../up.yaml", /没有斜杠/],
    ["station", /\.yaml 结尾/],
  ] as const)
    expect((await page.post("/finish", { name })).html).toMatch(why);
  expect(await readFile(join(beside, "taken.yaml"), "utf8")).toBe("mine");
  const written = await page.post("/finish", { name: "station.yaml" });
  expect(written.html).toContain("npm start -- --config station.yaml");
  const text = await readFile(join(beside, "station.yaml"), "utf8");
  expect(text).not.toMatch(/a-secret-token|一二三四/);
  const config = await loadConfig(join(beside, "station.yaml"), {
    QQ_TOKEN: "a-secret-token",
    BACKUP_PASSPHRASE: "一二三四五六七八九十一二",
  });
  for (const demo of ["jingmin.yaml", "training.yaml"])
    expect(basename(config.data)).not.toBe(basename((await loadConfig(demo, {})).data));
  expect(config).toMatchObject({
    station: { name: "光明路派出所", custodian: "周管理" },
    offices: [{ name: "体育场警务室", places: ["体育场", "建设路"] }],
    channels: [{ name: "qq", url: "ws://127.0.0.1:3001", token: "a-secret-token" }, { type: "manual" }],
    officers: [{ name: "陈所长" }, { name: "周管理", accounts: ["qq:10001"] }],
    groups: [{ address: "qq:700001", topics: ["治安防范"] }],
  });
});

describe("whoever did not bring the code", () => {
  test("sees no page, also with a forged cookie or from another site or name", async () => {
    const { url } = await openSetup();
    const stranger = setupBrowser(url);
    for (const path of ["/station", "/people", "/finish"])
      expect(await stranger.get(path, { cookie: "setup=forged" })).toMatchObject({ status: 303, to: "/" });
    expect((await stranger.post("/station", { name: "甲" })).to).toBe("/");
    expect((await stranger.post("/", { code: "CODE2345" }, { origin: "http://evil.example" })).status).toBe(
      403,
    );
    expect((await stranger.get("/", { "x-forwarded-for": "1.2.3.4" })).status).toBe(403);
  });

  test("is refused by any name of this computer that is not its own", async () => {
    const { url } = await openSetup();
    const { port } = new URL(url);
    const under = (host: string) =>
      new Promise<number>((answered, failed) => {
        const asked = request({ host: "127.0.0.1", port, path: "/", headers: { host } }, (answer) => {
          answer.resume();
          answered(answer.statusCode ?? 0);
        });
        asked.on("error", failed).end();
      });
    expect(await under(`127.0.0.1:${port}`)).toBe(200);
    for (const host of [`evil.example:${port}`, `192.168.1.2:${port}`, "127.0.0.1.evil.example"])
      expect([host, await under(host)]).toEqual([host, 403]);
  });

  test("guesses five times, then there is a new code; a used one lets nobody else in", async () => {
    const { url, said } = await openSetup();
    const page = setupBrowser(url);
    for (let i = 0; i < 5; i++) expect((await page.post("/", { code: "AAAA2222" })).status).toBe(403);
    expect(said.at(-1)).toBe("错了5次，换了一个码：CODE2346");
    expect((await page.post("/", { code: "CODE2345" })).status).toBe(403);
    expect((await page.post("/", { code: "CODE2346" })).to).toBe("/station");
    expect((await setupBrowser(url).post("/", { code: "CODE2346" })).html).toContain("用过了");
  });
});

test("what is wrong stands at its field, and nothing else that was typed is lost", async () => {
  const { url } = await openSetup();
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  const wrong = await page.post("/station", { name: "光明路派出所", sms110: "110", phone: "0375-1" });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toMatch(/id="sms110-wrong">[^<]*12110 加区号/);
  expect(wrong.html).toContain('value="0375-1"');
  expect((await page.post("/station", { sms110: "12110375" })).to).toBe("/offices");
  const people = await page.post("/people", {
    "officers.0.name": "李",
    "officers.3.name": "王",
    "officers.3.role": "leader",
  });
  expect(people.html).toMatch(/id="officers-0-role-wrong"/);
  expect(people.html).not.toMatch(/id="officers-3-role-wrong"/);
  expect((await page.post("/qq", { qq: "reverse", qqListen: "127.0.0.1:8095" })).html).toMatch(
    /必须写 token/,
  );
  expect((await page.post("/keeping", { passphrase: "短" })).html).toMatch(/口令至少12个字/);
  expect((await page.get("/finish")).html).toContain("去「人员」改");
  expect((await page.post("/finish", { name: "station.yaml" })).html).toContain("没有写");
  expect((await page.get("/station")).html).toContain('value="光明路派出所"');
});

test("what is wrong is said in words of the page, never in those of the file", async () => {
  const { url } = await openSetup();
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  const cases: readonly (readonly [step: string, form: Record<string, string>, sentence: RegExp])[] = [
    ["station", { name: "" }, /id="name-wrong">这里要填/],
    ["station", { name: "甲所", timezone: "北京" }, /没有这个时区/],
    ["station", { timezone: "", sms110: "110" }, /12110 加区号/],
    ["station", { sms110: "" }, /^$/],
    ["offices", { "offices.0.places": "体育场" }, /警务室的名字要填/],
    ["offices", { "offices.0.places": "", "offices.0.name": "123" }, /要有字，不能只是数字/],
    ["offices", { "offices.0.name": "" }, /^$/],
    ["qq", { qq: "forward", qqUrl: "" }, /id="qqUrl-wrong">地址要填/],
    ["qq", { qq: "reverse", qqListen: "127.0.0.1:8095" }, /反向必须写 token/],
    ["qq", { qq: "forward", qqUrl: "ws://127.0.0.1:3001", qqToken: "口令" }, /只用半角/],
    ["qq", { qq: "none", qqToken: "" }, /^$/],
    ["wechat", { wechat: "gateway" }, /网关的口令要填/],
    ["wechat", { wechat: "none" }, /^$/],
    ["people", { "officers.0.role": "leader" }, /id="officers-0-name-wrong">这里要填/],
    ["people", { "officers.0.name": "陈", "officers.0.role": "" }, /选一个角色/],
    ["people", { "officers.0.role": "leader", "officers.0.account": "10001" }, /还没有接QQ：到「接QQ」/],
    ["people", { "officers.0.account": "", "officers.0.office": "没有的" }, /「警务室」那一页没有/],
    ["people", { "officers.0.office": "" }, /^$/],
    ["groups", { "groups.0.id": "700001" }, /还没有接QQ/],
    ["groups", { "groups.0.id": "某群" }, /还没有接微信/],
    ["groups", { "groups.0.id": "", "groups.0.topics": "消防" }, /群号或群名要填/],
    ["groups", { "groups.0.topics": "" }, /^$/],
    ["times", { "duty.0.name": "陈", "duty.0.hours": "8点到18点" }, /要写成 [^<]*08:00-18:00/],
    ["times", { "duty.0.hours": "08:00-18:00", "duty.0.days": "礼拜八" }, /认不出是哪几天/],
    ["times", { "duty.0.days": "每天" }, /^$/],
    ["keeping", { port: "八千" }, /要写端口号/],
    ["keeping", { port: "", backup: "~/备份" }, /要写文件夹的路径/],
    ["keeping", { backup: "./data-station/备份" }, /不能放在数据的文件夹里面/],
    ["keeping", { backup: "", passphrase: "一二三四五六七八九十一二" }, /id="backup-wrong">这里要填/],
  ];
  for (const [step, form, sentence] of cases) {
    const { html } = await page.post(`/${step}`, form);
    const wrong = html.match(/id="[\w-]+-wrong">[^<]*/g) ?? [""];
    expect([step, form, wrong.join()]).toEqual([step, form, expect.stringMatching(sentence)]);
    expect(wrong.join().replace(/id="[\w-]+-wrong">/g, "")).not.toMatch(
      /role|officer|offices|units|match|station|members|listen|places|options|data\b/,
    );
  }
});

test("a page loaded anew while NapCat is waited for hears the same answer", async () => {
  const { url } = await openSetup();
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  const listen = `127.0.0.1:${await freePort()}`;
  const form = { qq: "reverse", qqListen: listen, qqToken: "right", go: "try" };
  const both = [page.post("/qq", form), page.post("/qq", form)];
  const peer = createOnebotPeer({ dial: () => `ws://${listen}`, token: "right" });
  await peer.start();
  onTestFinished(() => peer.stop());
  for (const { html } of await Promise.all(both)) expect(html).toContain("连上了：QQ 10001");
});

test("a list is pasted as it was copied: from a table, or typed a line each", async () => {
  const { url } = await openSetup();
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  await page.post("/station", { name: "光明路派出所" });
  const offices = await page.post("/offices", {
    "offices.0.name": "东门警务室",
    units: "案侦大队",
    go: "more",
    "paste.offices":
      "警务室\t管哪些路、小区\r\n体育场警务室\t体育场、建设路\r\n\r\n新程街警务室：新程街、锦绣家园",
  });
  expect(offices.html).toMatch(
    /value="东门警务室"[\s\S]*value="体育场警务室"[\s\S]*value="新程街、锦绣家园"/,
  );
  const people = await page.post("/people", {
    go: "more",
    "paste.officers":
      "陈所长 所领导\n王建国，民警，体育场警务室，１０００１\n刘队\t民警\t案侦大队\t\n孙某 保安",
  });
  expect(people.html).toMatch(/<option value="officer" selected="">民警/);
  expect((await page.post("/people", {})).html).toMatch(/id="officers-3-role-wrong"/);
  await page.post("/people", { "officers.3.role": "auditor" });
  const file = await page.get("/finish");
  for (const line of [
    "name: 新程街警务室",
    "- 锦绣家园",
    "role: leader",
    "office: 体育场警务室",
    "unit: 案侦大队",
  ])
    expect(file.html).toContain(line);
  const tooMany = "甲警务室\n".repeat(1_000);
  expect((await page.post("/offices", { "paste.offices": tooMany, go: "more" })).html).toContain("最多900行");
});

test("what is too long to be kept is said at its field, and the words before it stay", async () => {
  const { url } = await openSetup();
  const page = setupBrowser(url);
  await page.post("/", { code: "CODE2345" });
  await page.post("/station", { name: "光明路派出所" });
  const long = await page.post("/station", { name: "甲".repeat(5_000), phone: "0375-1" });
  expect(long).toMatchObject({ status: 422 });
  expect(long.html).toMatch(/id="name-wrong">[^<]*太长了/);
  expect(long.html).toMatch(/value="光明路派出所"[\s\S]*value="0375-1"/);
});

test("whatever is typed is in the file as it was typed, or is refused at a field", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.constantFrom(
      "李: 四",
      "#王",
      "*赵",
      "- 钱",
      "'孙'",
      '"周"',
      "{吴}",
      "１２３",
      "😀所",
      "null",
      "是",
      "yes",
      "a\tb",
      ["$", "{HOME}"].join(""),
      "甲".repeat(500),
    ),
  );
  const file = "/tmp/station.yaml";
  let accepted = 0;
  fc.assert(
    fc.property(hostile, hostile, hostile, (name, office, officer) => {
      const form = {
        name,
        "offices.0.name": office,
        "officers.0.name": officer,
        "officers.0.role": "leader",
        "officers.0.office": office,
      };
      const { yaml, secrets, sources } = writtenStation(form);
      try {
        const config = parseConfig(yaml, file, secrets);
        expect(config.station.name).toBe(name.trim());
        expect(config.offices.map((one) => one.name)).toEqual(office.trim() === "" ? [] : [office.trim()]);
        expect(config.officers.map((one) => one.name)).toEqual([officer.trim()]);
        accepted++;
      } catch (error) {
        const { faults = [] } = error as { faults?: { message: string }[] };
        if (faults.length === 0) throw error;
        const paths = faults.map(({ message }) => message.split(" ", 1)[0] ?? "");
        for (const path of paths)
          expect(
            sources.some(([key]) => `${path}.`.startsWith(`${key}.`) || key.startsWith(`${path}.`)),
          ).toBe(true);
      }
    }),
  );
  expect(accepted).toBeGreaterThan(0);
});
