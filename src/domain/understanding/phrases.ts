import { tellTales } from "./tell-tales.ts";

/**
 * The little language of the phrase lists, so that anyone can add a line:
 * phrases are parted by spaces or line breaks; `(拿/提)` is one of; `(了)?` may be missing; `…` is up to eight
 * characters of the same sentence; `#` is a number. Lists are matched against folded text (see fold.ts): simplified, half-width, lower
 * case, 恁→你 俺→我 冇→没 搁→在 嘞→呢, so write them that way.
 */
export function phrases(list: string): RegExp {
  // The longest first, so that 在不在 is not taken for 在不.
  const all = list
    .trim()
    .split(/\s+/)
    .sort((a, b) => b.length - a.length);
  const whole = patternOf(all);
  const parts: Part[] = [];
  for (let i = 0; i < all.length; i += PART) parts.push(partOf(all.slice(i, i + PART)));
  partsOf.set(whole, parts);
  return whole;
}

/** A few phrases of a list, tried only where one of their tell-tale characters occurs. */
interface Part {
  readonly number: number;
  readonly pattern: RegExp;
}

const PART = 8;
const partsOf = new Map<RegExp, readonly Part[]>();
/** The list without phrases. */
export const nothing = /(?!)/g;
partsOf.set(nothing, []);

/** Numbers of the parts that a character may tell. */
const toldBy = new Map<string, number[]>();
let count = 0;

function partOf(some: readonly string[]): Part {
  const number = count++;
  for (const character of new Set(some.flatMap((phrase) => [...tellTales(phrase)]))) {
    const told = toldBy.get(character);
    if (told) told.push(number);
    else toldBy.set(character, [number]);
  }
  return { number, pattern: patternOf(some) };
}

function patternOf(some: readonly string[]): RegExp {
  return new RegExp(some.map(toPattern).join("|"), "g");
}

/** By number of a part, whether a text may have a phrase of it. */
export type Possible = Uint8Array;

/** Told by single characters, before any pattern is tried: most phrases cannot occur in most messages. */
export function possibleIn(text: string): Possible {
  const possible = new Uint8Array(count);
  for (let i = 0; i < text.length; i++) {
    const told = toldBy.get(text.charAt(i));
    if (told) for (const number of told) possible[number] = 1;
  }
  return possible;
}

/** Whether any phrase occurs. `possible`: of this text, or of a longer one that it is a part of. */
export function says(text: string, list: RegExp, possible?: Possible): boolean {
  const parts = possible && partsOf.get(list);
  if (!parts) return text.search(list) >= 0;
  for (const { number, pattern } of parts)
    if (possible[number] === 1 && text.search(pattern) >= 0) return true;
  return false;
}

/** How many different phrases occur. */
export function countOf(text: string, list: RegExp, possible?: Possible): number {
  const parts = possible && partsOf.get(list);
  const mayBe = !parts || parts.some(({ number }) => possible[number] === 1);
  return mayBe ? new Set(text.match(list)).size : 0;
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
