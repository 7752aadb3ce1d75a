import type { Channel } from "../channels/channel.ts";
import { offsetWords } from "../domain/clock-fault.ts";
import { wecomAdvice } from "../operators/wecom-advice.ts";
import type { AccountStatus } from "../outbox/outbox.ts";
import { nothing } from "./args.ts";
import { channelName } from "./channel-name.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { moment } from "./moment.ts";

/** Days back in which the last alert is looked for. */
const DAYS = 7;

const pauses: Record<NonNullable<AccountStatus["paused"]>, string> = {
  offline: "掉线，等恢复",
  "risk-control": "被风控，暂停群发",
  "day-budget": "今天的量用完了",
  "quiet-hours": "免打扰时段",
};

const faults: Record<string, string> = {
  offline: "连不上",
  "wrong-token": "口令不对",
  "wrong-secret": "secret 不对",
  elsewhere: "另一台电脑占用了",
  "signed-out": "账号已退出，请用手机扫码重登",
  "no-answer": "没有应答",
  "cannot-listen": "端口用不了，请看配置",
  "wrong-role": "连接程序的设置不对",
  "other-account": "登录的是另一个号",
};

export const statusCommand = defineCommand({
  name: "status",
  aliases: ["状态"],
  action: "bot.watch",
  where: ["dm"],
  summary: "渠道、排队、存储是否正常",
  usage: ["/状态"],
  args: nothing,
  async run(_, context) {
    const accounts = context.bot.outbox.status();
    const channels = [...context.bot.channels.values()].flatMap((channel) => [
      channelLine(channel, context),
      ...accountLines(accounts.get(channel.name)),
    ]);
    return [...channels, ...(await doubts(context)), storeLine(context), await lastAlert(context)].join("\n");
  },
});

/** `qq 在线（11月24日 08:00起），最近收10:02、发10:01` */
function channelLine(channel: Channel, context: CommandContext): string {
  const { online, since, lastIn, lastOut, friends, fault, clockOffset } = channel.health();
  const last = [lastIn && `收${moment(lastIn, context)}`, lastOut && `发${moment(lastOut, context)}`].filter(
    Boolean,
  );
  const why = fault ? `，${faults[fault] ?? wecomAdvice(fault)?.replace(/。$/, "") ?? fault}` : "";
  const seen = last.length > 0 ? `，最近${last.join("、")}` : "";
  const known = friends ? `，好友${friends.count}/${friends.limit}` : "";
  const clock = clockOffset === undefined ? "" : `，电脑时间${offsetWords(clockOffset)}，请校准`;
  return `${channelName(channel.name, context.bot)} ${online ? "在线" : "掉线"}（${moment(since, context)}起）${why}${seen}${known}${clock}`;
}

function accountLines(account: AccountStatus | undefined): string[] {
  if (!account) return [];
  const { queued, today, perDay, paused } = account;
  const waiting = queued.answers + queued.notices + queued.broadcasts;
  const later = queued.later > 0 ? `，定时${queued.later}` : "";
  const why = paused && paused !== "offline" ? `，${pauses[paused]}` : "";
  return [`　排队${waiting}${later}；今天群发${today}${perDay ? `/${perDay}` : ""}${why}`];
}

/** Broadcasts of which nobody knows whether they went out. */
async function doubts({ bot }: CommandContext): Promise<string[]> {
  const unknown = await bot.store.deliveries.inStates(["unknown"]);
  return unknown.length > 0 ? [`有${unknown.length}条不知发没发出去，请到群里看一眼`] : [];
}

function storeLine(context: CommandContext): string {
  const { writable, fault, since } = context.bot.store.health();
  if (writable) return "存储正常";
  const why = fault === "disk-full" ? "硬盘满了，请腾空间" : "写不进去，请看日志";
  return `存储不正常：${why}${since ? `（${moment(since, context)}起）` : ""}`;
}

async function lastAlert(context: CommandContext): Promise<string> {
  const from = new Date(context.now.getTime() - DAYS * 86_400_000);
  const slots = await context.bot.store.slots.since(from.toISOString());
  const last = slots.findLast((slot) => slot.state === "fired");
  if (!last) return `${DAYS}天内没有发过提示`;
  const sent = (await context.bot.store.deliveries.ofSlot(last.key)).filter((row) => row.state === "sent");
  return `上次提示：${moment(new Date(last.due), context)}，发到${sent.length}个群`;
}
