import type { Category } from "../reports.ts";
import type { Danger } from "../understanding.ts";
import { categoryWords } from "./category-words.ts";
import { countOf } from "./phrases.ts";

/** What a danger is filed as, unless the words clearly say otherwise. */
const ofDanger: Readonly<Record<Danger, Category>> = {
  violence: "help",
  "cannot-speak": "help",
  fire: "help",
  injury: "help",
  suicide: "help",
  missing: "help",
  fraud: "help",
  crime: "tip",
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

/** The category with the most words for it; `inquiry` where nothing tells. */
export function categoryOf(folded: string, danger: Danger | undefined): Category {
  const opening = openings.find(([words]) => words.test(folded))?.[1];
  let best: Category = "inquiry";
  let most = 0;
  for (const { category, clear, some } of categoryWords) {
    const points =
      3 * countOf(folded, clear) +
      countOf(folded, some) +
      (category === opening ? 4 : 0) +
      (category === "inquiry" && QUESTION.test(folded) ? 3 : 0) +
      (danger && category === ofDanger[danger] ? 4 : 0);
    if (points > most) {
      most = points;
      best = category;
    }
  }
  return best;
}
