import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { answerTo } from "../domain/answers.ts";
import { canonical } from "../domain/canonical.ts";
import type { Contact } from "../domain/people.ts";
import { askToErase, erasable, erasePerson } from "../reports/erase-person.ts";
import { keptLine, privacyAnswer } from "../reports/privacy-answer.ts";
import { giveQueryCode } from "../reports/query-code.ts";
import { readReportNumber } from "../reports/report-number.ts";

const ASKS = "(?:请|麻烦|您好|你好|我|想|要|给|发|看|查|的|一下|再|帮|说|报|这|件|事|那)*";
const ENDS = "(?:是多少|是什么|是啥|多少|呢|吗|吧|啊|谢谢|在哪里?|一下|有没有|怎么弄|怎么拿|给我|发我)*";
const ANEW = "(?:重新?)?(换|更换|重置)(?:掉|一?个)?(?:新的?)?";
/** 「查询码」, 「我的查询码是多少」, 「查询码 42」, 「换查询码」: the letters and digits of a whole message. */
const QUERY_CODE = new RegExp(
  `^${ASKS}(?:${ANEW})?${ASKS}(r?\\d{1,12})?[号的件]*查询码(?:${ANEW})?(r?\\d{1,12})?号?${ENDS}$`,
);

/** 「隐私」, 「你们留我什么信息」. */
const PRIVACY = new RegExp(
  `^${ASKS}(?:隐私(?:政策|说明|保护|权)?|个人信息保护|(?:你们?|所里)?(?:留|存|保存|记)(?:了|着)?我?的?(?:什么|哪些)(?:信息|资料|东西)?)${ENDS}$`,
);
/** 「删除我的信息」, 「把我的资料都删了」, 「注销」. */
const ERASE = new RegExp(
  `^${ASKS}(?:(?:删除?|清除|清空|注销|抹掉)(?:掉|了)?${ASKS}(?:所有|全部|个人|一切)*的?(?:信息|资料|数据|记录|隐私|账号)|把?${ASKS}(?:所有|全部|个人|一切)*的?(?:信息|资料|数据|记录|账号)(?:都|全)*(?:删除?|清除|清空|注销)(?:掉|了|光)*)(?:吧|谢谢|可以吗|行吗|好吗|吗)*$`,
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
  const letters = lettersOf(text);
  return [QUERY_CODE, PRIVACY, ERASE].some((word) => word.test(letters));
}

/** Answers residents' words that need no understanding; `undefined`: it is none of them. */
export function createResidentsWords(bot: BotContext) {
  const { store, clock, config } = bot;

  return async (message: InboundMessage): Promise<string | undefined> => {
    if (message.attachments.length > 0) return undefined;
    const letters = lettersOf(message.text);
    const contact = await store.contacts.byAddress(message.from);
    const sure = contact && (await answersErase(contact, message.text));
    if (sure !== undefined) return sure;
    if (PRIVACY.test(letters)) return privacyAnswer(store, contact, config);
    if (ERASE.test(letters)) return askErase(contact);
    const code = QUERY_CODE.exec(letters);
    if (code) return queryCode(message, code[2] ?? code[4] ?? "", (code[1] ?? code[3]) !== undefined);
    return undefined;
  };

  async function askErase(contact: Contact | undefined): Promise<string> {
    if (!contact) return "这里没有留您的信息。";
    const { goes, stays } = await erasable(bot, contact);
    if (!(await askToErase(bot, contact))) return "请先回答上面问您的，再发一次「删除我的信息」。";
    const rest = stays.length > 0 ? keptLine(stays) : "您的号和昵称也一起删。";
    return [`要删掉您办完的${goes.length}件事和照片吗？删了找不回来。`, rest, "要删，回「是」。"].join("\n");
  }

  /** 「是」 to the question whether all is to be deleted; everything else to it deletes nothing. */
  async function answersErase(contact: Contact, text: string): Promise<string | undefined> {
    const question = await store.questions.of(contact.id);
    if (question?.kind !== "erase") return undefined;
    const said = answerTo(question, text, clock.now());
    if (!said || !("yes" in said)) return undefined;
    if (!said.yes) {
      await store.tx(async (t) => t.questions.remove(contact.id));
      return "好的，没有删。";
    }
    const { gone, stays } = await erasePerson(bot, contact);
    if (stays.length === 0) return `已删除${gone.length}件，您的号和昵称也删了。`;
    return `已删除${gone.length}件。\n${keptLine(stays)}\n等办完，再发一次「删除我的信息」。`;
  }

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
