/** An office and the places it looks after, as they are written in messages. */
export interface OfficeArea {
  readonly name: string;
  readonly places: readonly string[];
}

/**
 * Which office a report belongs to: the one whose place, or the stem of whose own name (体育场警务室 → 体育场), occurs
 * in `place`, else in `text`. The longest match wins; `undefined` where two offices match equally, or none.
 */
export function officeOf(
  where: { readonly place?: string | undefined; readonly text: string },
  offices: readonly OfficeArea[],
): string | undefined {
  return (
    (where.place === undefined ? undefined : bestIn(where.place, offices)) ?? bestIn(where.text, offices)
  );
}

function bestIn(text: string, offices: readonly OfficeArea[]): string | undefined {
  const haystack = normal(text);
  let best: string | undefined;
  let longest = 0;
  for (const office of offices) {
    for (const word of [...office.places, stem(office.name)]) {
      const needle = normal(word);
      if (needle === "" || !haystack.includes(needle)) continue;
      if (needle.length > longest) [best, longest] = [office.name, needle.length];
      else if (needle.length === longest && best !== office.name) best = undefined;
    }
  }
  return best;
}

/** 新程街社区警务室 → 新程街. */
function stem(officeName: string): string {
  return officeName.replace(/(?:社区)?警务(?:室|站|区|工作站)$/, "");
}

function normal(text: string): string {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
}
