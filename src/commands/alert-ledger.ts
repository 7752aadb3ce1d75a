import { acknowledgedOf } from "../alerts/acknowledgements.ts";
import { AWAITS_OWNER, refusalWords } from "../alerts/delivery-words.ts";
import { type LedgerRow, ledgerOf } from "../alerts/ledger.ts";
import type { Alert } from "../domain/alerts.ts";
import { awaitsOwner, type Delivery, type DeliveryState } from "../domain/deliveries.ts";
import type { CommandContext } from "./command.ts";
import { officerName } from "./find-officer.ts";
import { moment } from "./moment.ts";

/** How the state of a delivery is called in chat. */
export const deliveryWords: Record<DeliveryState, string> = {
  pending: "等待",
  sending: "在发",
  sent: "已发",
  failed: "失败",
  unknown: "不确定",
  expired: "过期",
  cancelled: "取消",
  "posted-by-hand": "手工",
  "not-wanted": "不收",
};

function wordOf(row: Delivery): string {
  return awaitsOwner(row) ? AWAITS_OWNER : deliveryWords[row.state];
}

/** Rows that are shown each for itself. */
const SHOWN = 8;

/** What became of an alert in each group: how many of each state, then each group where something is open or went wrong. */
export async function ledgerLines(alert: Alert, context: CommandContext): Promise<string[]> {
  const rows = await ledgerOf(context.bot.store, alert);
  if (rows.length === 0) return [];
  const counts = new Map<string, number>();
  for (const { row } of rows) counts.set(wordOf(row), (counts.get(wordOf(row)) ?? 0) + 1);
  const sum = [...counts].map(([word, count]) => `${word}${count}`).join("、");
  const open = rows.filter(({ row }) => row.state !== "sent");
  const more = open.length > SHOWN ? [`等${open.length}个群`] : [];
  const number = alert.number ?? "";
  const hints = [
    ...(counts.has(deliveryWords.unknown)
      ? [`不确定的，看过群里回「${number} 到了」或「${number} 没到」。`]
      : []),
    ...(counts.has(deliveryWords.failed) ? [`失败的，回「/提示 重发 ${number}」再发。`] : []),
  ];
  return [
    `${rows.length}个群：${sum}`,
    ...(await receivedLines(alert, rows, context)),
    ...open.slice(0, SHOWN).map((row) => ledgerLine(row, context)),
    ...more,
    ...hints,
  ];
}

/** How many said 「收到」 where; never who did not. Names go to the sender of the alert alone. */
async function receivedLines(
  alert: Alert,
  rows: readonly LedgerRow[],
  context: CommandContext,
): Promise<string[]> {
  if (!alert.acknowledge) return [];
  const { counts, officers } = await acknowledgedOf(context.bot.store, alert, context.officer);
  const heard = rows.flatMap(({ row, name }) => (counts.has(row.id) ? [`${name}${counts.get(row.id)}`] : []));
  if (heard.length === 0) return ["收到：还没有人回。"];
  const sum = [...counts.values()].reduce((total, one) => total + one, 0);
  const more = heard.length > SHOWN ? `等${heard.length}个群` : "";
  const names =
    context.place === "dm" ? await Promise.all(officers.map((id) => officerName(context.bot.store, id))) : [];
  return [
    `收到：${sum}人回了，${heard.slice(0, SHOWN).join("、")}${more}。`,
    ...(names.length > 0 ? [`民警群里回了的：${names.join("、")}。`] : []),
  ];
}

/** `体育场群：失败 10:05，被禁言，试了2次` */
function ledgerLine({ row, name }: LedgerRow, context: CommandContext): string {
  const { doneAt, refusal, attempts } = row;
  const at = doneAt ? ` ${moment(new Date(doneAt), context)}` : "";
  const fault = refusal ? `，${refusalWords[refusal] ?? refusal}` : "";
  const tries = attempts > 1 ? `，试了${attempts}次` : "";
  return `${name}：${wordOf(row)}${at}${fault}${tries}`;
}
