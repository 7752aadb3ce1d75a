import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decision, decide, type History, type PastReport, type Told } from "../../src/domain/decide.ts";
import { categories } from "../../src/domain/reports.ts";
import { messageKinds } from "../../src/domain/understanding.ts";

const NOW = new Date("2026-11-24T02:00:00.000Z");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ago = (ms: number) => new Date(NOW.getTime() - ms).toISOString();

function past(id: string, text: string, saidAgo: number, more: Partial<PastReport> = {}): PastReport {
  const isComplaint = more.category === "complaint";
  return {
    id,
    number: `R2611-000${id.charCodeAt(0) - 64}`,
    category: "help",
    isOpen: true,
    restricted: isComplaint,
    urgent: false,
    text,
    lastSaidAt: ago(saidAgo),
    ...more,
  };
}

/** The earlier reports that the rows speak of. */
const theft = (saidAgo = HOUR, more: Partial<PastReport> = {}) =>
  past("A", "电动车叫人骑走了，红星小区门口", saidAgo, { place: "红星小区门口", ...more });
const corridor = (saidAgo = HOUR, more: Partial<PastReport> = {}) =>
  past("B", "三楼楼道堆满纸箱，怕着火", saidAgo, { category: "tip", ...more });
const complaint = (saidAgo = HOUR, more: Partial<PastReport> = {}) =>
  past("C", "我要投诉窗口的民警，态度恶劣还骂人", saidAgo, { category: "complaint", ...more });
const noise = (saidAgo = HOUR, more: Partial<PastReport> = {}) =>
  past("D", "楼上天天半夜跳舞，吵得睡不着", saidAgo, { category: "dispute", ...more });
const fight = (saidAgo = HOUR, more: Partial<PastReport> = {}) =>
  past("E", "烧烤摊有人打架，动刀子了", saidAgo, { category: "help", urgent: true, ...more });
const closed = { isOpen: false } as const;
const asked = { lastReplyAt: ago(10 * MINUTE), askedAt: ago(10 * MINUTE) };
const replied = { lastReplyAt: ago(10 * MINUTE) };
const question = (kind: NonNullable<History["question"]>["kind"], subject: string) => ({
  question: { kind, subject, until: ago(-5 * MINUTE) },
});

const report = (category: Told["category"] = "help", more: Partial<Told> = {}): Partial<Told> => ({
  kind: "report",
  ...(category ? { category } : {}),
  ...more,
});
const inDanger = (kind: "violence" | "fire" | "injury", more: Partial<Told> = {}): Partial<Told> =>
  report("help", { danger: { kind, level: "now" }, ...more });
const blame = report("complaint", { restricted: true });
const is = (kind: Told["kind"], more: Partial<Told> = {}): Partial<Told> => ({ kind, ...more });
const photo = { attachments: 1 };

/** 「file B?」: a new one that asks whether it is B's matter; 「file B」: one that names B; 「reopen A」. */
function short(d: Decision): string {
  switch (d.do) {
    case "file":
      return ["file", d.related && `${d.related}${d.ask ? "?" : ""}`].filter(Boolean).join(" ");
    case "add":
      return `${d.reopen ? "reopen" : "add"} ${d.report}`;
    case "talk":
      return `talk ${d.about}`;
    case "answer":
      return `answer ${d.question.kind} ${d.yes ? "yes" : "no"}`;
    case "progress":
      return d.report ? `progress ${d.report}` : "progress";
    case "settle":
      return `${d.solved ? "solved" : "unsolved"} ${d.report}`;
    case "correct":
      return `correct ${d.report} ${d.category}`;
    case "withdraw":
      return `withdraw ${d.report}`;
    default:
      return d.do;
  }
}

type RowOf = readonly [
  said: string,
  means: Partial<Told>,
  reports: readonly PastReport[],
  more: Partial<History>,
  decision: string,
];

function decideRow(
  said: string,
  means: Partial<Told>,
  reports: readonly PastReport[],
  more: Partial<History>,
) {
  const told: Told = { kind: "report", text: said, attachments: 0, fresh: false, ...means };
  return decide(told, { reports, mayBegin: true, appendWindow: 5 * MINUTE, ...more }, NOW);
}

const table: Readonly<Record<string, readonly RowOf[]>> = {
  "who has told nothing yet": [
    ["路灯坏了三个月了", report("suggestion"), [], {}, "file"],
    ["他拿刀砸门了", inDanger("violence"), [], {}, "file"],
    ["刚才说的那个人又来了", is("supplement"), [], {}, "file"],
    ["", {}, [], {}, "ignore"],
    ["👍🏽", is("chatter"), [], {}, "ignore"],
    ["[捂脸]", is("chatter"), [], {}, "ignore"],
    ["💊💊", is("chatter"), [], {}, "talk chatter"],
    ["😭😭", is("chatter"), [], {}, "talk chatter"],
    ["？？？", is("chatter"), [], {}, "talk chatter"],
    ["1", is("chatter"), [], {}, "ignore"],
    ["", { kind: "chatter", attachments: 1 }, [], {}, "file"],
    ["你好", is("greeting"), [], {}, "talk greeting"],
    ["怎么用", is("menu"), [], {}, "talk menu"],
    ["进度", is("progress"), [], {}, "progress"],
    ["路灯坏了三个月有人管了没", is("progress"), [], {}, "file"],
    ["撤回", is("withdraw"), [], {}, "talk nothing-open"],
    ["急", is("chatter"), [], {}, "file"],
    ["是", is("chatter"), [], {}, "talk chatter"],
    ["解决了", is("withdraw"), [], {}, "talk nothing-open"],
  ],
  "an open question": [
    ["是", is("chatter"), [corridor()], question("same-matter", "B"), "answer same-matter yes"],
    ["没有。", is("chatter"), [corridor()], question("danger", "B"), "answer danger no"],
    ["有！", is("chatter"), [corridor()], question("danger", "B"), "answer danger yes"],
    ["有人在撬我家门", inDanger("violence"), [corridor()], question("danger", "B"), "file"],
    ["没有垃圾桶，建议放一个", report("suggestion"), [corridor(10 * DAY)], question("danger", "B"), "file"],
    ["是", is("chatter"), [], { question: { kind: "solved", subject: "A", until: ago(1) } }, "talk chatter"],
  ],
  "a quote of our message, or its number": [
    ["车牌看清了，豫D12345", is("supplement"), [noise(MINUTE), theft()], { quoted: "R2611-0001" }, "add A"],
    ["今天又跳到两点", report("dispute"), [theft(MINUTE), noise(3 * DAY)], { quoted: "R2611-0004" }, "add D"],
    ["又丢了一辆", report(), [theft(2 * DAY, closed)], { quoted: "R2611-0001" }, "reopen A"],
    ["民警收了人家的烟", blame, [corridor()], { quoted: "R2611-0002" }, "file B"],
    ["他还骂我", report("help"), [complaint()], { quoted: "R2611-0003" }, "add C"],
    ["他拿刀来了", inDanger("violence"), [complaint()], { quoted: "R2611-0003" }, "file C"],
    ["到哪一步了", is("progress"), [theft(), noise()], { quoted: "R2611-0001" }, "progress A"],
    ["谢谢", is("thanks"), [theft()], { quoted: "R2611-0001" }, "talk thanks"],
    ["收到", is("chatter"), [theft()], { quoted: "R2611-0001" }, "talk chatter"],
    ["不用来了", is("withdraw"), [noise(), theft()], { quoted: "R2611-0001" }, "withdraw A"],
    ["解决了", is("withdraw"), [noise(), theft()], { quoted: "R2611-0001" }, "solved A"],
    ["R2611-0001 的车找到了半个架子", report(), [noise(MINUTE), theft(9 * DAY)], {}, "add A"],
    ["R2611-0009 是谁的", report("inquiry"), [theft(2 * DAY)], {}, "file"],
  ],
  "within the append window": [
    [
      "车窗贴黑膜",
      report("suspicious"),
      [past("A", "北门有辆面包车停了五天，没有牌照", MINUTE)],
      {},
      "add A",
    ],
    ["就在光明路口", is("chatter"), [corridor(MINUTE)], {}, "add B"],
    ["13800000000", is("chatter"), [corridor(MINUTE)], {}, "add B"],
    ["", photo, [corridor(MINUTE)], {}, "add B"],
    ["新程街棋牌室有人赌博，一桌好几万", report("tip"), [theft(MINUTE)], {}, "file"],
    ["想问一下身份证丢了怎么补办", report("inquiry"), [noise(MINUTE)], {}, "file"],
    ["捡到一个钱包，里面有证件", report("help"), [noise(2 * MINUTE)], {}, "file"],
    ["电梯里张贴的告示字太小，建议换大字", report("suggestion"), [theft(MINUTE)], {}, "file A?"],
    ["好的", is("chatter"), [corridor(MINUTE)], {}, "talk chatter"],
    ["谢谢", is("thanks"), [corridor(MINUTE)], {}, "talk thanks"],
    ["就在三楼拐角", is("chatter"), [corridor(MINUTE, closed)], {}, "file B?"],
    ["车窗贴黑膜", report("suspicious"), [theft(MINUTE)], { appendWindow: 0 }, "file"],
    ["消防通道也堵了", report("tip"), [corridor(6 * MINUTE)], {}, "file B?"],
    ["楼上半夜老是蹦", { ...report("dispute"), fresh: true }, [corridor(MINUTE)], {}, "file"],
    ["", { fresh: true }, [corridor(MINUTE)], {}, "talk another"],
    ["吵得睡不着", report("dispute"), [corridor(MINUTE)], { startsAnew: true }, "file"],
    ["消防通道的门也锁着", report("tip"), [corridor(MINUTE, { isFull: true })], {}, "file B"],
  ],
  later: [
    ["他们是两个男娃 骑个红摩托", report("suspicious"), [theft()], {}, "add A"],
    ["那个车找着了，轮子没了", report(), [theft(3 * DAY)], {}, "add A"],
    ["补充一下，车是黑色的", is("supplement"), [theft(5 * HOUR)], {}, "add A"],
    ["车牌是豫D12345", report("help"), [theft(5 * HOUR)], {}, "add A"],
    ["昨黑店门叫人撬了", report(), [theft(DAY)], {}, "file"],
    ["昨黑店门又叫人撬了", report(), [past("A", "店门叫人撬了，丢了烟", DAY)], {}, "file A?"],
    ["昨黑俺店里叫人撬门偷了两条烟", report(), [noise(3 * DAY, closed)], {}, "file"],
    ["上次说的楼道纸箱还在", is("supplement"), [corridor(5 * DAY, closed)], {}, "reopen B"],
    ["上次说的那件事还没完", is("supplement"), [corridor(5 * DAY, closed)], {}, "file B?"],
    ["上次说的那件事还没完", is("supplement"), [corridor(40 * DAY, closed)], {}, "file"],
    ["补充，是个光头", is("supplement"), [noise(2 * DAY), theft(3 * DAY)], {}, "file D?"],
    ["补充，楼上还拖椅子，吵得睡不着", is("supplement"), [theft(HOUR), noise(3 * DAY)], {}, "add D"],
    ["哈哈", is("chatter"), [corridor()], {}, "talk chatter"],
    ["满意", is("rating"), [noise(3 * DAY), corridor(2 * DAY, { ...closed, ...replied })], {}, "add B"],
    ["满意", is("rating"), [noise(3 * DAY)], {}, "talk rating"],
  ],
  danger: [
    ["他拿刀砸门了，快来", inDanger("violence"), [past("A", "邻居老在门口骂", MINUTE)], {}, "add A"],
    ["快来人啊，打起来了，流血了", inDanger("violence"), [fight(MINUTE)], {}, "add E"],
    ["着火了，四楼冒烟", inDanger("fire"), [noise(MINUTE)], {}, "file"],
    ["有人晕倒了，没反应", inDanger("injury"), [corridor(MINUTE)], {}, "file B"],
    ["救命，有人拿刀砍人", inDanger("violence"), [complaint(MINUTE)], {}, "file"],
    ["刚才说的那个人翻墙进来了", inDanger("violence"), [theft(2 * HOUR)], {}, "add A"],
    ["有人在家打孩子，往死里打", inDanger("violence"), [theft(3 * HOUR, asked)], {}, "file"],
  ],
  "what is said of the police": [
    ["来的民警收了人家的烟", blame, [corridor(MINUTE)], {}, "file"],
    ["上次来的民警收了人家的烟", blame, [noise(HOUR, replied)], {}, "file"],
    ["他还推了我一把，民警怎么能这样", blame, [complaint(MINUTE)], {}, "add C"],
    [
      "补充一下那个民警的警号是001",
      { ...blame, kind: "supplement" },
      [corridor(), complaint(2 * HOUR)],
      {},
      "add C",
    ],
    ["", { kind: "report", attachments: 9 }, [complaint(MINUTE)], {}, "file C?"],
    ["", { kind: "report", attachments: 9 }, [complaint(MINUTE), corridor(3 * MINUTE)], {}, "add B"],
    ["楼道里堆了好多纸箱，怕着火", report("tip"), [complaint(MINUTE)], {}, "file"],
    ["工号是0037", report("help"), [complaint(MINUTE)], {}, "add C"],
    ["他当着好多人的面骂我", report("help"), [complaint(MINUTE)], {}, "add C"],
  ],
  "an officer's words wait for an answer": [
    ["谢谢，是3号楼", is("thanks"), [theft(HOUR, asked)], {}, "add A"],
    ["银灰色，车头有个坑", report("help"), [theft(HOUR, asked), noise(MINUTE)], {}, "add A"],
    ["有", is("chatter"), [theft(HOUR, asked)], {}, "add A"],
    ["3个", is("chatter"), [theft(HOUR, asked)], {}, "add A"],
    ["谢谢", is("thanks"), [theft(HOUR, asked)], {}, "talk thanks"],
    ["收到", is("chatter"), [theft(HOUR, asked)], {}, "talk chatter"],
    ["新程街棋牌室有人赌博", report("tip"), [theft(HOUR, asked)], {}, "file"],
    ["清走了，谢谢", is("thanks"), [corridor(HOUR, replied)], {}, "add B"],
    ["解决了", is("withdraw"), [corridor(HOUR, replied), theft(MINUTE)], {}, "solved B"],
    ["没解决", is("chatter"), [corridor(HOUR, { ...closed, ...replied })], {}, "unsolved B"],
    ["查得怎么样了，那辆车今天又来了，车牌豫D12345", is("progress"), [theft(HOUR, replied)], {}, "add A"],
    ["楼下养的狗天天叫，能不能管管", report("dispute"), [theft(3 * DAY, replied)], {}, "file"],
    ["是王建国，窗口那个", report("complaint", { restricted: true }), [complaint(HOUR, asked)], {}, "add C"],
    ["到哪一步了", is("progress"), [theft(HOUR, replied)], {}, "progress"],
  ],
  "words with one meaning": [
    ["收到没", is("progress"), [corridor(MINUTE)], {}, "attend"],
    ["算了，不追究了", is("withdraw"), [corridor(HOUR)], {}, "withdraw B"],
    ["急", is("chatter"), [corridor(HOUR), theft(2 * HOUR)], {}, "add B"],
    ["改成咨询", is("chatter"), [corridor(MINUTE)], {}, "correct B inquiry"],
    ["投诉", report("complaint"), [noise(3 * DAY)], {}, "file"],
  ],
  "past the hour's bound": [
    ["园林路有人贴小广告", report("tip"), [corridor(20 * MINUTE)], { mayBegin: false }, "add B"],
    ["民警收了人家的烟", blame, [corridor(20 * MINUTE), complaint()], { mayBegin: false }, "add C"],
    ["民警收了人家的烟", blame, [corridor(20 * MINUTE)], { mayBegin: false }, "file"],
    ["着火了", inDanger("fire"), [noise(20 * MINUTE), fight()], { mayBegin: false }, "add E"],
  ],
};

describe.each(Object.entries(table))("%s", (_, rows) => {
  test.each(rows)("「%s」", (said, means, reports, more, decision) => {
    const decided = decideRow(said, means, reports, more);
    expect(short(decided), decided.because).toBe(decision);
  });
});

test("the table is read by hand: sixty rows and more", () => {
  expect(Object.values(table).flat().length).toBeGreaterThanOrEqual(60);
});

describe("whatever is said, whatever was told before", () => {
  const words = fc.oneof(
    fc.string({
      unit: fc.constantFrom(..."刚才那个他又电动车民警拿刀着火谢谢是有没3，。👍R2611-0001 ab".split("")),
      maxLength: 40,
    }),
    fc.string({ maxLength: 40 }),
    fc.constantFrom(
      "是",
      "没有",
      "解决了",
      "没好",
      "急",
      "改成投诉",
      "新",
      "撤回",
      "补充一下，是黑色的",
      "R2611-0002",
    ),
  );
  const message: fc.Arbitrary<Told> = fc.record({
    kind: fc.constantFrom(...messageKinds),
    text: words,
    attachments: fc.integer({ min: 0, max: 2 }),
    fresh: fc.boolean(),
    category: fc.constantFrom(...categories),
    restricted: fc.boolean(),
    danger: fc.constantFrom(
      ...([undefined, { kind: "fire", level: "now" }, { kind: "fraud", level: "doubtful" }] as const),
    ),
  }) as fc.Arbitrary<Told>;
  const at = fc.option(fc.integer({ min: 0, max: 50 * DAY }).map(ago), { nil: undefined });
  const earlier = fc
    .array(
      fc.record({
        text: words,
        category: fc.constantFrom(...categories),
        isOpen: fc.boolean(),
        isFull: fc.boolean(),
        restricted: fc.boolean(),
        urgent: fc.boolean(),
        lastSaidAt: fc.integer({ min: 0, max: 50 * DAY }).map(ago),
        lastReplyAt: at,
        askedAt: at,
      }),
      { maxLength: 8 },
    )
    .map((all) => all.map((one, i): PastReport => ({ id: `r${i}`, number: `R2611-000${i}`, ...one })));
  const history: fc.Arbitrary<History> = fc.record({
    reports: earlier,
    question: fc.constantFrom(
      ...[undefined, { kind: "same-matter", subject: "r0", until: ago(-1) } as const],
    ),
    quoted: fc.constantFrom(...[undefined, "R2611-0000", "R2611-0099"]),
    startsAnew: fc.boolean(),
    mayBegin: fc.boolean(),
    appendWindow: fc.constantFrom(0, 5 * MINUTE),
  });
  const holds = (promise: (told: Told, past: History, decision: Decision) => boolean) =>
    fc.assert(
      fc.property(message, history, (told, past) => promise(told, past, decide(told, past, NOW))),
      { numRuns: 2000 },
    );
  const reportOf = (decision: Decision) =>
    "report" in decision ? decision.report : "related" in decision ? decision.related : undefined;
  const find = (past: History, id: string | undefined) => past.reports.find((one) => one.id === id);

  test("the same in is the same out, and what came in is left as it was", () =>
    holds((told, past, decision) => {
      const frozen = JSON.stringify([told, past]);
      const again = decide(told, past, NOW);
      return JSON.stringify(again) === JSON.stringify(decision) && JSON.stringify([told, past]) === frozen;
    }));

  test("only reports of this person are named", () =>
    holds((_, past, decision) => reportOf(decision) === undefined || !!find(past, reportOf(decision))));

  test("a closed report takes nothing unsaid: it opens again, or is rated", () =>
    holds((told, past, decision) => {
      if (decision.do !== "add" || find(past, decision.report)?.isOpen) return true;
      return decision.reopen === true || told.kind === "rating";
    }));

  test("what is said of the police goes into no report that others read, danger into none that only leaders read", () =>
    holds((told, past, decision) => {
      if (decision.do !== "add") return true;
      const into = find(past, decision.report);
      if (told.restricted) return into?.restricted === true;
      return told.danger?.level !== "now" || into?.restricted === false;
    }));

  test("a full report takes nothing more", () =>
    holds((_, past, decision) => decision.do !== "add" || find(past, decision.report)?.isFull !== true));

  test("danger, a picture, a matter in words: kept, never only talked about", () =>
    holds((told, _past, decision) => {
      const isNew = told.fresh && !/[\p{L}\p{N}]/u.test(told.text);
      const says = told.danger?.level === "now" || (told.attachments > 0 && !isNew);
      return !says || ["file", "add"].includes(decision.do);
    }));

  test("past the hour's bound a report begins only where no open one is read by the same people", () =>
    holds((told, past, decision) => {
      if (past.mayBegin || decision.do !== "file") return true;
      return !past.reports.some(
        (one) => one.isOpen && !one.isFull && one.restricted === (told.restricted === true),
      );
    }));
});
