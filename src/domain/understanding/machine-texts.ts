import { dangerAdvice } from "../danger-advice.ts";
import { dangers } from "./danger-words.ts";
import { fold } from "./fold.ts";
import type { Possible } from "./phrase-index.ts";
import { phrases, says } from "./phrases.ts";

const machineWords = phrases(`
  [自动回复] 【自动回复】 我通过了你的朋友验证请求 我通过了你的好友 以上是打招呼的内容 已添加了你,现在可以开始聊天 现在可以开始聊天了
  对方已取消 对方无应答 对方已拒绝 对方忙 通话时长 通话中断 未接来电 已取消通话 (语音/视频)通话 [红包] [微信红包] [qq红包] [转账] [微信转账]
  恭喜发财,大吉大利 撤回了一条消息 拍了拍 我是(智能/自动)…(客服/助手) 小时在线,有…帮 有什么可以帮您 欢迎光临本店 欢迎关注 稍后(回复/联系)您 一会再和您联系
`);

/** Our own answers, quoted back by another bot or a resident: a number where only we write it, or our openings. */
const ownWords =
  /(?:已收到|收到|已登记|已记下|编号)[^\n]{0,14}r\d{4}-\d{4,}|^请立即拨打110|^民警回复:|^【(?:晨报|补充)】|您的身份对外保密/m;

/**
 * What another machine or the network itself says: never filed and never answered (two auto-repliers must not talk to
 * each other). Red packets, missed calls, auto-replies, our own receipts quoted back.
 */
export function isMachineText(text: string): boolean {
  return isMachineFolded(fold(text));
}

/** The same for text that is folded already. */
export function isMachineFolded(folded: string, possible?: Possible): boolean {
  return says(folded, machineWords, possible) || ownWords.test(folded);
}

/** The lines of our own advice, whatever number stands in them. */
const ownAdvice = new Set(
  dangers.flatMap(({ danger }) => dangerAdvice(danger, { sms110: "" }).split("\n").map(withoutNumbers)),
);

function withoutNumbers(line: string): string {
  return fold(line).replace(/[\d\s]/g, "");
}

/** What a person may have written below or above a machine's lines. */
export function withoutMachineLines(folded: string): string {
  return folded
    .split("\n")
    .filter(
      (line) =>
        !isMachineFolded(line) &&
        !ownAdvice.has(withoutNumbers(line)) &&
        !/请(?:立即|马上)?(?:拨)?打110/.test(line),
    )
    .join("\n");
}
