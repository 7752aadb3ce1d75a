import { canonical } from "../canonical.ts";
import { shortWordOf } from "../decide/short-words.ts";
import type { Danger, MessageKind } from "../understanding.ts";

/** What may stand around the words below and says nothing: address, manners, particles. */
const ROUND =
  "你们?|您们?|大家|各位|所有人?|警察|民警|警官|同志们?|叔叔|阿姨|蜀黍|大哥|领导|老师|派出所|不好意思|打扰了?|麻烦了?|请问|太|真|很|非常|十分|都|也|了|啊|呀|吧|嘛|哈|哦|噢|喂|诶|哎";

/** Messages that are nothing else, as letters and digits without signs. In doubt the model decides. */
const whole: readonly (readonly [MessageKind, RegExp])[] = [
  [
    "greeting",
    only(
      "你好|您好|[早上中下午晚]{1,2}好|早安|晚安|嗨|哈[喽啰]|hello|hi|在吗|在么|在不在?|有人[吗么]|(?:新年|元旦|春节|中秋|国庆|端午|节日)(?:快乐|好)",
    ),
  ],
  ["thanks", only("谢谢|多谢|感谢|感激|谢[了啦]|辛苦|3q|thx|thanks?")],
  ["menu", /^(?:菜单|帮助|功能|使用说明|help|\?|怎么用|咋用|怎么使用|人工|转人工|人工客服)$/],
  [
    "rating",
    /^(?:(?:非常|很|比较|基本|十分|特别)?不?满意|好评|差评|一般般?|(?:[给打])?(?:[1-5]|[一二两三四五])颗?星(?:好评)?|(?:[给打])?(?:\d{1,3}|[一二三四五六七八九十]|一百|满)分)[吧了啊呀哦]?$/,
  ],
  // How long, and nothing else: 「一星期」 is no star.
  [
    "supplement",
    /^(?:大概|大约|差不多|快|都|已经|有|得)*[\d一二两三四五六七八九十几半]+个?多?(?:星期|礼拜|分钟|小时|钟头|月|天|年|周|宿|晚上?)(?:多|了|左右|前|以前|之前)*$/,
  ],
  [
    "chatter",
    only(
      "好的?|嗯+|哦+|噢+|行|中|可以|知道了?|明白了?|收到|了解了?|ok+|okay|对|是的?|不是(?:这个)?|有|没有?|没事|不用了?|拜拜|再见|哈哈+|呵呵+|嘿嘿+|测试|test",
    ),
  ],
];

function only(words: string): RegExp {
  return new RegExp(`^(?:${ROUND})*(?:${words})(?:${words}|${ROUND})*$`);
}

/** A bare emergency number, or a cry, is one for help. */
const cries: Readonly<Record<string, Danger>> = {
  "110": "cannot-speak",
  "119": "fire",
  "120": "injury",
  救命: "cannot-speak",
  救命啊: "cannot-speak",
  救我: "cannot-speak",
  救救我: "cannot-speak",
  sos: "cannot-speak",
};

/** Longer messages always say something else, too. */
const LONGEST = 24;

/** What a message is that is nothing else than one of a few words; `undefined` for all that says more. */
export function wholeMessage(
  text: string,
): { readonly kind: MessageKind; readonly danger?: Danger } | undefined {
  if (text.length > LONGEST) return undefined;
  const said = canonical(text)
    .toLowerCase()
    .replace(/\[[^[\]\n]{1,8}\]|[^\p{L}\p{N}]/gu, "");
  const danger = cries[said];
  if (danger) return { kind: "report", danger };
  if (!/\p{L}/u.test(said) && !/^\d{1,3}分$/.test(said)) return { kind: "chatter" };
  const word = shortWordOf(text)?.word;
  if (word === "solved" || word === "unsolved") return { kind: "supplement" };
  const kind = whole.find(([, words]) => words.test(said))?.[0];
  return kind && { kind };
}

/**
 * A message without its clauses of nothing but manners; `undefined` where it has none, or nothing else. 「谢谢，我家门口路灯坏了」
 * is about the lamp.
 */
export function withoutManners(text: string): string | undefined {
  const clauses = text.split(/[\s，,。！!？?；;、~～…]+/).filter((clause) => clause !== "");
  const rest = clauses.filter((clause) => {
    const kind = wholeMessage(clause)?.kind;
    return kind !== "thanks" && kind !== "greeting";
  });
  return rest.length > 0 && rest.length < clauses.length ? rest.join("，") : undefined;
}
