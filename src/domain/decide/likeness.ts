import QuickLRU from "quick-lru";
import type { Category } from "../reports.ts";
import { fold } from "../understanding/fold.ts";
import { topicsOf } from "./topics.ts";

/** What two texts are compared by. */
export interface Matter {
  readonly text: string;
  readonly category?: Category | undefined;
  /** The category is little more than a guess. */
  readonly unsure?: boolean | undefined;
  readonly place?: string | undefined;
  readonly danger?: string | undefined;
}

/** `same` and `another` only where the words say so. */
export type Likeness = "same" | "another" | "unclear";

/** Characters that stand in every second message and tell nothing about its matter. */
const COMMON =
  "的了是在我你他她它们这那有个一不也都就还又没很说人来去到上下里外么什怎吗呢吧啊呀嘛把被叫让跟和与给对从向为要能会可想过着得地咋啥哪谁几多少两点时分今昨明天早晚现刚才已经请问麻烦帮看见知道觉得好像应该因为所以但而且或者如果老大小家门口";
const common = new Set(COMMON);

/** Pairs of neighbouring characters that say what a text is about. */
function pairsOf(folded: string): Set<string> {
  const pairs = new Set<string>();
  for (let i = 0; i + 1 < folded.length; i++) {
    const [a = "", b = ""] = [folded[i], folded[i + 1]];
    if (isHan(a) && isHan(b) && !(common.has(a) && common.has(b))) pairs.add(a + b);
  }
  return pairs;
}

function isHan(one: string): boolean {
  return one >= "一" && one <= "鿿";
}

/** What a text is compared by. */
interface Words {
  readonly pairs: ReadonlySet<string>;
  readonly topics: readonly string[];
}

/** A message is compared with each of the person's reports, and a report with each of their messages. */
const known = new QuickLRU<string, Words>({ maxSize: 1_000 });

function wordsOf(text: string): Words {
  let words = known.get(text);
  if (!words) {
    const folded = fold(text);
    words = { pairs: pairsOf(folded), topics: topicsOf(folded) };
    known.set(text, words);
  }
  return words;
}

function sharedPairs(a: Words, b: Words): number {
  let shared = 0;
  for (const pair of b.pairs) if (a.pairs.has(pair)) shared++;
  return shared;
}

/** What closeness says. */
export function likenessOf(score: number): Likeness {
  if (score >= 2) return "same";
  return score <= -2 ? "another" : "unclear";
}

/**
 * How much two matters have in common: topic, place, category, danger, pairs of characters. Above 0 they share something,
 * below 0 they name different things; a short addition has little of its own, so that only what is named differently
 * speaks for another matter.
 */
export function closeness(a: Matter, b: Matter): number {
  const [said, told] = [wordsOf(a.text), wordsOf(b.text)];
  const [ofA, ofB] = [said.topics, told.topics];
  const shared = sharedPairs(said, told);
  let score = shared === 0 ? 0 : Math.min(shared, 3) - 0.5;
  const bothNamed = ofA.length > 0 && ofB.length > 0;
  const isOther = bothNamed && !ofA.some((topic) => ofB.includes(topic));
  if (bothNamed) score += isOther ? -2 : 2;
  if (a.place && b.place) score += isSamePlace(a.place, b.place) ? 1 : -1;
  if (a.category && b.category && !a.unsure && !b.unsure) {
    // Two tips may be about two things.
    if (a.category !== b.category) score -= 1;
    else if (!isOther) score += 0.5;
  }
  if (a.danger && b.danger) score += a.danger === b.danger ? 1 : -1;
  return score;
}

export function isSamePlace(a: string, b: string): boolean {
  return sharedPairs(wordsOf(a), wordsOf(b)) > 0 || a.includes(b) || b.includes(a);
}
