import type { Alert } from "../domain/alerts.ts";
import { UserFacingError } from "../domain/errors.ts";
import { stateWords } from "./alert-drafts.ts";
import { ledgerLines } from "./alert-ledger.ts";
import type { CommandContext } from "./command.ts";
import { officerName } from "./find-officer.ts";
import { moment } from "./moment.ts";

const moves: Partial<Record<NonNullable<Alert["steps"]>[number]["move"], string>> = {
  submit: "送审",
  approve: "同意",
  return: "退回",
  reject: "不同意",
  "send-at-once": "先发后审",
  broadcast: "开始发",
  complete: "发完",
  cancel: "取消",
  expire: "过期",
};

/** One alert: its state, who did what to it and why, and its text. */
export async function shownAlert(number: string, context: CommandContext): Promise<string> {
  const { store } = context.bot;
  const alert = await store.alerts.byNumber(number);
  if (!alert) throw new UserFacingError(`没有 ${number} 这条提示。`);
  const lines: string[] = [];
  if (alert.author) lines.push(`${await officerName(store, alert.author)}写`);
  for (const { move, at, by, reason } of alert.steps ?? []) {
    const word = moves[move];
    if (!word) continue;
    const who = by === "bot" || by === "folder" ? "" : await officerName(store, by);
    lines.push(`${moment(new Date(at), context)} ${who}${word}${reason ? `：${reason}` : ""}`);
  }
  const ledger = await ledgerLines(alert, context);
  return [`${number} ${stateWords[alert.state]}`, ...lines, ...ledger, alert.text].join("\n");
}
