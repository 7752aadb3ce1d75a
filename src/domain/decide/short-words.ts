import { type Category, categories, categoryNames } from "../reports.ts";

/** What a whole message of one word means in the grammar of short words. */
export type ShortWord =
  | { readonly word: "yes" | "no" | "solved" | "unsolved" | "urgent" | "received" }
  | { readonly word: "correct"; readonly category: Category };

type Plain = Exclude<ShortWord["word"], "correct">;

const words: ReadonlyMap<string, Plain> = new Map(
  Object.entries({
    yes: "有 是 嗯 对 是的 有的 对的 嗯嗯 对对 对啊 是啊 有啊 是滴 嗯呢",
    no: "没有 不是 没 没有的 不是的 没有啊 不是啊",
    solved: "解决了 好了 已解决 已经解决了 都解决了 已经好了 清了 修好了",
    unsolved: "没解决 没好 还没解决 没有解决 未解决 还没好 没修好 没清",
    urgent: "急 急急 急急急 很急 着急 紧急 加急",
    received:
      "好的 好 收到 知道了 明白 明白了 了解 行 可以 ok 好嘞 好滴 哦 噢 中 嗯好 好吧 没事 没事了 不用 不用了",
  } satisfies Record<Plain, string>).flatMap(([word, typed]) =>
    typed.split(" ").map((one) => [one, word as Plain] as const),
  ),
);

const shortNames: Readonly<Record<string, Category>> = {
  线索: "tip",
  举报: "tip",
  建议: "suggestion",
  意见: "suggestion",
  可疑: "suspicious",
};

const UNSOLVED =
  /^(?:还是?|根本|一直|也|都|并|压根|到现在|目前)*(?:没有?|未)(?:给|人)?(?:解决|弄好|修好|处理好|搞定|清走?|清理|好)(?:掉|呢|啊|呀|哦|嘛|的|了|哇)*$/;
const SOLVED =
  /^(?:已经?|都|全|真的|现在|问题|事情?)*(?:解决|弄好|修好|处理好|搞定|好)(?:了|啦|喽|咯|嘞)(?:谢谢您?|多谢|感谢|啊|呀|哈)*$/;

/** The short word that the whole text is; the text may end in signs and blanks. */
export function shortWordOf(text: string): ShortWord | undefined {
  const typed = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, "");
  const word = words.get(typed);
  if (word) return { word };
  if (UNSOLVED.test(typed)) return { word: "unsolved" };
  if (SOLVED.test(typed)) return { word: "solved" };
  const [, name] = /^改成?为?(.{2,4})$/.exec(typed) ?? [];
  const category = name && (categories.find((one) => categoryNames[one] === name) ?? shortNames[name]);
  return category ? { word: "correct", category } : undefined;
}
