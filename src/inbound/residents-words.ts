import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import { giveQueryCode } from "../reports/query-code.ts";
import { readReportNumber } from "../reports/report-number.ts";

const ASKS = "(?:请|麻烦|您好|你好|我|想|要|给|发|看|查|的|一下|再|帮|说|报|这|件|事|那)*";
const ENDS = "(?:是多少|是什么|是啥|多少|呢|吗|吧|啊|谢谢|在哪里?|一下|有没有|怎么弄|怎么拿|给我|发我)*";
const ANEW = "(?:重新?)?(换|更换|重置)(?:掉|一?个)?(?:新的?)?";
/** 「查询码」, 「我的查询码是多少」, 「查询码 42」, 「换查询码」: the letters and digits of a whole message. */
const QUERY_CODE = new RegExp(
  `^${ASKS}(?:${ANEW})?${ASKS}(r?\\d{1,12})?[号的件]*查询码(?:${ANEW})?(r?\\d{1,12})?号?${ENDS}$`,
);

/** Longer messages tell something. */
const LONGEST = 60;

function lettersOf(text: string): string {
  return text.length > LONGEST
    ? ""
    : canonical(text)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, "");
}

/** Whether the whole message asks for something of the person's own. */
export function isResidentsWord(text: string): boolean {
  return QUERY_CODE.test(lettersOf(text));
}

/** Answers residents' words that need no understanding; `undefined`: it is none of them. */
export function createResidentsWords(bot: BotContext) {
  const { store, clock, config } = bot;

  return async (message: InboundMessage): Promise<string | undefined> => {
    if (message.attachments.length > 0) return undefined;
    const code = QUERY_CODE.exec(lettersOf(message.text));
    if (code) return queryCode(message, code[2] ?? code[4] ?? "", (code[1] ?? code[3]) !== undefined);
    return undefined;
  };

  async function queryCode(message: InboundMessage, typed: string, anew: boolean): Promise<string> {
    const contact = await store.contacts.byAddress(message.from);
    const written = typed.replace(/^r?(\d{4})(\d{4,})$/, "$1-$2");
    const number = typed === "" ? undefined : readReportNumber(written, clock.now(), config.station.timezone);
    const given = contact && (await giveQueryCode(bot, contact, { ...(number ? { number } : {}), anew }));
    if (!given || ("refused" in given && given.refused === "no-report"))
      return number
        ? `没有您的 ${number}。发「进度」看您反映过的。`
        : "您还没有反映过事情。有事直接说，一句话就行。";
    if ("refused" in given)
      return `${given.number} 的查询码给过您两次，不再显示。\n没记下，回「换查询码」换一个。`;
    const use = given.last ? "这是最后一次显示，请抄在纸上。" : "请抄在纸上，别给别人，别发群里。";
    return `${given.number} 的查询码：\n${given.code}\n${use}\n换了号，把它私聊发给我，能接着查、接着说。`;
  }
}
