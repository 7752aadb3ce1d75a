import type { Danger } from "../understanding.ts";
import { dangers, gone, now, over, rightNow, settled, today } from "./danger-words.ts";
import { says } from "./phrases.ts";

/** A bare emergency number is a cry for help. */
const numbers: Readonly<Record<string, Danger>> = { "110": "cannot-speak", "119": "fire", "120": "injury" };

/**
 * Which danger the folded text speaks of, if any. Judged sentence by sentence, so that talk of last year's fire does
 * not hide the one that burns; a false alarm is better than a missed one.
 */
export function dangerOf(folded: string): Danger | undefined {
  const number = numbers[folded.replace(/[^\da-z一-鿿]/g, "")];
  if (number) return number;
  const sentences = folded.split(/[。！？!?；;\n]+/).filter((s) => s.trim() !== "");
  const judged = sentences.map((text) => {
    const isPast = says(text, over);
    const surelyNow = says(text, rightNow);
    const perhapsNow = says(text, now);
    return {
      text,
      isOver: says(text, settled) || (isPast && !surelyNow && !perhapsNow && !says(text, today)),
      happensNow: (surelyNow || (perhapsNow && !isPast)) && !says(text, gone),
    };
  });
  return dangers.find((words) =>
    judged.some(
      ({ text, happensNow, isOver }) =>
        says(text, words.always) ||
        (!isOver && says(text, words.unlessOver)) ||
        (happensNow && says(text, words.whenNow)),
    ),
  )?.danger;
}
