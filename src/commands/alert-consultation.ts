import { type ConsultationRefused, closeConsultation, shownReplies } from "../alerts/consultation.ts";
import { UserFacingError } from "../domain/errors.ts";
import { personalRefusal, stateWords } from "./alert-drafts.ts";
import { numbered } from "./alert-number.ts";
import type { AlertWord } from "./alert-words.ts";
import { acting, notAllowed } from "./report-answers.ts";

/** Numbers named in one answer. */
const NAMED = 8;

export const repliesWord: AlertWord = {
  words: ["意见"],
  usage: ["/提示 意见 T2611-012"],
  async run(typed, context) {
    const { number } = numbered(typed, "/提示 意见 T2611-012", context);
    const result = await shownReplies(...acting(context), { number });
    if ("refused" in result) throw new UserFacingError(refusal(result, number));
    const { replies } = result;
    if (replies.length === 0) return `${number} 还没有人回意见。`;
    const more = replies.length > NAMED ? `等${replies.length}条` : "";
    const list = replies.slice(-NAMED).map((report) => report.number);
    return `${number} 收到${replies.length}条意见：${list.join("、")}${more}。看哪条，回编号。`;
  },
};

function closingWord(adopted: boolean, word: string, aliases: readonly string[]): AlertWord {
  return {
    words: [word, ...aliases],
    usage: [`/提示 ${word} T2611-012 ${adopted ? "路灯年前装好" : "路太窄，装不下"}`],
    async run(typed, context) {
      const { number, rest } = numbered(typed, `/提示 ${word} T2611-012 原因`, context);
      const result = await closeConsultation(...acting(context), { number, adopted, why: rest });
      if ("refused" in result) throw new UserFacingError(refusal(result, number));
      const { done, asked } = result;
      const names = asked.map(({ name }) => name).join("、");
      return [done.text, `上面是原样。${done.number} 已送审，等${names}批，批了发到问过的群。`];
    },
  };
}

export const adoptWord = closingWord(true, "采纳", []);
export const declineWord = closingWord(false, "未采纳", ["不采纳"]);

function refusal(why: ConsultationRefused, number: string): string {
  switch (why.refused) {
    case "not-allowed":
      return notAllowed;
    case "personal":
      return personalRefusal(why);
    case "no-such":
      return `没有 ${number} 这条提示。`;
    case "no-consultation":
      return `${number} 不是征求意见。`;
    case "not-sent":
      return `${number} 还没发出去。`;
    case "closed":
      return `${number} 的结果已经告诉大家了。`;
    case "no-why":
      return `要写怎么做或者为什么，群里会看到。例如「/提示 采纳 ${number} 路灯年前装好」。`;
    case "no-group":
      return `没有群收到过 ${number}。`;
    case "nobody":
      return "除了您没有别人能批，没有送审。";
    default:
      return "state" in why ? `${number} ${stateWords[why.state]}，不能这样办。` : `${number} 不能这样办。`;
  }
}
