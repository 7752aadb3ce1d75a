/**
 * The little language of the phrase lists, so that anyone can add a line:
 * phrases are parted by spaces or line breaks; `(拿/提)` is one of; `(了)?` may be missing; `…` is up to eight
 * characters of the same sentence; `#` is a number. Lists are matched against folded text (see fold.ts): simplified, half-width, lower
 * case, 恁→你 俺→我 冇→没 搁→在 嘞→呢, so write them that way.
 */
export function phrases(list: string): RegExp {
  // The longest first, so that 在不在 is not taken for 在不.
  const sources = list
    .trim()
    .split(/\s+/)
    .sort((a, b) => b.length - a.length)
    .map(toPattern);
  return new RegExp(sources.join("|"), "g");
}

/** Whether any phrase occurs. */
export function says(text: string, list: RegExp): boolean {
  return text.search(list) >= 0;
}

/** How many different phrases occur. */
export function countOf(text: string, list: RegExp): number {
  return new Set(text.match(list)).size;
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
