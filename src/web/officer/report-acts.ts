import type { ActionContext } from "../../app/bot-context.ts";
import type { Actor, Officer } from "../../domain/people.ts";
import type { Correction } from "../../domain/report-actions.ts";
import { categories, categoryNames, closedStatuses, isOpen, type Report } from "../../domain/reports.ts";
import { isRestricted, mayHandle, type ReportAction } from "../../domain/rights.ts";
import { askIdentity } from "../../reports/ask-identity.ts";
import { assignReport } from "../../reports/assign-report.ts";
import { wordsFor } from "../../reports/canned-answers.ts";
import type { ReportChanged } from "../../reports/change-report.ts";
import { askNoOffence, judgeReport, transferReport } from "../../reports/close-offence.ts";
import { closeReport } from "../../reports/close-report.ts";
import { correctReport } from "../../reports/correct-report.ts";
import { extendReport } from "../../reports/extend-report.ts";
import { holdReport } from "../../reports/hold-report.ts";
import { mergeReports } from "../../reports/merge-reports.ts";
import { noteOnReport } from "../../reports/note-on-report.ts";
import { publishLine } from "../../reports/publish-line.ts";
import { reopenReport } from "../../reports/reopen-report.ts";
import { replyToResident } from "../../reports/reply-to-resident.ts";
import { takeReport } from "../../reports/take-report.ts";
import { unrestrictReport } from "../../reports/unrestrict-report.ts";
import { closings, doneWith, refusalOf } from "./parts/words.ts";

/** What a form brought; an empty text where a field is missing. */
type Field = (name: string) => string;

/** What the choices of a form are made from. */
export interface ActWorld {
  readonly officers: readonly Officer[];
  readonly offices: readonly string[];
}

export interface ActField {
  readonly name: string;
  readonly label: string;
  readonly kind: "words" | "line" | "day" | "choice";
  readonly choices?: readonly (readonly [value: string, name: string])[];
  readonly value?: string;
}

/** Something that can be done to a report: its form, and the use case behind it. */
export interface Act {
  /** Last part of the form's address. */
  readonly id: string;
  readonly title: string;
  readonly action: ReportAction;
  /** Where it makes no sense it is not offered; the use case refuses it all the same. */
  isOffered(report: Report): boolean;
  fields?(report: Report, world: ActWorld): readonly ActField[];
  /** Gives the sentence for the next page. */
  run(actions: ActionContext, actor: Actor, number: string, field: Field): Promise<string>;
}

const open = (report: Report) => isOpen(report);
const closed = (report: Report) => !isOpen(report);
const words = (name: string, label: string): ActField => ({ name, label, kind: "words" });

/** The refusal as a sentence, or what is said of what was done. */
function said<T extends object>(
  result: T,
  sentence: string | ((done: Exclude<T, { readonly refused: unknown }>) => string),
): string {
  if ("refused" in result) return refusalOf(result as { readonly refused: string });
  return typeof sentence === "string"
    ? sentence
    : sentence(result as Exclude<T, { readonly refused: unknown }>);
}
const told = (what: string) => (result: Pick<ReportChanged, "resident">) => doneWith(what, result);

/** In the order in which they are needed; the first two stand open on the page. */
export const acts: readonly Act[] = [
  {
    id: "take",
    title: "接手",
    action: "report.take",
    isOffered: (report) => isOpen(report) && report.assignee === undefined,
    run: async (actions, actor, number) =>
      said(await takeReport(actions, actor, { number }), told("归您办了")),
  },
  {
    id: "reply",
    title: "回复",
    action: "report.reply",
    isOffered: () => true,
    fields: () => [words("text", "回复对方")],
    async run(actions, actor, number, field) {
      const found = await wordsFor(actions, actor, { number, text: field("text") });
      if ("refused" in found) return refusalOf(found);
      const reaches = field("reaches") === "all" ? "all" : "one";
      const input = { number, text: found.words, reaches } as const;
      return said(await replyToResident(actions, actor, input), told("回复了"));
    },
  },
  {
    id: "note",
    title: "备注",
    action: "report.note",
    isOffered: () => true,
    fields: () => [words("text", "只有民警看得到")],
    run: async (actions, actor, number, field) =>
      said(await noteOnReport(actions, actor, { number, text: field("text") }), "备注记下了。"),
  },
  {
    id: "close",
    title: "办结",
    action: "report.close",
    isOffered: open,
    fields: () => [
      { name: "status", label: "怎么结的", kind: "choice", choices: closings },
      words("text", "结果或原因，对方会看到"),
    ],
    async run(actions, actor, number, field) {
      const status = closedStatuses.find((one) => one === field("status"));
      if (!status) return "请选怎么结的。没有办。";
      return said(await closeReport(actions, actor, { number, status, text: field("text") }), told("结了"));
    },
  },
  {
    id: "extend",
    title: "延期",
    action: "report.extend",
    isOffered: open,
    fields: () => [{ name: "day", label: "延到哪天", kind: "day" }, words("text", "原因，对方会看到")],
    run: async (actions, actor, number, field) =>
      said(
        await extendReport(actions, actor, { number, day: field("day"), reason: field("text") }),
        told("延期了"),
      ),
  },
  {
    id: "reopen",
    title: "重开",
    action: "report.reopen",
    isOffered: closed,
    fields: () => [words("text", "为什么重开")],
    run: async (actions, actor, number, field) =>
      said(await reopenReport(actions, actor, { number, text: field("text") }), told("重开了")),
  },
  {
    id: "assign",
    title: "指派",
    action: "report.assign",
    isOffered: open,
    fields: (report, { officers }) => [
      {
        name: "to",
        label: "交给",
        kind: "choice",
        choices: officers
          .filter((one) => one.id !== report.assignee && mayHandle(one, report))
          .map(({ id, name, office }) => [id, office ? `${name}（${office}）` : name]),
      },
      { name: "reason", label: "原因，可以不写", kind: "line" },
    ],
    async run(actions, actor, number, field) {
      const reason = field("reason");
      const input = { number, to: field("to"), ...(reason ? { reason } : {}) };
      return said(await assignReport(actions, actor, input), told("指派了"));
    },
  },
  {
    id: "transfer",
    title: "已转正式接报案",
    action: "report.close",
    isOffered: (report) => isOpen(report) && report.offence !== undefined && report.offence !== "cleared",
    fields: () => [{ name: "case", label: "接报案回执的号", kind: "line" }],
    run: async (actions, actor, number, field) =>
      said(await transferReport(actions, actor, { number, caseNumber: field("case") }), told("转了")),
  },
  {
    id: "no-offence",
    title: "核实不属案件",
    action: "report.close",
    isOffered: (report) => isOpen(report) && report.offence !== undefined && report.offence !== "cleared",
    fields: () => [words("text", "原因，要另一位民警同意")],
    run: async (actions, actor, number, field) =>
      said(
        await askNoOffence(actions, actor, { number, text: field("text") }),
        "送给另一位看了，同意了就结。",
      ),
  },
  {
    id: "judge",
    title: "是不是案件",
    action: "report.correct",
    isOffered: open,
    fields: () => [
      {
        name: "to",
        label: "这件事",
        kind: "choice",
        choices: [
          ["confirmed", "是案件"],
          ["cleared", "不是案件"],
        ],
      },
    ],
    run: async (actions, actor, number, field) =>
      said(
        await judgeReport(actions, actor, {
          number,
          to: field("to") === "confirmed" ? "confirmed" : "cleared",
        }),
        "记下了。",
      ),
  },
  {
    id: "merge",
    title: "和另一件合并",
    action: "report.merge",
    isOffered: (report) => isOpen(report) && !report.sensitive,
    fields: () => [{ name: "into", label: "并到哪一件（编号）", kind: "line" }],
    run: async (actions, actor, number, field) =>
      said(
        await mergeReports(actions, actor, { number, into: field("into").toUpperCase() }),
        ({ into }) => `并到 ${into.number} 了，两边都接着听到。`,
      ),
  },
  {
    id: "publish",
    title: "在群里公开结果",
    action: "report.publish",
    isOffered: (report) => report.office !== undefined && !isRestricted(report) && !report.sensitive,
    fields: () => [words("text", "一句话，不写人，要另一位同意")],
    run: async (actions, actor, number, field) =>
      said(
        await publishLine(actions, actor, { number, text: field("text") }),
        ({ groups }) => `送审了，同意后发到${groups}个群。`,
      ),
  },
  {
    id: "category",
    title: "改类别",
    action: "report.correct",
    isOffered: () => true,
    fields: ({ category }) => [
      {
        name: "value",
        label: "类别",
        kind: "choice",
        value: category,
        choices: categories.map((one) => [one, categoryNames[one]]),
      },
    ],
    async run(actions, actor, number, field) {
      const category = categories.find((one) => one === field("value"));
      return category ? correct(actions, actor, number, { field: "category", to: category }) : "请选类别。";
    },
  },
  {
    id: "place",
    title: "改地点",
    action: "report.correct",
    isOffered: () => true,
    fields: ({ place }) => [{ name: "value", label: "地点", kind: "line", value: place ?? "" }],
    run: (actions, actor, number, field) =>
      correct(actions, actor, number, { field: "place", to: field("value") }),
  },
  {
    id: "office",
    title: "改警务室",
    action: "report.correct",
    isOffered: () => true,
    fields: ({ office = "" }, { offices }) => [
      {
        name: "value",
        label: "警务室",
        kind: "choice",
        value: office,
        choices: offices.map((name) => [name, name]),
      },
    ],
    run: (actions, actor, number, field) =>
      correct(actions, actor, number, { field: "office", to: field("value") }),
  },
  {
    id: "priority",
    title: "改成急件",
    action: "report.correct",
    isOffered: (report) => isOpen(report) && report.priority !== "urgent",
    run: (actions, actor, number) => correct(actions, actor, number, { field: "priority", to: "urgent" }),
  },
  {
    id: "calm",
    title: "不急了",
    action: "report.correct",
    isOffered: (report) => isOpen(report) && report.priority === "urgent",
    run: (actions, actor, number) => correct(actions, actor, number, { field: "priority", to: "normal" }),
  },
  {
    id: "unrestrict",
    title: "不是投诉",
    action: "report.unrestrict",
    isOffered: (report) => isRestricted(report),
    fields: () => [
      {
        name: "value",
        label: "当什么办",
        kind: "choice",
        choices: categories.filter((one) => one !== "complaint").map((one) => [one, categoryNames[one]]),
      },
    ],
    async run(actions, actor, number, field) {
      const category = categories.find((one) => one === field("value"));
      if (!category || category === "complaint") return "请选当什么办。";
      return said(await unrestrictReport(actions, actor, { number, category }), "大家看得到了。");
    },
  },
  {
    id: "identity",
    title: "看反映人是谁",
    action: "report.identity",
    isOffered: () => true,
    fields: () => [words("text", "为什么要看，要另一位同意")],
    run: async (actions, actor, number, field) =>
      said(
        await askIdentity(actions, actor, { number, reason: field("text") }),
        "申请了，同意后在私聊里给您看一次。",
      ),
  },
  {
    id: "hold",
    title: "留着不删",
    action: "report.hold",
    isOffered: (report) => report.heldAt === undefined,
    fields: () => [words("text", "为什么留")],
    run: async (actions, actor, number, field) =>
      said(await holdReport(actions, actor, { number, held: true, reason: field("text") }), "到期也留着。"),
  },
  {
    id: "unhold",
    title: "不用留了",
    action: "report.hold",
    isOffered: (report) => report.heldAt !== undefined,
    fields: () => [words("text", "为什么不留")],
    run: async (actions, actor, number, field) =>
      said(await holdReport(actions, actor, { number, held: false, reason: field("text") }), "到期就删。"),
  },
];

async function correct(
  actions: ActionContext,
  actor: Actor,
  number: string,
  correction: Correction,
): Promise<string> {
  return said(await correctReport(actions, actor, { number, correction }), "改好了。");
}
