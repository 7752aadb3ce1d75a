import type { Slot } from "../domain/alerts.ts";
import type { DeliveryState } from "../domain/deliveries.ts";
import { isReachable } from "../domain/groups.ts";
import { inZone } from "../lib/time.ts";
import { isStale } from "../outbox/address-validity.ts";
import { groupName } from "../people/group-words.ts";
import { words } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { moreLine, pageOf, readPage } from "./rows.ts";

const stateNames: Record<DeliveryState, string> = {
  pending: "等待",
  sending: "在发",
  sent: "已发",
  failed: "失败",
  unknown: "不确定",
  expired: "过期",
  cancelled: "取消",
  "posted-by-hand": "手工",
};

const reasons: Record<NonNullable<Slot["reason"]>, string> = {
  "too-late": "错过了时间",
  "no-alert": "没有可发的内容",
  "clock-leap": "时钟跳变，等人处理",
  holiday: "今天休息",
  workday: "今天上班",
  "no-group": "没有要发的群",
};

export const alertCommand = defineCommand({
  name: "alert",
  aliases: ["提示", "警情提示"],
  action: "alerts.see",
  where: ["dm", "officers"],
  summary: "今天的提示发到哪了",
  usage: ["/提示", "/提示 第2页"],
  args: words,
  async run({ words }, context) {
    const { bot, now } = context;
    const { page } = readPage(words);
    const today = inZone(now, bot.config.station.timezone).startOf("day");
    const tomorrow = today.add(1, "day").toISOString();
    const slots = (await bot.store.slots.since(today.toISOString())).filter((slot) => slot.due < tomorrow);
    const found = pageOf(slots.toReversed(), page);
    const rows = await Promise.all(found.rows.map((slot) => slotRow(slot, context)));
    return [
      found.total === 0 ? "今天还没有到点的提示。" : `今天${found.total}条提示：`,
      ...rows,
      ...moreLine(found, page, "条", "/提示"),
      ...(await leftOut(context)),
    ].join("\n");
  },
});

/** `07:30 别点“退款”链接：已发9、手工3` */
async function slotRow(slot: Slot, { bot }: CommandContext): Promise<string> {
  const time = inZone(slot.due, bot.config.station.timezone).format("HH:mm");
  const alert = slot.alert ? await bot.store.alerts.get(slot.alert) : undefined;
  const what = alert?.title ?? slot.schedule;
  if (slot.state !== "fired") return `${time} ${what}：没发，${reasons[slot.reason ?? "too-late"]}`;
  const counts = new Map<string, number>();
  for (const { state } of await bot.store.deliveries.ofSlot(slot.key)) {
    counts.set(stateNames[state], (counts.get(stateNames[state]) ?? 0) + 1);
  }
  const sum = [...counts].map(([name, count]) => `${name}${count}`).join("、");
  return `${time} ${what}：${sum || reasons[slot.reason ?? "no-group"]}`;
}

/** Groups that nothing can be sent to now, and why. */
async function leftOut(context: CommandContext): Promise<string[]> {
  const groups = (await context.bot.store.groups.all()).filter((group) => group.state !== "removed");
  const names = (some: typeof groups) =>
    `${some.length}个（${some.slice(0, 3).map(groupName).join("、")}${some.length > 3 ? "等" : ""}）`;
  const stale = groups.filter((group) => isStale(group.address, context.bot.channels));
  const rest = groups.filter((group) => !stale.includes(group) && !isReachable(group, context.now));
  const why = [
    ["群号变了", stale],
    ["没确认", rest.filter((group) => group.state === "unconfirmed")],
    ["被禁言", rest.filter((group) => group.state === "confirmed")],
  ] as const;
  return why
    .filter(([, some]) => some.length > 0)
    .map(([word, some]) => `发不到的群，${word}：${names(some)}`);
}
