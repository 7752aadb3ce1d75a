import type { Channel } from "../channels/channel.ts";
import { offsetWords } from "../domain/clock-fault.ts";
import type { Friends } from "../domain/friends.ts";
import type { ClockLeap } from "../domain/slots.ts";
import { type Fault, formatFault } from "../lib/text-file.ts";
import { inZone } from "../lib/time.ts";
import type { OutboxFault } from "../outbox/index.ts";
import { wecomAdvice } from "./wecom-advice.ts";

const labels: Record<Channel["type"], string> = {
  onebot: "QQ",
  wechaty: "微信",
  local: "本机聊天",
  manual: "手工",
  "wecom-bot": "企业微信",
  "wechat-kf": "微信客服",
  "wecom-groups": "企业微信客户群",
};

/** Name of an account in messages to admins: the network's, with the channel's name if there are several. */
export function channelLabel(
  channel: Pick<Channel, "name" | "type">,
  all: Iterable<Pick<Channel, "type">>,
): string {
  const same = [...all].filter(({ type }) => type === channel.type).length;
  return same > 1 ? `${labels[channel.type]}（${channel.name}）` : labels[channel.type];
}

const advice: Record<string, string> = {
  "wrong-token": "口令（token）不对，请核对两边的设置，再重启连接程序。",
  "wrong-secret": "机器人的 botId 或 secret 不对：请在企业微信管理后台核对，改好 jingmin.yaml 后重启。",
  elsewhere: "另一台电脑用同一个机器人连上了，这边被断开：请只留一台，一分钟后会再试。",
  "signed-out": "账号退出了登录：请用该号的手机扫码重新登录。",
};
const usualAdvice = "请看值班电脑上的连接程序是否在运行、账号是否要重新扫码。";

/** What to do about an account that is away; `fault` is the fixed word of the channel's health. */
export function whatToDo(fault: string | undefined): string {
  return advice[fault ?? ""] ?? wecomAdvice(fault ?? "") ?? usualAdvice;
}

export function downText(label: string, minutes: number, fault: string | undefined): string {
  return [
    `${label}已掉线${minutes}分钟，居民私聊收不到。`,
    `①${whatToDo(fault)}`,
    "②登不上就换备用号，办法在操作手册里。",
    "③请把下面这条转发到各群：",
    "「警民小助手暂停，紧急请打110。我们不会用别的号找您要钱、要验证码。」",
  ].join("\n");
}

export function flappingText(label: string, fault: string | undefined): string {
  return `${label}时断时续，居民的私聊可能晚到。\n${whatToDo(fault)}\n稳定十分钟后再告诉您，中间不再提醒。`;
}

export function backText(label: string, minutes: number): string {
  return `${label}恢复了，前后断了约${minutes}分钟。没发完的接着发，回复照常。`;
}

export function friendsText(label: string, { count, limit }: Friends): string {
  const lost = "新来的居民加不上，也没有提示";
  return [
    count < limit
      ? `${label}好友快满了：${count}个，上限按${limit}个算。满了以后${lost}。`
      : `${label}好友满了：${count}个，上限按${limit}个算。${lost}。`,
    "①在该号的手机上清理不用的好友。",
    "②账号能加更多的、升了级的，把 jingmin.yaml 里的 friendLimit 改成实际的上限。",
    "③还不够，就加一个备用号，办法在操作手册里。",
  ].join("\n");
}

export function outboxFaultText(label: string, { fault, until }: OutboxFault, zone: string): string {
  const when = inZone(until, zone).format("M月D日HH:mm");
  if (fault === "day-budget")
    return `${label}今天的群发额度用完了，其余的等到${when}再发，过期的不发。私聊回复照常。`;
  return [
    `${label}群发被网络风控，停到${when}。私聊回复照常，没发的群转民警手工发。`,
    "请用该号的手机看有没有警告；这几天少进群、少发重复的话。",
  ].join("\n");
}

/** `ms`: by how much this machine is ahead of the network; absent where it is right again. */
export function clockFaultText(label: string, ms: number | undefined): string {
  return ms === undefined
    ? `值班电脑的时间和${label}对上了，恢复正常。`
    : `值班电脑的时间和${label}对不上：${offsetWords(ms)}。提示会在错的时间发，请马上校准电脑的日期、时间和时区。居民的消息照常收。`;
}

export function clockLeapText({ from, to, held }: ClockLeap, zone: string): string {
  const show = (at: Date) => inZone(at, zone).format("YYYY年M月D日HH:mm");
  const kept = held.length > 0 ? `这期间到点的提示没有发（${held.length}条）。` : "";
  return `值班电脑的时间从${show(from)}一下到了${show(to)}。${kept}\n请核对电脑的日期和时间；对的话不用管，下一条照常发。`;
}

/** Faults named in one message. */
const FAULTS = 5;

/** Files under `alerts/` that were broken while the bot ran: what was good of them before stays in use. */
export function alertFaultsText(faults: readonly Fault[]): string {
  const more = faults.length > FAULTS ? [`等${faults.length}处`] : [];
  return [
    "提示文件里有错，改好之前还用原来好的那版：",
    ...faults.slice(0, FAULTS).map(formatFault),
    ...more,
    "改好保存，一分钟内生效。",
  ].join("\n");
}
