import { needsOf } from "./needs.ts";

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
  for (const phrase of all) index(phrase, list);
  return list;
}

/** The list without phrases. */
export const nothing = /(?!)/g;
const lists = new Set([nothing]);

/** One phrase of a list. Each of `needs` is a set of characters: a text that has the phrase has one of each. */
interface Phrase {
  readonly list: RegExp;
  readonly pattern: RegExp;
  readonly needs: readonly (readonly Character[])[];
}

/** A character that phrases need. `tells`: the phrases that are looked at where it occurs. */
interface Character {
  readonly tells: Phrase[];
  /** The last text that it was seen in. */
  text: number;
}

const characters = new Map<number, Character>();
let texts = 0;

function index(phrase: string, list: RegExp): void {
  const [rarest, ...needs] = needsOf(phrase).map((need) => [...need].map(character));
  const indexed = { list, pattern: new RegExp(toPattern(phrase), "g"), needs };
  for (const one of rarest ?? []) one.tells.push(indexed);
}

function character(one: string): Character {
  const code = one.charCodeAt(0);
  const known = characters.get(code) ?? { tells: [], text: 0 };
  characters.set(code, known);
  return known;
}

/** By list, the phrases that a text may have. */
export type Possible = ReadonlyMap<RegExp, readonly RegExp[]>;

/** Told by single characters, before any pattern is tried: most phrases cannot occur in most messages. */
export function possibleIn(text: string): Possible {
  const present: Character[] = [];
  texts++;
  for (let i = 0; i < text.length; i++) {
    const known = characters.get(text.charCodeAt(i));
    if (!known || known.text === texts) continue;
    known.text = texts;
    present.push(known);
  }
  const possible = new Map<RegExp, RegExp[]>();
  for (const { tells } of present) {
    for (const phrase of tells) if (isMet(phrase.needs)) add(possible, phrase);
  }
  return possible;
}

/** Whether the text that was read last has one of each. */
function isMet(needs: Phrase["needs"]): boolean {
  next: for (const need of needs) {
    for (const one of need) if (one.text === texts) continue next;
    return false;
  }
  return true;
}

function add(possible: Map<RegExp, RegExp[]>, { list, pattern }: Phrase): void {
  const some = possible.get(list);
  if (!some) possible.set(list, [pattern]);
  else if (!some.includes(pattern)) some.push(pattern);
}

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
