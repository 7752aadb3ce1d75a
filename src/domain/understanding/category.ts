import type { Category } from "../reports.ts";
import type { Danger } from "../understanding.ts";
import { categoryWords } from "./category-words.ts";
import type { Possible } from "./phrase-index.ts";
import { countOf } from "./phrases.ts";
import { complainsOfPolice } from "./police.ts";

/** How much a danger speaks for being filed as help: hardly anything else can, unless people fight each other. */
const FOR_HELP: Readonly<Record<Danger, number>> = {
  violence: 4,
  crime: 0,
  "cannot-speak": 8,
  fire: 8,
  injury: 8,
  suicide: 8,
  missing: 8,
  fraud: 8,
};

/** What opens a message says most about what it is. */
const openings: readonly (readonly [RegExp, Category])[] = [
  [/^\W*(?:我要?|实名|匿名)?举报/, "tip"],
  [/^(?:我要|我想)?投诉/, "complaint"],
  [/^(?:请问|请教|咨询|想问|问一?下)/, "inquiry"],
  [/^(?:提|我提)?(?:个|几条|点)?(?:小)?(?:建议|意见)/, "suggestion"],
];

/** A question about what is allowed or possible: 「能跨省立案不」「算违法吗」. */
const QUESTION = /(?:能|可以|算|会|影响|还用|有权)[^。！？!?\n]{0,10}[不吗么](?=\s|$|[?,，。？])/;

const ASKS = /[?]|[吗么不没](?=\s|$)|怎么|咋|什么|啥|哪|多少|几/;

/** What is said of the police is a complaint; else the category with the most words for it; where nothing tells, a question is an `inquiry`, all else `help`. */
export function categoryOf(folded: string, danger: Danger | undefined, possible: Possible): Category {
  if (complainsOfPolice(folded, danger)) return "complaint";
  const opening = openings.find(([words]) => words.test(folded))?.[1];
  let best: Category = ASKS.test(folded) ? "inquiry" : "help";
  let most = 0;
  for (const { category, clear, some } of categoryWords) {
    const points =
      3 * countOf(folded, clear, possible) +
      countOf(folded, some, possible) +
      (category === opening ? 4 : 0) +
      (category === "inquiry" && QUESTION.test(folded) ? 3 : 0) +
      (danger && category === "help" ? FOR_HELP[danger] : 0) +
      (danger === "crime" && category === "tip" ? 4 : 0);
    if (points > most) {
      most = points;
      best = category;
    }
  }
  return best;
}
