import { createPhraseIndex, type Possible } from "./phrase-index.ts";

/**
 * The little language of the phrase lists, so that anyone can add a line:
 * phrases are parted by spaces or line breaks; `(拿/提)` is one of; `(了)?` may be missing; `…` is up to eight
 * characters of the same sentence; `#` is a number. Lists are matched against folded text (see fold.ts): simplified, half-width, lower
 * case, 恁→你 俺→我 冇→没 搁→在 嘞→呢, so write them that way.
 */
export function phrases(text: string): RegExp {
  // The longest first, so that 在不在 is not taken for 在不.
  const all = text
    .trim()
    .split(/\s+/)
    .sort((a, b) => b.length - a.length);
  const list = new RegExp(all.map(toPattern).join("|"), "g");
  lists.add(list);
  for (const phrase of all) index.add(phrase, list, new RegExp(toPattern(phrase), "g"));
  return list;
}

/** The list without phrases. */
export const nothing = /(?!)/g;
const lists = new Set([nothing]);

const index = createPhraseIndex();

/** What `says` and `countOf` may be asked with: told once for each message. */
export const { possibleIn } = index;

/** Whether any phrase occurs. `possible`: of this text, or of a longer one that it is a part of. */
export function says(text: string, list: RegExp, possible?: Possible): boolean {
  if (!possible || !lists.has(list)) return text.search(list) >= 0;
  return possible.get(list)?.some((pattern) => text.search(pattern) >= 0) ?? false;
}

/** How many different phrases occur. */
export function countOf(text: string, list: RegExp, possible?: Possible): number {
  if (!possible || !lists.has(list)) return new Set(text.match(list)).size;
  const [only, ...more] = possible.get(list) ?? [];
  return only ? new Set(text.match(more.length === 0 ? only : list)).size : 0;
}

const GAP = "[^。！？!?\\n]{0,8}";

function toPattern(phrase: string): string {
  return phrase
    .replace(/[.*+^${}[\]\\|]/g, "\\$&")
    .replaceAll("(", "(?:")
    .replaceAll("/", "|")
    .replaceAll("…", GAP)
    .replaceAll("#", "(?:\\d+|[一二两俩三仨四五六七八九十几半]+)");
}
