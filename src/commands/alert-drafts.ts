import type { Drafted, DraftRefused } from "../alerts/drafts.ts";
import { groupsLine } from "../alerts/group-list.ts";
import type { SubmitRefused } from "../alerts/submit-alert.ts";
import type { AlertState } from "../domain/alert-moves.ts";
import { type PersonalRefused, personalInAlert } from "../domain/alert-privacy.ts";
import type { Alert } from "../domain/alerts.ts";
import { UserFacingError } from "../domain/errors.ts";
import { maySendAtOnce } from "../domain/move-alert.ts";
import { personalDataLine } from "../domain/personal-data.ts";
import { findPersonalNumbers, personalNumberNames } from "../domain/personal-numbers.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { askAlert } from "./alert-words.ts";
import type { CommandContext } from "./command.ts";
import { moment } from "./moment.ts";
import { notAllowed } from "./report-answers.ts";

/** Remarks that are shown with a draft. */
const SHOWN = 2;

/** The draft as groups will get it, as a message of its own; then where it goes, and what is asked next. */
export async function shownDraft(
  { done, groups, remarks }: Drafted,
  context: CommandContext,
): Promise<readonly string[]> {
  await askAlert("送审", done.id, context);
  const pictured =
    done.picture !== undefined
      ? ["（配一张图，跟在文字后面发）"]
      : done.poster
        ? ["（配一张海报，跟在文字后面发）"]
        : [];
  const lines = draftLines(done, groups, remarks, context);
  const confirmed = groups.filter(({ state }) => state === "confirmed").length;
  if (maySendAtOnce(done) && may(context.officer, rolesFor("alerts.send-at-once")))
    lines.push(`特别紧急，等不了的，请原样回「发${confirmed}群」，马上发，事后补审。`);
  lines.splice(1, 0, ...pictured);
  return [done.text, lines.join("\n")];
}

function draftLines(
  alert: Alert,
  groups: Drafted["groups"],
  remarks: Drafted["remarks"],
  context: CommandContext,
): string[] {
  const until = alert.expires ? [`有效到${moment(new Date(alert.expires), context)}，过后不发。`] : [];
  const forbidden = personalInAlert(alert);
  const personal = forbidden
    ? []
    : findPersonalNumbers(alert.text).map(({ kind }) => `像是有${personalNumberNames[kind]}`);
  const doubts = [...personal, ...remarks.map(({ message }) => message)].slice(0, SHOWN);
  return [
    `上面是原样。${alert.number} 草稿，${groupsLine(groups)}`,
    ...until,
    ...(doubts.length > 0 ? [`请看一眼：${doubts.join("；")}。`] : []),
    forbidden
      ? personalRefusal(forbidden, REWRITE)
      : `回「好」送审${alert.poster || alert.picture ? "" : "，要配图回「海报」或发一张"}。要改：「/提示 改 新的话」「/提示 给 …群」「/提示 到 18点」${alert.acknowledge ? "" : "；要大家回「收到」，回「要收到」"}。`,
  ];
}

const REWRITE = "去掉或换个说法：「/提示 改 新的话」。";

/** What in the words tells who somebody is, line by line, and what to do about it. */
export function personalRefusal({ text, found }: PersonalRefused, then = "去掉或换个说法再发。"): string {
  const lines = new Map<number, typeof found>();
  for (const one of found) {
    const line = text.slice(0, one.index).split("\n").length;
    lines.set(line, [...(lines.get(line) ?? []), one]);
  }
  const named = [...lines].map(([line, ones]) => `第${line}行有${personalDataLine(text, ones)}`);
  return `${named.join("；")}，发出去谁都看得到，不能送审。${then}`;
}

export function expectDone<T extends object>(
  result: T | SubmitRefused,
): Exclude<T, { readonly refused: unknown }> {
  if ("refused" in result) throw new UserFacingError(draftRefusal(result as SubmitRefused));
  return result as Exclude<T, { readonly refused: unknown }>;
}

/** How a state is called in chat. */
export const stateWords: Record<AlertState, string> = {
  draft: "还是草稿",
  "pending-approval": "正等人批",
  approved: "已经批准，等着发",
  broadcasting: "正在发",
  completed: "已经发完",
  returned: "被退回了",
  rejected: "没批准",
  cancelled: "已经取消",
  expired: "已经过了时间",
};

function draftRefusal(why: SubmitRefused | DraftRefused): string {
  switch (why.refused) {
    case "not-allowed":
      return notAllowed;
    case "personal":
      return personalRefusal(why, REWRITE);
    case "no-title":
      return "要写内容，第一行当标题。例如：\n/提示 写 明天停水\n早8点到晚6点全镇停水，今晚先接水。";
    case "none":
      return "您没有在写的提示。要写，发「/提示 写」。";
    case "no-such":
      return "没有这个编号的提示。";
    case "no-group":
      return "没有能发的群，没有送审。先选群：「/提示 给 …群」。";
    case "nobody":
      return "除了您没有别人能批，没有送审。请管理员先加一位所领导。";
    case "no-picture":
      return why.why === "waits"
        ? "图片还在收，过一会儿再发「/提示 送审」。"
        : "图片没收到，请再发一次图片，再发「/提示 送审」。";
    case "own":
      return "自己写的要由另一位批。";
    case "not-yours":
      return "这条不是您写的，改不了。";
    case "over":
      return "这条已经过了时间，不能再发。要发，先改截止：「/提示 到 18点」。";
    case "no-reason":
      return "要写原因。";
    case "not-extreme":
      return "只有特别紧急的模板能先发后审，这条请送审。";
    case "not-cancel":
      return "只有取消能不等人批。";
    case "wrong-state":
      return `这条${stateWords[why.state]}，不能这样办。`;
  }
}
