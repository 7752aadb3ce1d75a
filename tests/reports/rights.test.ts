import { expect, test } from "vitest";
import type { ActionContext } from "../../src/app/bot-context.ts";
import type { InboundMessage } from "../../src/channels/channel.ts";
import { type Actor, type Role, roles } from "../../src/domain/people.ts";
import type { Report } from "../../src/domain/reports.ts";
import { enrolAuxiliary, listAuxiliaries, removeAuxiliary } from "../../src/people/auxiliaries.ts";
import { changeDuty, seeDuty } from "../../src/people/change-duty.ts";
import { askIdentity } from "../../src/reports/ask-identity.ts";
import { assignReport } from "../../src/reports/assign-report.ts";
import { listCanned, removeCanned, writeCanned } from "../../src/reports/canned-answers.ts";
import { askNoOffence, judgeReport, transferReport } from "../../src/reports/close-offence.ts";
import { closeReport } from "../../src/reports/close-report.ts";
import { correctReport } from "../../src/reports/correct-report.ts";
import { extendReport } from "../../src/reports/extend-report.ts";
import { countReports, findReports } from "../../src/reports/find-reports.ts";
import { endHandover, handOver } from "../../src/reports/hand-over.ts";
import { holdReport } from "../../src/reports/hold-report.ts";
import { mergeReports } from "../../src/reports/merge-reports.ts";
import { muteAccount } from "../../src/reports/mute-account.ts";
import { noteOnReport } from "../../src/reports/note-on-report.ts";
import { publishLine } from "../../src/reports/publish-line.ts";
import { readReport } from "../../src/reports/read-report.ts";
import { registerReport } from "../../src/reports/register-report.ts";
import { reopenReport } from "../../src/reports/reopen-report.ts";
import { replyToResident } from "../../src/reports/reply-to-resident.ts";
import { takeReport } from "../../src/reports/take-report.ts";
import { filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const here = "体育场警务室";
const letters: Record<Role, string> = {
  officer: "o",
  dispatcher: "d",
  leader: "l",
  auditor: "u",
  admin: "a",
};

/** Every action on a report as a use case, and as an officer types it. */
const actions = {
  read: { as: readReport, typed: (n: string) => `看 ${n}` },
  take: { as: takeReport, typed: (n: string) => `认领 ${n}` },
  reply: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      replyToResident(c, a, { number, text: "马上来" }),
    typed: (n: string) => `回复 ${n} 马上来`,
  },
  note: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      noteOnReport(c, a, { number, text: "去过了" }),
    typed: (n: string) => `备注 ${n} 去过了`,
  },
  assign: {
    as: async (c: ActionContext, a: Actor, { number }: { number: string }) =>
      assignReport(c, a, { number, to: (await c.store.officers.byName("同事"))?.id ?? "" }),
    typed: (n: string) => `指派 ${n} 同事`,
  },
  close: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      closeReport(c, a, { number, status: "resolved", text: "已清走" }),
    typed: (n: string) => `办结 ${n} 已清走`,
  },
  reopen: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      reopenReport(c, a, { number, text: "又有了" }),
    typed: (n: string) => `重开 ${n} 又有了`,
  },
  correct: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      correctReport(c, a, { number, correction: { field: "place", to: "矿工路5号" } }),
    typed: (n: string) => `改 ${n} 地点 矿工路5号`,
  },
  judge: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      judgeReport(c, a, { number, to: "confirmed" }),
    typed: (n: string) => `案件 ${n} 是`,
  },
  transfer: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      transferReport(c, a, { number, caseNumber: "A4104020126110012" }),
    typed: (n: string) => `办结 ${n} 转报案 A4104020126110012`,
  },
  "no offence": {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      askNoOffence(c, a, { number, text: "东西找到了" }),
    typed: (n: string) => `办结 ${n} 不属案件 东西找到了`,
  },
  extend: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      extendReport(c, a, { number, day: "2026-12-04", reason: "等配件" }),
    typed: (n: string) => `延期 ${n} 12月4日 等配件`,
  },
  merge: {
    as: async (c: ActionContext, a: Actor, { number }: { number: string }) =>
      mergeReports(c, a, { number, into: number }),
    typed: (n: string) => `合并 ${n} 到 ${n}`,
  },
  publish: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      publishLine(c, a, { number, text: "北门积水已通" }),
    typed: (n: string) => `公开 ${n} 北门积水已通`,
  },
  mute: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      muteAccount(c, a, { number, until: new Date("2026-11-27T02:00:00Z"), reason: "一直刷屏" }),
    typed: (n: string) => `禁言 ${n} 3天 一直刷屏`,
  },
  hold: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      holdReport(c, a, { number, held: true, reason: "还要用" }),
    typed: (n: string) => `保留 ${n} 还要用`,
  },
  identity: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      askIdentity(c, a, { number, reason: "要打电话" }),
    typed: (n: string) => `身份 ${n} 要打电话`,
  },
  enrol: {
    as: (c: ActionContext, a: Actor, { number }: { number: string }) =>
      enrolAuxiliary(c, a, { number, armband: "12" }),
    typed: (n: string) => `协管 添加 ${n} 袖标12号`,
  },
};
type Action = keyof typeof actions;
const names = Object.keys(actions) as Action[];

type Marks = Partial<
  Pick<Report, "category" | "priority" | "restricted" | "sensitive" | "office" | "assignee" | "meant">
>;
/** What a report is to the officer of that id. */
const relations: Record<string, (me: string) => Marks> = {
  own: (me) => ({ assignee: me }),
  colleague: () => ({}),
  "other office": () => ({ office: "新程街社区警务室" }),
  restricted: () => ({ restricted: true }),
  complaint: (me) => ({ category: "complaint", assignee: me }),
  "restricted, danger": () => ({ restricted: true, priority: "urgent" }),
  "restricted, meant": (me) => ({ restricted: true, meant: [me], assignee: me }),
  "restricted, danger, meant": (me) => ({ restricted: true, priority: "urgent", meant: [me] }),
  sensitive: (me) => ({ sensitive: true, assignee: me }),
  "sensitive, restricted": () => ({ sensitive: true, restricted: true }),
};

/** Who may do it: o officer, d dispatcher, l leader, u auditor, a admin. */
const usual = {
  read: "odlua",
  take: "odla",
  reply: "odla",
  note: "odla",
  assign: "dla",
  close: "odla",
  reopen: "odla",
  correct: "odla",
  judge: "odla",
  transfer: "odla",
  "no offence": "odla",
  extend: "odla",
  merge: "odla",
  publish: "odla",
  mute: "dl",
  hold: "odla",
  identity: "odla",
  enrol: "dla",
};
const all = (who: string) => Object.fromEntries(names.map((name) => [name, who])) as Record<Action, string>;
/** Of what is urgent and for leaders those on duty do what cannot wait; how it ends is for leaders. */
const inDanger = {
  ...all("dl"),
  ...{ assign: "l", close: "l", reopen: "l", transfer: "l", "no offence": "l", extend: "l", merge: "l" },
  ...{ mute: "l", publish: "" },
};
const wanted: Record<string, Record<Action, string>> = {
  own: usual,
  colleague: usual,
  "other office": usual,
  restricted: { ...all("l"), publish: "" },
  complaint: { ...all("l"), publish: "" },
  "restricted, danger": inDanger,
  "restricted, meant": all(""),
  "restricted, danger, meant": all(""),
  sensitive: { ...all("dl"), merge: "", publish: "" },
  "sensitive, restricted": { ...all("l"), merge: "", publish: "" },
};

async function station(): Promise<Chat> {
  return startChat({
    officers: [
      ...roles.map((role) => ({ name: role, role, office: here })),
      { name: "同事", role: "leader" },
    ],
    groups: [{ name: "民警群", kind: "officers" }],
  });
}

async function idOf(chat: Chat, name: string): Promise<string> {
  return (await chat.store.officers.byName(name))?.id ?? "";
}

/** Whether the rights let it happen; what else may stand in the way (「已经由您办理」) is no right. */
function outcome(result: object): "yes" | "not-found" | "not-allowed" {
  const refused = "refused" in result ? result.refused : undefined;
  return refused === "not-found" || refused === "not-allowed" ? refused : "yes";
}

test.each(Object.keys(relations))(
  "%s: each role may do what is written, and of what it may not see it learns nothing",
  async (relation) => {
    const chat = await station();
    const { actions: context } = chat.app;
    const found: Record<string, string> = {};
    for (const action of names) {
      let allowed = "";
      for (const role of roles) {
        const me = await idOf(chat, role);
        const number = await filed(chat, { office: here, ...relations[relation]?.(me) });
        const result = outcome(await actions[action].as(context, { officer: me }, { number }));
        if (result === "yes") {
          allowed += letters[role];
          continue;
        }
        // Who enrols nobody is told so before any report is looked for.
        const isAsked = action !== "enrol" || usual.enrol.includes(letters[role]);
        const sees = wanted[relation]?.read.includes(letters[role]) || !isAsked;
        expect(result).toBe(sees ? "not-allowed" : "not-found");
        expect(await untouched(chat, number)).toBe(true);
      }
      found[action] = allowed;
    }
    expect(found).toEqual(wanted[relation]);
  },
);

async function untouched(chat: Chat, number: string): Promise<boolean> {
  const { id, status } = await stored(chat, number);
  const records = await chat.store.audit.of({ kind: "report", id }, 9);
  return status === "received" && records.length === 0 && (await chat.store.reports.entries(id)).length === 1;
}

test("whoever is no officer does nothing to any report: a resident, the reporter, the system, a stranger, one who was stopped", async () => {
  const chat = await station();
  const { actions: context } = chat.app;
  await chat.store.tx(async (t) => {
    const gone = await t.officers.byName("leader");
    if (gone) t.officers.put({ ...gone, revokedAt: chat.clock.now().toISOString() });
  });
  for (const action of names) {
    const number = await filed(chat);
    const { reporter } = await stored(chat, number);
    const actors: Actor[] = [
      { person: reporter },
      { person: "another" },
      { system: "scheduler" },
      { commandLine: "root" },
      { officer: "nobody" },
      { officer: await idOf(chat, "leader") },
    ];
    for (const actor of actors)
      expect(outcome(await actions[action].as(context, actor, { number }))).toBe(
        action === "enrol" ? "not-allowed" : "not-found",
      );
    expect(await untouched(chat, number)).toBe(true);
  }
});

test.each(Object.keys(relations))(
  "%s: no command does more than its use case, in a direct message or in the officers' group",
  async (relation) => {
    const chat = await station();
    for (const action of names) {
      for (const role of roles) {
        for (const place of ["dm", "group"] as const) {
          const number = await filed(chat, {
            office: here,
            ...relations[relation]?.(await idOf(chat, role)),
          });
          const officer = chat.officer(role);
          const typed = actions[action].typed(number);
          const answers = place === "dm" ? await officer.dm(typed) : await officer.say("民警群", `/${typed}`);
          const isKept = /restricted|complaint|sensitive/.test(relation);
          const may = wanted[relation]?.[action].includes(letters[role]) && !(place === "group" && isKept);
          if (may) continue;
          expect(await untouched(chat, number)).toBe(true);
          expect(answers.join()).not.toContain("纸箱");
          if (!wanted[relation]?.read.includes(letters[role]))
            expect(answers.join()).not.toMatch(/求助|投诉|待接手|民警已接手|由.*办理/);
        }
      }
    }
  },
);

test.each(roles)(
  "%s: lists, counts and searches hold what may be read and no trace of the rest",
  async (role) => {
    const chat = await station();
    const me = await idOf(chat, role);
    const readable: string[] = [];
    const kept: string[] = [];
    for (const [relation, marks] of Object.entries(relations)) {
      const number = await filed(chat, { office: here, ...marks(me) });
      (wanted[relation]?.read.includes(letters[role]) ? readable : kept).push(number);
    }
    const { actions: context } = chat.app;
    const list = { whose: "all", filter: {}, order: "newest", limit: 99 } as const;
    for (const order of ["newest", "to-do"] as const) {
      for (const filter of [{}, { terms: ["纸箱"] }]) {
        const found = await findReports(context, { officer: me }, { ...list, order, filter });
        if ("refused" in found) throw new Error(found.refused);
        expect(found.rows.map((row) => row.report.number).toSorted()).toEqual(readable);
        expect(found.total).toBe(readable.length);
      }
    }
    const counted = await countReports(context, { officer: me }, {});
    if ("refused" in counted) throw new Error(counted.refused);
    expect(counted.counts.reduce((sum, { count }) => sum + count, 0)).toBe(readable.length);

    const pages = await Promise.all(
      ["/列表 全部", "/列表 全部 第2页", "/列表 全部 投诉", "/搜索 纸箱", "/搜索 纸箱 第2页"].map((typed) =>
        chat.officer(role).dm(typed),
      ),
    );
    for (const number of readable) expect(pages.flat().join()).toContain(number);
    for (const number of kept) expect(pages.flat().join()).not.toContain(number);
    expect((await chat.officer(role).dm("/统计")).join()).toContain(`未结${readable.length}件`);

    const open = Object.keys(relations).filter((name) => !/restricted|complaint|sensitive/.test(name)).length;
    const inGroup = await chat.officer(role).say("民警群", "/列表 全部");
    expect(inGroup.join()).toMatch(new RegExp(`^未结${open}件`));
    for (const number of kept) expect(inGroup.join()).not.toContain(number);
    expect((await chat.officer(role).say("民警群", "/统计")).join()).toContain(`未结${open}件`);
  },
);

/** What concerns no single report: who may do it, as a use case and as it is typed. */
const stationActions: Record<
  string,
  { who: string; as: (c: ActionContext, a: Actor, chat: Chat) => Promise<object>; typed: string }
> = {
  "see canned answers": { who: "odla", as: (c, a) => listCanned(c, a), typed: "/常用语" },
  "write canned answers": {
    who: "dl",
    as: (c, a) => writeCanned(c, a, { mode: "add", name: "积水", text: "已派人去通" }),
    typed: "/常用语 添加 积水 已派人去通",
  },
  "remove canned answers": {
    who: "dl",
    as: (c, a) => removeCanned(c, a, { name: "没有的" }),
    typed: "/常用语 删除 没有的",
  },
  register: {
    who: "odla",
    as: (c, a, chat) =>
      registerReport(c, a, told(chat), { said: { text: "北门积水很深", attachments: [] }, way: "told" }),
    typed: "/登记 北门积水很深",
  },
  "see who is on duty": { who: "odlua", as: (c, a) => seeDuty(c, a), typed: "/值班" },
  "put on duty": {
    who: "dl",
    as: async (c, a, chat) =>
      changeDuty(c, a, { officer: await idOf(chat, "同事"), until: new Date("2026-11-24T08:00:00Z") }),
    typed: "/值班 同事 到18点",
  },
  "hand over": {
    who: "odla",
    as: async (c, a, chat) =>
      handOver(c, a, { to: await idOf(chat, "同事"), until: new Date("2026-11-27T02:00:00Z") }),
    typed: "/交接 同事 到周五",
  },
  "take back": { who: "odla", as: (c, a) => endHandover(c, a), typed: "/交接 结束" },
  "see auxiliaries": { who: "dla", as: (c, a) => listAuxiliaries(c, a), typed: "/协管" },
  "remove auxiliaries": {
    who: "dla",
    as: (c, a) => removeAuxiliary(c, a, { armband: "99" }),
    typed: "/协管 删除 袖标99号",
  },
};

/** A message of an officer's, as the network brings it. */
function told(chat: Chat): InboundMessage {
  const from = chat.channel.address("user", "officer-told");
  return {
    id: `told-${chat.clock.now().getTime()}`,
    channel: from.channel,
    chat: from,
    from,
    name: "",
    text: "",
    attachments: [],
    at: chat.clock.now(),
    mentionsMe: false,
    self: false,
    system: false,
    anonymous: false,
  } as unknown as InboundMessage;
}

test.each(Object.entries(stationActions))(
  "%s: each role may do what is written, and nobody else anything",
  async (_, { who, as, typed }) => {
    let allowed = "";
    for (const role of roles) {
      const chat = await station();
      const { actions: context } = chat.app;
      const officer = await idOf(chat, role);
      const count = async () => (await chat.store.audit.of({ kind: "officer", id: officer }, 9)).length;
      const before = await count();
      const result = outcome(await as(context, { officer }, chat));
      if (result === "yes") allowed += letters[role];
      else {
        expect(result).toBe("not-allowed");
        expect((await chat.officer(role).dm(typed)).join()).toMatch(/权限|办不了/);
        expect(await count()).toBe(before);
        expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(0);
      }
      for (const actor of [{ person: "another" }, { system: "scheduler" }, { officer: "nobody" }] as Actor[])
        expect(outcome(await as(context, actor, chat))).toBe("not-allowed");
    }
    expect(allowed).toBe(who);
  },
);

test("an officer on duty reads a restricted report where somebody is in danger, and the audit says why", async () => {
  const chat = await station();
  const number = await filed(chat, { restricted: true, priority: "urgent" });
  expect(await chat.officer("dispatcher").dm(`看 ${number}`)).toEqual([expect.stringContaining("纸箱")]);
  expect(await chat.officer("leader").dm(`看 ${number}`)).toEqual([expect.stringContaining("纸箱")]);
  const { id } = await stored(chat, number);
  const [byLeader, onDuty] = await chat.store.audit.of({ kind: "report", id }, 9);
  expect(onDuty).toMatchObject({ action: "report.read", facts: { because: "danger" } });
  expect(byLeader).toMatchObject({ action: "report.read" });
  expect(byLeader).not.toHaveProperty("facts");
});
