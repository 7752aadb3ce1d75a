import { needsOf } from "./needs.ts";

/** By list, the phrases that a text may have. */
export type Possible = ReadonlyMap<RegExp, readonly RegExp[]>;

/** One phrase of a list. */
interface Phrase {
  readonly list: RegExp;
  readonly pattern: RegExp;
  /** Sets of characters: a text that has the phrase has one of each. It is looked at where one of the first occurs. */
  readonly needs: ReturnType<typeof needsOf>;
}

/**
 * Tells by single characters, before any pattern is tried, which phrases a text may have: most cannot occur in most
 * messages.
 */
export function createPhraseIndex() {
  const phrases: Phrase[] = [];
  let flat: Flat | undefined;
  let texts = 0;

  /** Whether the text that was read last has one of each. */
  function isMet({ needs, needsFrom, seen }: Flat, phrase: number): boolean {
    const end = needsFrom[phrase + 1] as number;
    let met = false;
    for (let i = needsFrom[phrase] as number; i < end; i++) {
      const one = needs[i] as number;
      if (one !== 0) met ||= seen[one] === texts;
      else if (met) met = false;
      else return false;
    }
    return true;
  }

  return {
    add(phrase: string, list: RegExp, pattern: RegExp): void {
      phrases.push({ list, pattern, needs: needsOf(phrase) });
      flat = undefined;
    },
    possibleIn(text: string): Possible {
      flat ??= flatten(phrases);
      const { numbers, seen, present, tells, tellsFrom } = flat;
      let count = 0;
      texts++;
      for (let i = 0; i < text.length; i++) {
        const one = numbers[text.charCodeAt(i)] as number;
        if (one === 0 || seen[one] === texts) continue;
        seen[one] = texts;
        present[count++] = one;
      }
      const possible = new Map<RegExp, RegExp[]>();
      for (let i = 0; i < count; i++) {
        const one = present[i] as number;
        const end = tellsFrom[one + 1] as number;
        for (let at = tellsFrom[one] as number; at < end; at++) {
          const phrase = tells[at] as number;
          if (isMet(flat, phrase)) add(possible, phrases[phrase] as Phrase);
        }
      }
      return possible;
    },
  };
}

function add(possible: Map<RegExp, RegExp[]>, { list, pattern }: Phrase): void {
  const some = possible.get(list);
  if (!some) possible.set(list, [pattern]);
  else if (!some.includes(pattern)) some.push(pattern);
}

/**
 * The same in flat arrays: a message looks at a hundred phrases, and as objects all over the heap they took three times
 * as long. Characters that phrases need are numbered from 1.
 */
function flatten(phrases: readonly Phrase[]) {
  const numbers = new Uint16Array(0x1_0000);
  const tellsOf: number[][] = [[]];
  const numberOf = (one: string): number => {
    const code = one.charCodeAt(0);
    if (numbers[code] === 0) numbers[code] = tellsOf.push([]) - 1;
    return numbers[code] as number;
  };
  const needs: number[] = [];
  const needsFrom = [0];
  for (const [
    phrase,
    {
      needs: [first, ...rest],
    },
  ] of phrases.entries()) {
    for (const one of first) tellsOf[numberOf(one)]?.push(phrase);
    // Each set ends with a 0.
    for (const need of rest) needs.push(...[...need].map(numberOf), 0);
    needsFrom.push(needs.length);
  }
  const tellsFrom = [0];
  for (const tells of tellsOf) tellsFrom.push((tellsFrom.at(-1) as number) + tells.length);
  return {
    /** By UTF-16 code, a character's number; 0 where no phrase needs it. */
    numbers,
    /** By number, the last text that the character was seen in. */
    seen: new Uint32Array(tellsOf.length),
    /** Room for the numbers that a text has. */
    present: new Uint16Array(tellsOf.length),
    /** Phrases that are looked at where a character occurs, character after character. */
    tells: Uint16Array.from(tellsOf.flat()),
    tellsFrom: Uint32Array.from(tellsFrom),
    needs: Uint16Array.from(needs),
    needsFrom: Uint32Array.from(needsFrom),
  };
}
type Flat = ReturnType<typeof flatten>;
