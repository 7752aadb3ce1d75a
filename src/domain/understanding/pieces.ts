import { canonical } from "../canonical.ts";
import { wordClasses } from "./lexicon.ts";

/** What is longer is judged by its beginning and its end, in UTF-16 units: reading takes linear, bounded time. */
const LONGEST_TEXT = 2000;

/** How a piece was cut; each counts with the weight beside it. */
export const pieceWeights = [1, 1, 0.7, 0.7, 1] as const;
const CHARACTER = 0;
const PAIR = 1;
const TRIPLE = 2;
const CLASS = 3;
const LENGTH = 4;

/** `hash`: 32 bits, of the view and what it says; `from`, `to`: where it stands in the text that `readable` gives. */
export type Visit = (hash: number, view: number, from: number, to: number) => void;

/**
 * The text as it is cut into pieces: canonical, lower case, numbers as so many 0 (at most four), blanks as one; what
 * stands between letters is seen by itself, never within a pair, so that signs typed between characters hide nothing.
 * Names of stickers and a slash in front say nothing.
 */
export function readable(text: string): string {
  const bounded =
    text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT / 2)} ${text.slice(-LONGEST_TEXT / 2)}` : text;
  return canonical(bounded)
    .replace(/^\s*[/、]+|\[[^[\]\n]{1,8}\]/g, " ")
    .toLowerCase()
    .replace(/\p{N}+/gu, (digits) => "0".repeat(Math.min(digits.length, 4)))
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * Visits the pieces of a `readable` text: single characters, pairs and triples of neighbouring letters (with the edges
 * of the text), the same with words replaced by their class, and how long it is. A piece may be visited repeatedly.
 */
export function eachPiece(text: string, visit: Visit): void {
  for (let i = 0; i < text.length; i++) {
    const wide = isHighSurrogate(text.charCodeAt(i)) ? 2 : 1;
    visit(
      hash(CHARACTER, text.charCodeAt(i), wide > 1 ? text.charCodeAt(i + 1) : 0, 0),
      CHARACTER,
      i,
      i + wide,
    );
    i += wide - 1;
  }
  const letters = lettersOf(text);
  const { codes, starts, ends, length } = letters;
  for (let i = 0; i + 1 < length; i++) {
    const [a, b] = [codes[i] as number, codes[i + 1] as number];
    visit(hash(PAIR, a, b, 0), PAIR, starts[i] as number, ends[i + 1] as number);
    if (i + 2 < length) {
      const c = codes[i + 2] as number;
      visit(hash(TRIPLE, a, b, c), TRIPLE, starts[i] as number, ends[i + 2] as number);
    }
  }
  eachClassPiece(letters, visit);
  visit(hash(LENGTH, Math.min(9, Math.floor(Math.log2(length - 1) * 1.5)), 0, 0), LENGTH, 0, 0);
}

interface Letters {
  readonly codes: Uint16Array;
  readonly starts: Uint16Array;
  readonly ends: Uint16Array;
  readonly length: number;
}

/** The edges of the text count as letters. */
const BEGIN = 1;
const END = 2;

function lettersOf(text: string): Letters {
  const codes = new Uint16Array(text.length + 2);
  const starts = new Uint16Array(text.length + 2);
  const ends = new Uint16Array(text.length + 2);
  codes[0] = BEGIN;
  let length = 1;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (!isLetter(code)) continue;
    codes[length] = code;
    starts[length] = i;
    ends[length++] = i + 1;
  }
  codes[length] = END;
  starts[length] = text.length;
  ends[length++] = text.length;
  return { codes, starts, ends, length };
}

/** Pieces in which a word of a class stands: alone, and with what is beside it. */
function eachClassPiece(letters: Letters, visit: Visit): void {
  const { codes, starts, ends, length } = letters;
  const classed = new Uint16Array(length);
  const from = new Uint16Array(length);
  const to = new Uint16Array(length);
  let count = 0;
  for (let i = 0; i < length; count++) {
    const found = classAt(codes, i, length);
    const wide = found ? found.wide : 1;
    classed[count] = found ? found.code : (codes[i] as number);
    from[count] = starts[i] as number;
    to[count] = ends[i + wide - 1] as number;
    i += wide;
  }
  for (let i = 0; i < count; i++) {
    const [a, b = 0, c = 0] = [classed[i] as number, classed[i + 1], classed[i + 2]];
    const start = from[i] as number;
    if (isClass(a)) visit(hash(CLASS, a, 0, 0), CLASS, start, to[i] as number);
    if (i + 1 < count && (isClass(a) || isClass(b)))
      visit(hash(CLASS, a, b, 0), CLASS, start, to[i + 1] as number);
    if (i + 2 < count && (isClass(a) || isClass(b) || isClass(c)))
      visit(hash(CLASS, a, b, c), CLASS, start, to[i + 2] as number);
  }
}

/** Classes are written as characters of the private-use area, which no canonical letter is. */
const FIRST_CLASS = 0xe000;
const isClass = (code: number) => code >= FIRST_CLASS && code < FIRST_CLASS + wordClasses.length;

interface Word {
  readonly word: string;
  readonly code: number;
}
/** By first character, the words, the longest first. */
const wordsOf = new Map<number, Word[]>();
for (const [index, words] of wordClasses.entries()) {
  for (const word of words) {
    const first = word.charCodeAt(0);
    wordsOf.set(first, [...(wordsOf.get(first) ?? []), { word, code: FIRST_CLASS + index }]);
  }
}
for (const words of wordsOf.values()) words.sort((a, b) => b.word.length - a.word.length);

function classAt(codes: Uint16Array, at: number, length: number) {
  for (const { word, code } of wordsOf.get(codes[at] as number) ?? []) {
    let same = 1;
    while (same < word.length && at + same < length && codes[at + same] === word.charCodeAt(same)) same++;
    if (same === word.length) return { code, wide: same };
  }
  return undefined;
}

/** Never 0, which means an empty place in the model's table. */
function hash(view: number, a: number, b: number, c: number): number {
  let h = Math.imul(view + 1, 0x9e3779b1) ^ a;
  h = Math.imul(h ^ (h >>> 15), 0x85ebca6b) ^ b;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) ^ c;
  h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f);
  return (h ^ (h >>> 15)) >>> 0 || 1;
}

const isHighSurrogate = (code: number) => code >= 0xd800 && code < 0xdc00;

/** By UTF-16 unit: 0 not asked yet, 1 a letter or digit, 2 a sign. */
const known = new Uint8Array(0x1_0000);

function isLetter(code: number): boolean {
  if (known[code] === 0) known[code] = /[\p{L}\p{N}]/u.test(String.fromCharCode(code)) ? 1 : 2;
  return known[code] === 1;
}
