/** What people write most; a phrase is better told by any other of its characters. */
const COMMON = new Set(
  "的了不我在有人是你他来这那就没个一上下到说里家么吗还去看要好都也给车们大天出怎能点事派么什",
);

type Characters = ReadonlySet<string>;

/**
 * What every text that has the phrase must have one of each: sets of characters, the one seldom seen elsewhere first.
 * Throws where there is none (a phrase of gaps alone). The language of phrases is described in phrases.ts.
 */
export function needsOf(phrase: string): [Characters, ...Characters[]] {
  const alternatives = split(phrase);
  if (alternatives.length > 1) return [new Set(alternatives.flatMap((one) => [...needsOf(one)[0]]))];
  const [first, ...rest] = [...partsOf(phrase)].sort((a, b) => costOf(a) - costOf(b));
  if (!first) throw new Error(`nothing tells this phrase: ${phrase}`);
  return [first, ...rest];
}

function costOf(characters: Characters): number {
  let cost = 0;
  for (const one of characters) cost += COMMON.has(one) ? 20 : 1;
  return cost;
}

/** For each part that must be there, what it must have one of. */
function* partsOf(phrase: string): Generator<Characters> {
  for (let i = 0; i < phrase.length; i++) {
    const end = phrase[i] === "(" ? closing(phrase, i) : i;
    const part = phrase.slice(i, end + 1);
    i = end;
    if (phrase[end + 1] === "?") i++;
    else if (part.length > 1) yield* needsOf(part.slice(1, -1));
    else if (part === "#") yield new Set("0123456789一二两俩三仨四五六七八九十几半");
    else if (part !== "…") yield new Set(part);
  }
}

/** Where the bracket that opens at `from` closes. */
function closing(phrase: string, from: number): number {
  let depth = 0;
  for (let i = from; i < phrase.length; i++) {
    if (phrase[i] === "(") depth++;
    else if (phrase[i] === ")" && --depth === 0) return i;
  }
  throw new Error(`a bracket is not closed: ${phrase}`);
}

/** At the strokes that are in no bracket. */
function split(alternatives: string): string[] {
  const found = [""];
  let depth = 0;
  for (const one of alternatives) {
    if (one === "(") depth++;
    else if (one === ")") depth--;
    if (one === "/" && depth === 0) found.push("");
    else found[found.length - 1] += one;
  }
  return found;
}
