import { type CorrectRefused, correctAlert } from "../alerts/correct-alert.ts";
import { changeDraft } from "../alerts/drafts.ts";
import { decideUnknown, type LedgerDone, type LedgerRefused, resendAlert } from "../alerts/ledger.ts";
import { sendAlertNow } from "../alerts/send-now.ts";
import { UserFacingError } from "../domain/errors.ts";
import { expectDone, personalRefusal, shownDraft } from "./alert-drafts.ts";
import { numbered, readAlertNumber } from "./alert-number.ts";
import type { AlertWord } from "./alert-words.ts";
import type { CommandContext } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

/** Groups named in one answer. */
const NAMED = 8;

export const correctWord: AlertWord = {
  words: ["更正"],
  usage: ["/提示 更正 T2611-012 改到明天早8点停水"],
  async run(typed, context) {
    const { number, rest } = numbered(typed, "/提示 更正 T2611-012 改到明天早8点停水", context);
    return corrected({ number, kind: "Update", words: rest }, context);
  },
};

export const cancelWord: AlertWord = {
  words: ["撤回", "作废"],
  usage: ["/提示 撤回 T2611-012 时间改了"],
  run(typed, context) {
    const { number, rest } = numbered(typed, "/提示 撤回 T2611-012 时间改了", context);
    return cancelled(number, rest, context);
  },
};

/** Cancels what was sent already. */
export function cancelled(
  number: string,
  words: string,
  context: CommandContext,
): Promise<readonly string[]> {
  return corrected({ number, kind: "Cancel", words }, context);
}

async function corrected(
  input: Parameters<typeof correctAlert>[2],
  context: CommandContext,
): Promise<readonly string[]> {
  const result = await correctAlert(...acting(context), input);
  if ("refused" in result) throw new UserFacingError(correctRefusal(result, input.number));
  const { done, asked, reached } = result;
  if (asked.length > 0) {
    const names = asked.map(({ name }) => name).join("、");
    return [
      done.text,
      `上面是原样。${done.number} 已送审，等${names}批，批了发到收过 ${input.number} 的${reached}个群。`,
    ];
  }
  if (reached === 0) return [`${input.number} 取消了。还没有群收到，不会再发。`];
  return [done.text, `上面这条（${done.number}）正发到收过 ${input.number} 的${reached}个群，没发的不再发。`];
}

function correctRefusal(why: CorrectRefused, number: string): string {
  switch (why.refused) {
    case "not-allowed":
      return notAllowed;
    case "personal":
      return personalRefusal(why);
    case "no-such":
      return `没有 ${number} 这条提示。`;
    case "not-sent":
      return `${number} 还没发，不用更正。要改发「/提示 改」，不发了发「/提示 取消」。`;
    case "withdrawn":
      return `${number} 已经更正或取消过了。要再更正，写那条更正的编号。`;
    case "no-words":
      return `要写改成什么。例如「/提示 更正 ${number} 改到明天早8点」。`;
    case "not-yours":
      return "只有写的人、值班和所领导能更正、取消。";
    case "no-group":
      return `没有群收到过 ${number}，不用更正。`;
    case "nobody":
      return "除了您没有别人能批，没有送审。请管理员先加一位所领导。";
    default:
      return `${number} 现在不能这样办。`;
  }
}

export const drillWord: AlertWord = {
  words: ["演练"],
  usage: ["/提示 演练"],
  async run(typed, context) {
    const number = readAlertNumber(typed, context)?.number;
    const change = { drill: true as const };
    return shownDraft(expectDone(await changeDraft(...acting(context), { number, change })), context);
  },
};

export const nowWord: AlertWord = {
  words: ["现在发"],
  usage: ["/提示 现在发 T2611-012"],
  async run(typed, context) {
    const { number } = numbered(typed, "/提示 现在发 T2611-012", context);
    const result = await sendAlertNow(...acting(context), { number });
    if ("done" in result) return `${number} 现在发，${result.groups}个群。`;
    const why = {
      "not-allowed": "夜里发要所领导说「现在发」。",
      "no-such": `没有 ${number} 这条提示。`,
      drill: "演练夜里不发。",
      "not-severe": "夜里只发 Severe 和 Extreme，这条等到早上。",
      withdrawn: `${number} 已经更正或取消，不再发。`,
      nothing: `${number} 没有在等的，不用催。`,
    };
    throw new UserFacingError(why[result.refused]);
  },
};

export const resendWord: AlertWord = {
  words: ["重发", "补发"],
  usage: ["/提示 重发 T2611-012"],
  async run(typed, context) {
    const { number } = numbered(typed, "/提示 重发 T2611-012", context);
    const { groups } = expectLedger(
      await resendAlert(...acting(context), { number }),
      number,
      "没有要重发的群",
    );
    return `${number} 重发到没发出去的${groups.length}个群：${named(groups)}。`;
  },
};

const verdicts: Readonly<Record<string, boolean>> = { 到了: true, 收到了: true, 没到: false, 没收到: false };

/** What is said of an alert behind its number: 「T2611-012 到了」, 「T2611-012 没到 体育场群」, 「T2611-012 重发」. */
const FOUND = ["已找到", "找到了", "找到"];

export async function saidOfAlert(number: string, rest: string, context: CommandContext) {
  const [verb = "", ...groups] = rest.split(/[\s，,、。]+/).filter(Boolean);
  if (FOUND.includes(verb)) return cancelled(number, "已经找到", context);
  const arrived = verdicts[verb];
  if (arrived === undefined) {
    const word = [correctWord, cancelWord, nowWord, resendWord, drillWord].find(({ words }) =>
      words.includes(verb),
    );
    if (word) return word.run(`${number} ${rest.slice(rest.indexOf(verb) + verb.length)}`, context);
    throw new UserFacingError(
      `没看懂。例如「${number}」「${number} 到了」「${number} 没到」「${number} 重发」。`,
    );
  }
  const input = { number, arrived, groups };
  const done = expectLedger(await decideUnknown(...acting(context), input), number, "没有不确定的群");
  const tail = arrived ? "" : `要再发一次，回「/提示 重发 ${number}」。`;
  return `记下了，${arrived ? "到了" : "没到"}：${named(done.groups)}。${tail}`;
}

function expectLedger(result: LedgerDone | LedgerRefused, number: string, nothing: string): LedgerDone {
  if ("done" in result) return result;
  const why = {
    "not-allowed": notAllowed,
    "no-such": `没有 ${number} 这条提示。`,
    over: `${number} 已经过了时间，不再发。`,
    withdrawn: `${number} 已经更正或取消，不再发。`,
    nothing: `${number} ${nothing}。`,
    "no-such-group": `${number} 不确定的群里没有这个名字。发「/提示 ${number}」看。`,
  };
  throw new UserFacingError(why[result.refused]);
}

function named(names: readonly string[]): string {
  return `${names.slice(0, NAMED).join("、")}${names.length > NAMED ? "等" : ""}`;
}
