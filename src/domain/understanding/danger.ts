import type { Danger } from "../understanding.ts";
import { alarming, calming, helpless, ongoing } from "./alarm-words.ts";
import { dangers, gone, now, over, rightNow, settled, today } from "./danger-words.ts";
import type { Possible } from "./phrase-index.ts";
import { countOf, says } from "./phrases.ts";

/** A bare emergency number is a cry for help. */
const numbers: Readonly<Record<string, Danger>> = { "110": "cannot-speak", "119": "fire", "120": "injury" };

/**
 * Which danger the folded text speaks of, if any. Judged sentence by sentence, so that talk of last year's fire does
 * not hide the one that burns; a false alarm is better than a missed one.
 */
export function dangerOf(folded: string, possible: Possible): Danger | undefined {
  const number = numbers[folded.replace(/[^\da-z一-鿿]/g, "")];
  if (number) return number;
  const sentences = folded.split(/[。！？!?；;\n]+/).filter((s) => s.trim() !== "");
  // The words of danger first: nearly every sentence has none, and when it happens need not be asked.
  return dangers.find((words) =>
    sentences.some(
      (text) =>
        says(text, words.always, possible) ||
        (says(text, words.unlessOver, possible) && !isOver(text)) ||
        (says(text, words.whenNow, possible) && happensNow(text)),
    ),
  )?.danger;
}

function isOver(text: string): boolean {
  const isPast = says(text, over) && !says(text, rightNow) && !says(text, now) && !says(text, today);
  return isPast || says(text, settled);
}

function happensNow(text: string): boolean {
  return (says(text, rightNow) || (says(text, now) && !says(text, over))) && !says(text, gone);
}

/** How many signs together are an alarm. */
const ALARM = 2;
/** Long stories have some of every word. */
const LONGEST_ALARM = 60;

/** The danger that single words add up to in a short message, for where no phrase tells. */
export function alarmOf(folded: string, possible: Possible): Danger | undefined {
  if (folded.length > LONGEST_ALARM) return undefined;
  const counted = alarming.map(({ danger, words }) => ({ danger, count: countOf(folded, words, possible) }));
  const alarm = counted.reduce((sum, { count }) => sum + count, 0);
  if (alarm === 0 || says(folded, over) || says(folded, settled) || says(folded, gone)) return undefined;
  const signs =
    alarm + (says(folded, helpless) ? 1 : 0) + (says(folded, ongoing) ? 1 : 0) - 2 * countOf(folded, calming);
  if (signs < ALARM) return undefined;
  return counted.reduce((most, next) => (next.count > most.count ? next : most)).danger;
}
