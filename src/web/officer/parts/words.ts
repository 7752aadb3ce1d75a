import type { Attachment, ClosedStatus, Report } from "../../../domain/reports.ts";
import { callThem, waitReasons } from "../../../lib/texts.ts";
import type { ReportChanged } from "../../../reports/change-report.ts";

/** Why a use case did not do it; the fields that it gives beside the reason. */
interface Refusal {
  readonly refused: string;
  readonly number?: string;
  readonly holder?: string;
  readonly name?: string;
}

/** What a page says of an action that was refused. */
export function refusalOf({
  refused,
  number = "这一件",
  holder = "别人",
  name = "这位民警",
}: Refusal): string {
  const sentences: Readonly<Record<string, string>> = {
    "not-allowed": "这件事您办不了，请找值班或所领导。",
    "not-found": `没有 ${number}，或者您看不到。`,
    closed: `${number} 已经办完了，要接着办先重开。`,
    "not-closed": `${number} 还没办结，不用重开。`,
    "already-yours": `${number} 已经由您办理。`,
    "already-theirs": `${number} 已经由${holder}办理。`,
    "not-restricted": `${number} 没有当投诉。`,
    "already-so": `${number} 本来就是这样，没有改。`,
    taken: `${number} 由${holder}在办，要换人请值班或所领导指派。`,
    "no-officer": "请选一位民警，没有办。",
    "handles-none": `${name}不办反映，没有指派。`,
    "may-not-see": `${name}看不到这一件，没有指派。`,
    "no-office": "要选一个警务室，没有改。",
    "no-group": "没有能发的群，先把群确认好。",
    "no-title": "没有内容。第一行写标题，下面写正文。",
    nobody: "没有第二个人能批，请找所领导。",
    personal:
      "文字里像是有姓名、电话、车牌或证件号码，谁都看得到，没有送审。请在私聊里发「/提示 改 新的话」。",
    "wrong-state": "这一步现在不能做了，请看它的状态。",
    "no-such": "没有等您批的这一条。",
    none: "没有等您批的。",
    own: "自己写的要由另一位同意。",
    over: "已经过了时间，不发了。",
    "already-decided": "已经有人批过了。",
    "no-reason": "要写原因，没有办。",
    "not-sent": "还没发出去，不用更正。",
    withdrawn: "已经撤回过了。",
    "no-words": "要写现在是怎样，没有办。",
    "not-yours": "不是您写的，请找写的人、值班或所领导。",
    nothing: "没有要办的。",
    "not-severe": "只有「要紧」的才能夜里发。",
    drill: "演练夜里不发。",
    offence: `${number} 当案件记着：转正式接报案，或核实不属案件，才能结。`,
    past: "这天已经过了，没有延期。",
    "too-far": "最多延90天，再久就先办结，写明原因。",
    "same-report": "这两个编号已经是同一件了。",
    "into-closed": "那一件已经办完了，要并过去先重开。",
    "not-alike": "这两件能看的人不一样，不能并。",
    "no-canned-answer": "没有这条常用语，没有发。",
    fixed: "写在配置文件里，要改请改配置后重启。",
    "needs-admin": "这个群要管理员来确认。",
    "address-gone": "群号变了，还没找回来。请在那个群里发「/群」。",
    "last-admin": `${name}是唯一的管理员，请先添加另一位。`,
    exists: `已经有${name}了。`,
    "name-too-long": "姓名最多12个字。",
  };
  return sentences[refused] ?? "没有办成，请在私聊里办。";
}

/** What was done, and whether the resident has heard of it. */
export function doneWith(what: string, { resident }: Pick<ReportChanged, "resident">): string {
  const heard = {
    told: "已告诉对方。",
    ...waitReasons,
    "channel-down": "对方的渠道眼下断了，恢复后马上转达。",
    call: callThem,
    nothing: "",
  }[resident];
  return `${what}。${heard}`;
}

/** How a report can be closed by hand on the page. */
export const closings: readonly (readonly [ClosedStatus, string])[] = [
  ["resolved", "已办结"],
  ["unresolved", "暂未办成"],
  ["referred", "已转交"],
  ["rejected", "不归派出所管"],
];

export const kindNames: Record<Attachment["kind"], string> = {
  image: "照片",
  voice: "语音",
  video: "视频",
  file: "文件",
};

/** Where it is, as far as it is known. */
export function whereOf({ place, office }: Pick<Report, "place" | "office">): string {
  return place ?? office ?? "地点没说";
}
