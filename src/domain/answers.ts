import { canonical, canonicalNumber } from "./canonical.ts";
import { shortWordOf } from "./decide/short-words.ts";
import { askedBy, isOpenQuestion, type Question as StoredQuestion } from "./questions.ts";

/** What is asked of a question to know its answer. */
type Question = Pick<StoredQuestion, "kind" | "subject" | "until">;

export const ratings = ["good", "fair", "poor"] as const;
export type Rating = (typeof ratings)[number];

/** What a whole message says to the question that is open. */
export type AnswerTo =
  /** To danger, withdraw, same-matter and solved. */
  | { readonly yes: boolean }
  | { readonly rating: Rating }
  /** One of a list, counted from 1. */
  | { readonly choice: number }
  /** The next field of a dialogue, as it was typed. */
  | { readonly words: string }
  /** Where a dialogue goes on. */
  | { readonly step: "cancel" | "skip" | "back" };

/** Words of a rating; `poor` is asked before `good`, for 「不满意」 holds 「满意」. */
const ratingWords: readonly (readonly [RegExp, Rating])[] = [
  [/^(?:很|非常)?不(?:太|怎么)?满意$/, "poor"],
  [/^(?:一般(?:般)?|还行|凑合)$/, "fair"],
  [/^(?:很|非常|挺|十分)?满意$/, "good"],
];

/** What an officer says within a dialogue that is no field of it. 接 and 撤 pass by it. */
const steps = new Map([
  ["取消", "cancel"],
  ["跳过", "skip"],
  ["上一步", "back"],
] as const);
const passing = ["接", "撤"];

/**
 * What the text answers to the person's open question; `undefined` where it answers none. Pure. A resident's answer is a
 * whole message of one short word. While a dialogue asks, all that has no slash is its answer, except 接, 撤 and the words
 * that steer it. A digit answers a list for ten minutes.
 */
export function answerTo(question: Question | undefined, text: string, now: Date): AnswerTo | undefined {
  if (!isOpenQuestion(question, now)) return undefined;
  const plain = canonical(text).replace(/[\s\p{P}]/gu, "");
  switch (question.kind) {
    case "dialogue":
      return inDialogue(text, plain);
    case "reason":
      return inOneLine(text, plain);
    case "choice":
      return chosen(question, text);
    case "rating": {
      const rating = ratingWords.find(([words]) => words.test(plain))?.[1];
      return rating && { rating };
    }
    case "solved":
    case "danger":
    case "withdraw":
    case "erase":
    case "same-matter":
      return yesOrNo(question, text);
    // Where or when something is, is no word of a list: `decide` looks at what it says (see particulars.ts).
    case "where":
      return undefined;
  }
}

function yesOrNo({ kind }: Question, text: string): AnswerTo | undefined {
  const word = shortWordOf(text)?.word;
  if (word === "yes" || word === "no") return { yes: word === "yes" };
  if (kind !== "solved") return undefined;
  return word === "solved" || word === "unsolved" ? { yes: word === "solved" } : undefined;
}

function inDialogue(text: string, plain: string): AnswerTo | undefined {
  if (text.trim() === "" || /^\s*[/／、]/.test(text) || passing.includes(plain)) return undefined;
  const step = steps.get(plain as never);
  return step ? { step } : { words: text.trim() };
}

/** Words, no number and no single letter: a report's number asks for the report. */
function inOneLine(text: string, plain: string): AnswerTo | undefined {
  return plain.length > 1 && /\p{L}/u.test(plain) && !/^R?\d+$/i.test(plain)
    ? inDialogue(text, plain)
    : undefined;
}

function chosen(question: Question, text: string): AnswerTo | undefined {
  const number = canonicalNumber(text);
  const options = askedBy(question).rest.split(",").length;
  return /^[1-9]\d?$/.test(number) && Number(number) <= options ? { choice: Number(number) } : undefined;
}
