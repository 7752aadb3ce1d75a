import { canonicalName } from "./canonical.ts";

/** An office and the places it looks after, as they are written in messages. */
export interface OfficeArea {
  readonly name: string;
  readonly places: readonly string[];
}

/**
 * The longest of the offices' places (and stems of their names) that occurs in `place`, as the configuration writes it:
 * what stands around it in a message may be whose home it is, or what somebody did there.
 */
export function streetIn(offices: readonly OfficeArea[], place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  const said = normal(place);
  return offices
    .flatMap(({ name, places }) => [...places, stem(name)])
    .filter((word) => word && said.includes(normal(word)))
    .sort((a, b) => b.length - a.length)[0];
}

/** Which office a report belongs to, by the place it names, else by its text. */
export type FindOffice = (where: {
  readonly place?: string | undefined;
  readonly text: string;
}) => string | undefined;

/**
 * Finds the office whose place, or the stem of whose own name (体育场警务室 → 体育场), occurs in what is said. The
 * longest match wins; `undefined` where two offices match equally, or none.
 */
export function createFindOffice(offices: readonly OfficeArea[]): FindOffice {
  const signs = offices.flatMap(({ name, places }) =>
    [...places, stem(name)].map((word) => ({ name, needle: normal(word) })).filter(({ needle }) => needle),
  );
  function bestIn(text: string): string | undefined {
    if (signs.length === 0) return undefined;
    const haystack = normal(text);
    let best: string | undefined;
    let longest = 0;
    for (const { name, needle } of signs) {
      if (needle.length < longest || !haystack.includes(needle)) continue;
      if (needle.length > longest) [best, longest] = [name, needle.length];
      else if (best !== name) best = undefined;
    }
    return best;
  }
  return ({ place, text }) => (place === undefined ? undefined : bestIn(place)) ?? bestIn(text);
}

/** 新程街社区警务室 → 新程街. */
function stem(officeName: string): string {
  return officeName.replace(/(?:社[区區])?\s*警[务務](?:室|站|[区區]|工作站)\s*$/, "");
}

function normal(text: string): string {
  return canonicalName(text);
}
