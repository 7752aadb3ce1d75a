import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import iconv from "iconv-lite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadAlerts } from "../../src/alerts/alert-files.ts";
import { formatFault } from "../../src/lib/text-file.ts";

const body =
  "有人冒充快递客服，说包裹丢了要赔钱，让您打开屏幕共享。屏幕一共享，银行卡密码就被看到了。接到这种电话先挂掉，自己到购物软件里查一查，再跟家里人说一声。\n{station}\n";
const alert = (title: string, head = "") => `---\ntitle: ${title}\n${head}---\n${body}`;
const schedule = "- { id: daily, series: daily, cron: 10 8 * * * }\n";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "alerts-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function load(files: Record<string, string | Uint8Array>, now?: string) {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(dir, file)), { recursive: true });
    await writeFile(join(dir, file), content);
  }
  const alerts = await loadAlerts(dir, {
    timezone: "Asia/Shanghai",
    ...(now ? { now: new Date(now) } : {}),
  });
  return { ...alerts, lines: alerts.faults.map(formatFault) };
}

describe("a folder in order", () => {
  test("is read without a fault, defaults filled in, files in order", async () => {
    const { schedules, series, lines } = await load({
      "schedule.yaml": schedule,
      "daily/10-b.md": alert("二"),
      "daily/9-a.md": alert("一"),
      "daily/README.md": "写给民警看的说明",
    });
    expect(lines).toEqual([]);
    expect(schedules).toEqual([{ id: "daily", series: "daily", cron: "10 8 * * *", when: "any" }]);
    expect(series.get("daily")?.map(({ file }) => file)).toEqual(["9-a.md", "10-b.md"]);
    expect(series.get("daily")?.[0]).toEqual({
      id: "daily/9-a.md",
      series: "daily",
      file: "9-a.md",
      title: "一",
      category: "Safety",
      severity: "Minor",
      urgency: "Future",
      certainty: "Possible",
      msgType: "Alert",
      text: `【一】\n${body.trim()}`,
    });
  });

  test("saved by Windows Notepad reads the same", async () => {
    const windows = (text: string) => new TextEncoder().encode(`\uFEFF${text.replaceAll("\n", "\r\n")}`);
    const { series, schedules, lines } = await load({
      "schedule.yaml": windows(schedule),
      "daily/1.md": windows(alert("一", "expires: 2026-12-01\n")),
    });
    expect(lines).toEqual([]);
    expect(schedules).toHaveLength(1);
    expect(series.get("daily")?.[0]?.text).toBe(`【一】\n${body.trim()}`);
  });

  test("times without an offset are the station's, and a day alone lasts to its end", async () => {
    const { series, lines } = await load({
      "schedule.yaml": schedule,
      "daily/1.md": alert("一", "effective: 2026-11-24\nexpires: 2026-11-24\n"),
      "daily/2.md": alert("二", 'effective: 2026-11-24 8:30\nexpires: "2026-11-24T12:00:00+08:00"\n'),
    });
    expect(lines).toEqual([]);
    expect(series.get("daily")?.map(({ effective, expires }) => [effective, expires])).toEqual([
      ["2026-11-23T16:00:00.000Z", "2026-11-24T15:59:00.000Z"],
      ["2026-11-24T00:30:00.000Z", "2026-11-24T04:00:00.000Z"],
    ]);
  });

  test("a season is the same days of every year", async () => {
    const { series, lines } = await load({
      "schedule.yaml": schedule,
      "daily/1.md": alert("一", "season: 11-01 ~ 02-29\n"),
      "daily/2.md": alert("二", "season: 2026-11-01 ~ 03-15\n"),
      "daily/3.md": alert("三", "season: 11-01\n"),
    });
    expect(series.get("daily")?.map(({ season }) => season)).toEqual([{ from: "11-01", to: "02-29" }]);
    expect(lines.map((line) => line.slice(0, 14))).toEqual(["daily/2.md 第3行", "daily/3.md 第3行"]);
  });

  test("a schedule's audience, days and catch-up are kept", async () => {
    const { schedules, lines } = await load({
      "schedule.yaml":
        "- id: t\n  series: daily\n  title: 早高峰提示\n  cron: 0 20 7 * * *\n  when: workday\n  catchUp: PT30M\n  audience: { topics: [交通安全], kinds: [community, officers] }\n",
      "holidays.yaml": "holidays: [2026-01-01]\n",
      "daily/1.md": alert("一"),
    });
    expect(lines).toEqual([]);
    expect(schedules).toEqual([
      {
        id: "t",
        series: "daily",
        title: "早高峰提示",
        cron: "0 20 7 * * *",
        when: "workday",
        catchUpMs: 1_800_000,
        audience: { topics: ["交通安全"], kinds: ["community", "officers"] },
      },
    ]);
  });
});

describe("what is broken is named by file and line, and the rest goes on", () => {
  test("in schedule.yaml", async () => {
    const { schedules, lines } = await load({
      "schedule.yaml": `${schedule}- { id: daily, series: daily, cron: 10 9 * * * }
- { id: a, series: nowhere, cron: 10 9 * * * }
- { id: b, series: daily, cron: 99 9 * * * }
- id: c
  series: daily
  cron: 10 9 * * *
  when: weekend
  audience:
    kinds: [everybody]
  catchUp: 2 hours
- { id: d, series: daily, cron: "8:10", colour: red }
- { id: e@f, series: ../x, cron: 1 2 3 4 }
- { id: last, series: daily, cron: 11 9 * * * }
`,
      "daily/1.md": alert("一"),
    });
    expect(schedules.map(({ id }) => id)).toEqual(["daily", "last"]);
    const at = (line: number, words: RegExp) =>
      expect(lines).toContainEqual(
        expect.stringMatching(new RegExp(`^schedule.yaml 第${line}行：.*${words.source}`)),
      );
    at(2, /id 只能用一次/);
    at(3, /没有文件夹 nowhere/);
    at(4, /「分」不能是 99.*10 8 \* \* \*/);
    at(8, /when 只能是 workday、holiday、any/);
    at(10, /kinds\.0 只能是 community、officers/);
    at(11, /catchUp 要写成 PT2H/);
    at(12, /colour 不认识这个键/);
    at(12, /五段/);
    at(13, /id 只能用汉字、字母/);
    at(13, /series 只能用汉字、字母/);
    at(13, /五段/);
  });

  test("in the alerts", async () => {
    const { series, faults, lines } = await load({
      "schedule.yaml": schedule,
      "daily/01-好.md": alert("好"),
      "daily/02-gbk.md": iconv.encode(alert("编码"), "gbk"),
      "daily/03-tab.md": alert("制表", "\tcategory: Fire\n"),
      "daily/04-colon.md": "---\ntitle：标题\n---\n正文",
      "daily/05-enum.md": alert("等级", "severity: High\ncolour: red\n"),
      "daily/06-none.md": "只有正文",
      "daily/07-empty.md": "---\ntitle: 空\n---\n\n",
      "daily/08-open.md": "---\ntitle: 没收尾\n正文",
      "daily/09-dates.md": alert("早", "effective: 2026-12-02\nexpires: 2026-12-01\n"),
      "daily/10-date.md": alert("晚", "expires: 明天\n"),
      "daily/11-brackets.md": alert("【标题】"),
      "daily/2026-02-30.md": alert("日期"),
      "daily/12-好.md": alert("也好"),
      "daily/13.md.txt": alert("记事本"),
    });
    expect(series.get("daily")?.map(({ file }) => file)).toEqual(["01-好.md", "12-好.md"]);
    expect(new Set(faults.map(({ file }) => file)).size).toBe(12);
    const at = (start: string, words: RegExp) =>
      expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^daily/${start}：.*${words.source}`)));
    at("02-gbk.md 第2行", /GBK/);
    at("03-tab.md 第3行", /制表符/);
    at("04-colon.md 第2行", /全角冒号/);
    at("05-enum.md 第3行", /severity 只能是 Extreme、Severe、Moderate、Minor、Unknown/);
    at("05-enum.md 第4行", /colour 不认识/);
    at("06-none.md 第1行", /title/);
    at("07-empty.md 第4行", /没有正文/);
    at("08-open.md 第1行", /---/);
    at("09-dates.md 第4行", /expires 比 effective/);
    at("10-date.md 第3行", /expires 要写成/);
    at("11-brackets.md 第2行", /title 不用写【】/);
    at("2026-02-30.md", /2026-02-30 不存在/);
    at("13.md.txt", /\.md/);
  });

  test("a whole file of it: the others still come", async () => {
    const { schedules, series, lines } = await load({ "schedule.yaml": "a: [", "daily/1.md": alert("一") });
    expect(schedules).toEqual([]);
    expect(series.get("daily")).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/^schedule\.yaml 第1行：/)]);
  });

  test("a missing folder, a missing schedule and an empty series are said", async () => {
    const missing = await loadAlerts(join(dir, "no"), { timezone: "Asia/Shanghai" });
    expect(missing.faults.map(({ message }) => message)).toEqual(["找不到"]);
    const { lines } = await load({ "schedule.yaml": schedule, "daily/x.gif": "" });
    expect(lines).toEqual([
      expect.stringMatching(/^daily\/x\.gif：不会发送/),
      expect.stringMatching(/^daily\/：.*没有一个能发的/),
    ]);
  });

  test.each([
    "01-退款 - 副本.md",
    "01-退款 - 副本 (2).md",
    "01-退款的副本.md",
    "副本 01-退款.md",
    "01-退款(1).md",
    "01-退款（2）.md",
    "01-退款 copy.md",
    "01-退款 - Copy.md",
    "Copy of 01-退款.md",
    "01-退款 拷贝.md",
  ])("a copy is not sent beside the original: %s", async (copy) => {
    const files = {
      "schedule.yaml": schedule,
      "daily/01-退款.md": alert("退款"),
      [`daily/${copy}`]: alert("退款"),
    };
    const { series, lines } = await load(files);
    expect(series.get("daily")?.map(({ file }) => file)).toEqual(["01-退款.md"]);
    expect(lines).toEqual([`daily/${copy}：像是另一个文件的副本，不会发送：请删掉，或者换个名字`]);
  });

  test("what nobody would ever read is named, what systems leave is not", async () => {
    const { series, lines } = await load({
      "schedule.yaml": schedule,
      "schedule.yaml.bak": schedule,
      "通知.md": alert("放错了地方"),
      "清单.xlsx": "",
      "README.md": "说明",
      "SOURCES.md": "出处",
      "Thumbs.db": "",
      "daily/1.md": alert("一"),
      "daily/2.docx": "",
      "daily/~$2.docx": "",
      "daily/desktop.ini": "",
      "daily/旧的/3.md": alert("三"),
      "daily/Copyright 提醒.md": alert("四"),
    });
    expect(series.get("daily")).toHaveLength(2);
    expect(lines.map((line) => line.split("：")[0]).sort()).toEqual(
      ["schedule.yaml.bak", "通知.md", "清单.xlsx", "daily/2.docx", "daily/旧的/"].sort(),
    );
  });
});

describe("what works but should be looked at is a warning, and goes out", () => {
  test("numbers of persons, links, length and signature, each with its line", async () => {
    const { series, faults } = await load({
      "schedule.yaml": schedule,
      "daily/1.md": `---\ntitle: 这个标题实在是写得太长太长了点\n---\n\n请打13800138000。\n看 https://example.com\n豫D12345的车主{name}\n`,
    });
    expect(series.get("daily")).toHaveLength(1);
    expect(faults.every(({ severity }) => severity === "warning")).toBe(true);
    const said = faults.map(({ line, message }) => `${line} ${message}`).sort();
    expect(said).toEqual([
      expect.stringMatching(/^2 标题有15个字/),
      expect.stringMatching(/^5 像是手机号码/),
      expect.stringMatching(/^5 正文有/),
      expect.stringMatching(/^6 里面有网址/),
      expect.stringMatching(/^7 不认识「\{name\}」/),
      expect.stringMatching(/^7 像是车牌号码/),
      expect.stringMatching(/^7 结尾没有署名/),
    ]);
  });
});

test("a schedule that limits both the day of the month and of the week works, with a warning", async () => {
  const cron = (expression: string) =>
    `- { id: "${expression.length}", series: daily, cron: "${expression}" }\n`;
  const { schedules, lines } = await load({
    "schedule.yaml": cron("0 9 1 * 1") + cron("0 9 * * 1-5") + cron("0 9 1,15 * *"),
    "daily/1.md": alert("一"),
  });
  expect(schedules).toHaveLength(3);
  expect(lines).toEqual([expect.stringMatching(/^schedule\.yaml 第1行：（提醒）「日」和「周」/)]);
});

describe("the holiday calendar", () => {
  const workdays = {
    "schedule.yaml": schedule.replace(" }", ", when: workday }"),
    "daily/1.md": alert("一"),
  };

  test("takes days and spans", async () => {
    const { calendar, lines } = await load({
      ...workdays,
      "holidays.yaml":
        "holidays:\n  - 2026-09-30 ~ 2026-10-02\n  - 2026-12-31至2027-01-01\nworkdays:\n  - 2026-10-10\n",
    });
    expect(lines).toEqual([]);
    expect([...calendar.holidays]).toEqual([
      "2026-09-30",
      "2026-10-01",
      "2026-10-02",
      "2026-12-31",
      "2027-01-01",
    ]);
    expect([...calendar.workdays]).toEqual(["2026-10-10"]);
  });

  test("names what is no day, a span the wrong way round and a day in both lists", async () => {
    const { lines } = await load({
      ...workdays,
      "holidays.yaml":
        "holidays:\n  - 2026-02-30\n  - 2026-10-07 ~ 2026-10-01\n  - 2026-10-10\n  - 2026-01-01 ~ 2027-01-01\nworkdays:\n  - 2026-10-10\n",
    });
    expect(lines.map((line) => line.slice(0, 17))).toEqual([
      "holidays.yaml 第2行",
      "holidays.yaml 第3行",
      "holidays.yaml 第5行",
      "holidays.yaml 第7行",
    ]);
  });

  test.each([
    "2026-10-01 ~ 10-07",
    "2026-10-01 ~",
    "2027-02-05 ~ 2027-02-30",
    "2026-10-01 ~ 2026-10-02 ~ 2026-10-03",
  ])("a span whose end cannot be read is no single day: %s", async (span) => {
    const { calendar, lines } = await load({ ...workdays, "holidays.yaml": `holidays:\n  - ${span}\n` });
    expect(lines).toEqual([expect.stringMatching(/^holidays\.yaml 第2行.*2026-10-01 ~ 2026-10-07/)]);
    expect([...calendar.holidays]).toEqual([]);
  });

  test("may be missing: that is a warning, and only to who asks with the day", async () => {
    expect((await load(workdays)).lines).toEqual([]);
    const { schedules, lines } = await load(workdays, "2026-11-24T00:00:00Z");
    expect(schedules).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/^holidays\.yaml：（提醒）还没有2026年/)]);
  });

  test("asks for the next year from December on, and only where a schedule needs it", async () => {
    const files = { ...workdays, "holidays.yaml": "holidays: [2026-10-01]\n" };
    expect((await load(files, "2026-11-30T15:59:00Z")).lines).toEqual([]);
    expect((await load(files, "2026-11-30T16:00:00Z")).lines).toEqual([
      expect.stringMatching(/^holidays\.yaml：（提醒）还没有2027年/),
    ]);
    expect((await load({ ...files, "schedule.yaml": schedule }, "2026-12-01T00:00:00Z")).lines).toEqual([]);
  });
});
