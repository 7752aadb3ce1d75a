import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { filed, stored } from "./filed.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "值", role: "dispatcher" as const },
  { name: "审", role: "auditor" as const },
];
const station = () => startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });

test.each([
  ["列表。", /^未结1件/],
  ["/列表\u200b", /^未结1件/],
  ["\u200b/列表", /^未结1件/],
  ["／列表！", /^未结1件/],
  ["「列表」", /^未结1件/],
  ["/ＬＩＳＴ", /^未结1件/],
  ["/List 全部，急件。", /^没有这样的反映/],
  ["/列表　全部", /^未结1件/],
  ["列表第1页", /^未结1件/],
  ["/幫助", /\/列表/],
  ["/統計", /^群众反映/],
  ["/查看 1", /^R2611-0001/],
  ["看1号", /^R2611-0001/],
  ["看第1件", /^R2611-0001/],
  ["看 1号。", /^R2611-0001/],
  ["看，1", /^R2611-0001/],
  ["看編號1", /^R2611-0001/],
  ["看#1", /^R2611-0001/],
  ["看R2611–0001", /^R2611-0001/],
  ["看 R2611—0001", /^R2611-0001/],
  ["看 2611‑1", /^R2611-0001/],
  ["看 R2611 - 0001", /^R2611-0001/],
  ["看\u202a１\u202c", /^R2611-0001/],
  ["1", /^R2611-0001/],
  ["１。", /^R2611-0001/],
  ["1号", /^R2611-0001/],
  ["第1件", /^R2611-0001/],
  ["#1", /^R2611-0001/],
  ["R2611-0001", /^R2611-0001/],
  ["\u200b1\u200b", /^R2611-0001/],
  ["認領1", /^已认领 R2611-0001/],
  ["认领第1号，", /^已认领 R2611-0001/],
  ["回复 1号 今天清走", /^R2611-0001 已回复/],
  ["回复1，今天清走", /^R2611-0001 已回复/],
  ["备注：1 已联系物业", /^已给 R2611-0001 记下备注/],
])("the command %j is understood", async (typed, answer) => {
  const chat = await station();
  await filed(chat);
  expect(await chat.officer("李").dm(typed)).toEqual([expect.stringMatching(answer)]);
});

/** A command as keyboards, dictation and copying change it. */
const spelled = fc
  .record({
    slash: fc.constantFrom("", "/", "／", "、", " /", "\u200b/", "/ ", "\u202a/"),
    name: fc.constantFrom("看", "查看", "show", "Ｓｈｏｗ", "SHOW", "看\u200b", "查\u2060看"),
    gap: fc.constantFrom(" ", "\u3000", "\u00a0", "，", "：", " \u200b", "\t"),
    number: fc.constantFrom(
      "1",
      "１",
      "01",
      "1号",
      "第1件",
      "#1",
      "编号1",
      "1\u200b",
      "R2611-0001",
      "r2611–1",
      "Ｒ2611－0001",
      "2611—0001",
      "1號",
    ),
    end: fc.constantFrom("", "。", "！", " ", "\u200b", "，", "…", "\n", "~"),
  })
  .map(({ slash, name, gap, number, end }) => slash + name + gap + number + end);

test("a command means the same in every spelling", async () => {
  const chat = await station();
  await filed(chat);
  await fc.assert(
    fc.asyncProperty(spelled, async (typed) => {
      expect(await chat.officer("李").dm(typed), JSON.stringify(typed)).toEqual([
        expect.stringMatching(/^R2611-0001 求助/),
      ]);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test.each(["認領", "认领", "／接"])("several numbers, each once: %s", async (name) => {
  const chat = await station();
  for (let i = 0; i < 5; i++) await filed(chat);
  const [answer = ""] = await chat.officer("李").dm(`${name} 1 ５、1号和R2611-0003，9`);
  expect(answer.match(/已认领 R2611-000\d/g)).toEqual([
    "已认领 R2611-0001",
    "已认领 R2611-0005",
    "已认领 R2611-0003",
  ]);
  expect(answer).toContain("没有找到 R2611-0009");
  expect((await stored(chat, "R2611-0002")).status).toBe("received");
});

test("several bare numbers are shown one below the other", async () => {
  const chat = await station();
  await filed(chat);
  await filed(chat, { text: "路灯坏了" });
  const [answer = ""] = await chat.officer("李").dm("1、2");
  expect(answer).toMatch(/^R2611-0001[\s\S]*纸箱[\s\S]*\nR2611-0002[\s\S]*路灯坏了/);
});

/** Words behind a command that nobody reads: named, and nothing is done. */
const left: [string, string][] = [
  ["/我是谁 王建国", "王建国"],
  ["/状态 昨天", "昨天"],
  ["/统计 体育馆", "体育馆"],
  ["/统计 13月", "13月"],
  ["/列表 明天", "明天"],
  ["/提示 昨天", "昨天"],
  ["/帮助 办结 列表", "列表"],
  ["/查看 1 今天", "今天"],
  ["/认领 1 马上到", "马上到"],
  ["/民警 停用 李 审", "李 审"],
  ["/民警 添加 赵六 民警 体育场警务室 临时", "临时"],
  ["/群 移除 1 马上", "马上"],
];
test.each(left)("%s: the word too many is named, not ignored", async (typed, word) => {
  const chat = await startChat({
    officers: [...officers, { name: "管", role: "admin" }],
    groups: ["居民群"],
  });
  await filed(chat);
  const [answer = ""] = await chat.officer("管").dm(typed);
  expect(answer).toContain(word);
  expect(answer).toMatch(/没看懂|不认识|不是编号|没有叫/);
  expect((await stored(chat, "R2611-0001")).status).toBe("received");
  expect((await chat.store.groups.all())[0]?.state).toBe("confirmed");
  expect(await chat.store.officers.byName("赵六")).toBeUndefined();
});

test.each(["/统计 谢谢", "/我是谁 啊", "状态吧"])(
  "courtesy behind a command is no argument: %s",
  async (typed) => {
    const chat = await startChat({ officers: [{ name: "所长", role: "leader" }] });
    const [answer = ""] = await chat.officer("所长").dm(typed);
    expect(answer).not.toMatch(/没看懂|不认识/);
  },
);

const counts: [string, RegExp][] = [
  ["统计 今天", /^群众反映 11月24日\n今天收1件/],
  ["统计 昨天", /\n昨天收1件/],
  ["统计 上周", /\n上周收1件/],
  ["统计 本月", /\n本月收3件/],
  ["统计 上月", /\n上月收2件/],
  ["统计 上个月", /\n上月收2件/],
  ["统计 10月", /\n2026年10月收2件/],
  ["统计 2026-10", /\n2026年10月收2件/],
  ["统计 12月", /\n2025年12月收0件/],
  ["统计 去年", /\n去年收0件/],
  ["统计 体育场", /^群众反映 11月24日，体育场警务室\n今天收1件[^\n]*\n本周收1件[^\n]*\n本月收2件/],
  ["統計 上月 體育場", /^群众反映 11月24日，体育场警务室\n上月收1件/],
  ["统计 上月 求助。", /^群众反映 11月24日，求助\n上月收1件/],
];
test.each(counts)("%s counts what it says", async (typed, answer) => {
  const chat = await station();
  const at = (day: string) => `2026-${day}T04:00:00.000Z`;
  await filed(chat, { receivedAt: at("11-24") });
  await filed(chat, { receivedAt: at("11-23"), office: "新程街社区警务室" });
  await filed(chat, { receivedAt: at("11-18"), category: "tip" });
  await filed(chat, { receivedAt: at("10-20") });
  await filed(chat, { receivedAt: at("10-01"), category: "tip", office: "新程街社区警务室" });
  expect(await chat.officer("值").dm(typed)).toEqual([expect.stringMatching(answer)]);
});

test.each(["收到", "好的。", "谢谢！", "马上到", "收到，谢谢", "👌", "[OK]", "嗯嗯", "好的 收到 马上到"])(
  "courtesy is nothing, and to an urgent notice no taking on: %s",
  async (typed) => {
    const chat = await station();
    expect(await chat.officer("李").dm(typed)).toEqual([]);
    const number = await filed(chat, { priority: "urgent" });
    expect(await chat.officer("李").dm(typed)).toEqual([`${number} 还没人接。回「接」才算接手。`]);
    expect(await chat.officer("审").dm(typed)).toEqual([]);
    expect(await chat.officer("李").say("民警群", typed)).toEqual([]);
    const quoting = { quote: "别的", mention: true };
    expect(await chat.officer("李").say("民警群", typed, quoting)).toEqual([
      `${number} 还没人接。回「接」才算接手。`,
    ]);
    await chat.officer("李").dm("接");
    expect(await chat.officer("李").dm(typed)).toEqual([]);
  },
);

test("a command that others may give says who; one that nobody knows, what is usual or near", async () => {
  const chat = await station();
  await filed(chat);
  const [forbidden, unknown, near] = [
    await chat.officer("李").dm("/指派 1 值"),
    await chat.officer("李").dm("今天几点开会"),
    await chat.officer("李").dm("/认令 1"),
  ];
  expect(forbidden).toEqual(["没有「/指派」这个命令的权限，值班、所领导、管理员才能用。"]);
  expect(unknown).toEqual([
    "没认出这个命令。常用的：/列表；/我的；/逾期；/查看 42。全部发「/帮助」。\n居民的话要登记，10分钟内回「登记」。",
  ]);
  expect(near).toEqual([expect.stringMatching(/^没有「认令」这个命令。是不是：\n\/认领 42/)]);
});

/** Milliseconds. */
const ages: [number, string][] = [
  [0, "11月24日，刚到"],
  [35 * 60_000, "11月24日，35分钟"],
  [5 * 3_600_000, "11月24日，5小时"],
  [75 * 3_600_000, "11月21日，3天"],
];
test.each(ages)("a row tells when it came and how long it waits: %d", async (age, words) => {
  const chat = await station();
  await filed(chat, { receivedAt: new Date(chat.clock.now().getTime() - age).toISOString() });
  expect(await chat.officer("李").dm("/列表")).toEqual([expect.stringContaining(`待接手 ${words}\n`)]);
  expect((await chat.officer("李").say("民警群", "/列表")).join()).not.toContain(words);
});

async function reported(chat: Chat, voice: Buffer | undefined, images: number) {
  await chat.resident("张").dm("", {
    images: Array.from({ length: images }, () => Buffer.from("GIF89a____________________")),
    ...(voice ? { voice } : {}),
  });
  await chat.idle();
}

test("a voice and pictures are told by kind and length, in lists and in the history", async () => {
  const chat = await station();
  const amr = Buffer.concat([
    Buffer.from("#!AMR\n"),
    Buffer.alloc(32 * 50 * 12, Buffer.from([0x3c, ...Array(31).fill(0)])),
  ]);
  await reported(chat, amr, 0);
  expect(await chat.officer("值").dm("/列表 全部")).toEqual([expect.stringContaining("\n　〔语音12秒〕")]);
  const [shown = ""] = await chat.officer("值").dm("看 1");
  expect(shown).toMatch(/ 反映人·..：〔语音12秒〕/);
  expect(shown).toContain("附件：1语音12秒。");
});

test("what is shown of a text can garble nothing around it", async () => {
  const chat = await station();
  const text = "楼道\u202e堆满\u0007纸箱\u200b，\u2066快来";
  const number = await filed(chat, { text });
  for (const typed of [`看 ${number}`, "/列表", "/搜索 纸箱"]) {
    const [answer = ""] = await chat.officer("李").dm(typed);
    expect(answer).toContain("楼道堆满纸箱，快来");
  }
  expect((await chat.store.reports.firstSaid((await stored(chat, number)).id))?.text).toBe(text);
});
