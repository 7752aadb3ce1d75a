import { type SlotRow, type TodaysAlerts, todaysAlerts } from "../alerts/todays-alerts.ts";
import type { Slot } from "../domain/alerts.ts";
import { UserFacingError } from "../domain/errors.ts";
import { inZone } from "../lib/time.ts";
import { groupName } from "../people/group-words.ts";
import { deliveryWords } from "./alert-ledger.ts";
import { unread } from "./args.ts";
import type { CommandContext } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

const reasons: Record<NonNullable<Slot["reason"]>, string> = {
  "too-late": "错过了时间",
  "no-alert": "没有可发的内容",
  "clock-leap": "时钟跳变，等人处理",
  holiday: "今天休息",
  workday: "今天上班",
  "no-group": "没有要发的群",
  "not-approved": "没人批",
  rejected: "没批准",
  stopped: "叫停了",
};

/** Today's slots with what became of them, and the groups that nothing can be sent to. */
export async function shownToday(words: readonly string[], context: CommandContext): Promise<string> {
  const { page, rest } = readPage(words);
  const [more] = rest;
  if (more !== undefined)
    throw new UserFacingError(`${unread(more)}。例如「/提示」「/提示 第2页」「/提示 写」。`);
  const today = await todaysAlerts(...acting(context));
  if ("refused" in today) throw new UserFacingError(notAllowed);
  const found = pageOf(today.slots, page);
  return [
    found.total === 0 ? "今天还没有到点的提示。" : `今天${found.total}条提示：`,
    ...found.rows.map((row) => slotLine(row, context.bot.config.station.timezone)),
    ...moreLine(found, page, "条", "/提示"),
    ...unreachableLines(today.unreachable),
  ].join("\n");
}

/** `07:30 别点“退款”链接：已发9、手工3` */
function slotLine({ slot, title, counts }: SlotRow, zone: string): string {
  const time = inZone(slot.due, zone).format("HH:mm");
  const what = title ?? slot.schedule;
  if (slot.state !== "fired") return `${time} ${what}：没发，${reasons[slot.reason ?? "too-late"]}`;
  const sum = [...counts].map(([state, count]) => `${deliveryWords[state]}${count}`).join("、");
  return `${time} ${what}：${sum || reasons[slot.reason ?? "no-group"]}`;
}

function unreachableLines(unreachable: TodaysAlerts["unreachable"]): string[] {
  const words = { "address-gone": "群号变了", unconfirmed: "没确认", muted: "被禁言" } as const;
  return (["address-gone", "unconfirmed", "muted"] as const)
    .filter((why) => unreachable[why].length > 0)
    .map((why) => {
      const groups = unreachable[why];
      const names = `${groups.slice(0, 3).map(groupName).join("、")}${groups.length > 3 ? "等" : ""}`;
      return `发不到的群，${words[why]}：${groups.length}个（${names}）`;
    });
}
