import { dangerAdvice } from "../danger-advice.ts";
import { dangers } from "../understanding.ts";
import { fold } from "./fold.ts";

/** Families of texts that a network, an app or an auto-replier writes, whatever names and numbers stand in them. */
const machine = new RegExp(
  [
    String.raw`^[\[【(]?(?:自动回复|系统(?:消息|通知|提示))[\]】)]?`,
    String.raw`通过了[^\n]{0,20}(?:好友|朋友|联系人)?[^\n]{0,6}(?:验证|申?请求|申请|好友)[^\n]{0,30}(?:聊天|$)`,
    "(?:请求|申请)(?:添加|加)(?:你|您)为(?:好友|朋友)",
    "(?:以上|以下)是打招呼的(?:内容|消息)|现在(?:我们)?可以开始聊天",
    "(?:已|刚刚?)?(?:把)?(?:你|您)?(?:添加为?(?:好友|朋友)|添加了(?:你|您)(?:为(?:好友|朋友))?),?(?:现在|可以)",
    "^对方(?:已取消|无应答|已拒绝|忙|已挂断|正在通话)|^(?:通话时长|通话中断|未接来电|已取消通话|(?:语音|视频)通话)",
    String.raw`^\[(?:微信|qq)?(?:红包|转账|收款)\]|恭喜发财,大吉大利|(?:领取|收到)了?(?:你|您|我)?的?红包$`,
    '(?:撤回了一条消息|拍了拍(?:你|我|自己|"))',
    String.raw`我是(?:智能|自动|ai|机器人)[^\n]{0,12}(?:客服|助手|助理)|有什么可以帮(?:助)?(?:到)?(?:您|你)`,
    String.raw`(?:小时|全天)在线,[^\n]{0,10}有[^\n]{0,6}帮|欢迎光临本店|^(?:您好[,!。])?(?:感谢|欢迎)(?:您的)?关注`,
    "(?:稍后|尽快|一会儿?再?)(?:给|和|与)?(?:您|你)?(?:回复|联系)(?:您|你)?[。!~]*$",
  ].join("|"),
  "m",
);

/** Our own answers, quoted back by another bot or a resident: a number where only we write it, or our openings. */
const ownWords =
  /(?:已收到|收到|已登记|已记下|编号)[^\n]{0,14}r\d{4}-\d{4,}|^请立即拨打110|^民警回复:|^【(?:晨报|补充)】|您的身份对外保密/m;

/**
 * What another machine or the network itself says: never filed and never answered (two auto-repliers must not talk to
 * each other). Red packets, missed calls, auto-replies, our own receipts quoted back.
 */
export function isMachineText(text: string): boolean {
  return isMachineFolded(fold(text).trim());
}

function isMachineFolded(folded: string): boolean {
  return machine.test(folded) || ownWords.test(folded);
}

/** The lines of our own advice, whatever number stands in them. */
const ownAdvice = new Set(
  dangers.flatMap((danger) => dangerAdvice(danger, { sms110: "" }).split("\n").map(withoutNumbers)),
);

function withoutNumbers(line: string): string {
  return fold(line).replace(/[\d\s]/g, "");
}

/** What a person may have written below or above a machine's lines. */
export function withoutMachineLines(text: string): string {
  return fold(text)
    .split("\n")
    .filter(
      (line) =>
        !isMachineFolded(line.trim()) &&
        !ownAdvice.has(withoutNumbers(line)) &&
        !/请(?:立即|马上)?(?:拨)?打110/.test(line),
    )
    .join("\n");
}
