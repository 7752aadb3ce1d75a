import fc from "fast-check";
import { expect, test } from "vitest";
import { isOffence } from "../../src/domain/offences.ts";
import { isOpen } from "../../src/domain/reports.ts";
import { filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const residents = ["张", "王", "赵"] as const;
/** What only this resident says. */
const own = { 张: "石榴树下", 王: "腊梅树下", 赵: "皂角树下" } as const;
const officers = ["李", { name: "陈", role: "leader" as const }, { name: "值", role: "dispatcher" as const }];

const report = fc.integer({ min: 1, max: 3 });
const officerSays = fc.oneof(
  report.map((n) => `/接 ${n}`),
  report.map((n) => `/回复 ${n} 明天来看`),
  report.map((n) => `/办结 ${n} 已经清走`),
  report.map((n) => `/办结 ${n} 不归派出所管 请找物业`),
  report.map((n) => `/办结 ${n}`),
  report.map((n) => `/办结 ${n} 转报案 A4104020001`),
  report.map((n) => `/办结 ${n} 不属案件 东西找到了`),
  report.map((n) => `同意 案件 ${n}`),
  report.map((n) => `/案件 ${n} 是`),
  report.map((n) => `/案件 ${n} 不是`),
  report.map((n) => `/重开 ${n} 又堆上了`),
  report.map((n) => `/不是反映 ${n}`),
  report.map((n) => `/改 ${n} 急`),
  fc.tuple(report, report).map(([a, b]) => `/合并 ${a} 到 ${b}`),
  fc.constantFrom("1", "2"),
);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ who: fc.constantFrom("李", "陈", "值"), says: officerSays }) },
  fc.record({
    who: fc.constantFrom(...residents),
    says: fc.constantFrom("解决了", "没解决", "撤回", "是", "没有", "急", "进度", "还堆着呢"),
  }),
);

async function station(): Promise<Chat> {
  const chat = await startChat({ officers });
  for (const [i, by] of residents.entries())
    await filed(chat, { by, text: `${own[by]}堆满纸箱`, ...(i === 2 ? { offence: "proposed" } : {}) });
  return chat;
}

async function all(chat: Chat) {
  const { reports } = await chat.store.reports.find({}, { limit: 100 });
  return Promise.all(reports.map(({ number }) => stored(chat, number)));
}

test("whatever is done in whatever order, what is closed has a result or a reason, each change is in the audit, and no resident hears of another's", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const chat = await station();
      for (const { who, says } of steps) {
        await chat.advance(61_000);
        const speaker = (residents as readonly string[]).includes(who)
          ? chat.resident(who)
          : chat.officer(who);
        await speaker.dm(says);
      }
      await chat.advance(61_000);
      const reports = await all(chat);
      for (const one of reports) {
        const ended = one.entries.findLast((entry) => entry.kind === "status" || entry.kind === "merged");
        if (one.status === "duplicate" && one.mergedInto) {
          expect(ended).toMatchObject({ kind: "merged" });
        } else if (!isOpen(one)) {
          const byResident = one.status === "withdrawn" && ended?.by === "resident";
          expect(byResident || (ended?.kind === "status" && (ended.reason ?? "") !== "")).toBe(true);
          if (isOffence(one)) expect(one.caseNumber).toBe("A4104020001");
        }
        if (one.solved !== undefined) expect(one.entries.some(({ kind }) => kind === "said")).toBe(true);
        const audited = await chat.store.audit.of({ kind: "report", id: one.id }, 200);
        const times = new Set(audited.map(({ at }) => at));
        const filedAt = one.entries[0]?.at;
        for (const { at } of one.entries) if (at !== filedAt) expect(times).toContain(at);
      }
      for (const name of residents) {
        const heard = chat.resident(name).inbox.join("\n");
        for (const other of residents) if (other !== name) expect(heard).not.toContain(own[other]);
        const contact = await chat.store.contacts.byAddress(
          chat.channel.address("user", chat.resident(name).id),
        );
        const mine = reports.filter(({ reporter }) => reporter === contact?.id).map(({ number }) => number);
        for (const number of heard.match(/R\d{4}-\d{4}/g) ?? []) expect(mine).toContain(number);
      }
    }),
    { numRuns: 30 },
  );
}, 120_000);

/** One report of 张 closed, one merged into 王's: what their word lands on. */
async function closedAndMerged(): Promise<Chat> {
  const chat = await startChat({ officers });
  await filed(chat, { text: "三楼楼道堆满纸箱" });
  await filed(chat, { text: "北门积水很深" });
  await filed(chat, { by: "王", text: "北门全是水" });
  await chat.officer("李").dm("/办结 1 清走了");
  await chat.advance(60_000);
  await chat.officer("李").dm("/合并 2 到 3");
  await chat.officer("李").dm("/办结 3 抽干了");
  await chat.advance(60_000);
  return chat;
}
const [closed, merged] = ["R2611-0001", "R2611-0002"] as const;

test.each([
  [[["解决了"]], { [merged]: true }],
  [[["没解决"]], { [merged]: false }],
  [[["没解决", closed]], { [closed]: false }],
  [
    [
      ["解决了", merged],
      ["没解决", closed],
    ],
    { [merged]: true, [closed]: false },
  ],
  [[["是"], ["没解决", closed]], { [merged]: true, [closed]: false }],
  [[["没有"]], { [merged]: false }],
] as const)("with one closed and one merged, %j lands on %j", async (said, lands) => {
  const chat = await closedAndMerged();
  for (const [text, quoted] of said) {
    const quote = quoted ? { quote: `您反映的 ${quoted} 已办结：清走了` } : {};
    await chat.resident("张").dm(text, quote);
    await chat.advance(60_000);
  }
  for (const number of [closed, merged]) {
    const one = await stored(chat, number);
    const solved = (lands as Record<string, boolean>)[number];
    expect([number, one.solved]).toEqual([number, solved]);
    expect([number, isOpen(one)]).toEqual([number, solved === false]);
  }
  expect(isOpen(await stored(chat, "R2611-0003"))).toBe(false);
});
