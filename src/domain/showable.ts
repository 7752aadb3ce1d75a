/**
 * A stored text as it may be shown to somebody else: as typed, without what could forge or garble what stands around
 * it: controls, overrides of the direction of writing, signs that hide text. Line ends are `\n`.
 */
export function showable(text: string): string {
  return text.replace(LINE_END, "\n").replace(FORGING, "");
}

/** A name or title in a sentence: showable, in one line, at most `most` characters as a reader counts them. */
export function showableLine(text: string, most: number): string {
  // To be told apart, characters are slow to count: no more of them than could be shown.
  const line = showable(text.slice(0, most * LONGEST_CHARACTER))
    .replace(/\s+/g, " ")
    .trim();
  if (line.length <= most) return line;
  const signs = Array.from(graphemes.segment(line), ({ segment }) => segment);
  return signs.length > most ? `${signs.slice(0, most - 1).join("")}…` : line;
}

/** Code units of one character: families of emoji have 11, letters with accents heaped on them are cut. */
const LONGEST_CHARACTER = 16;
const graphemes = new Intl.Segmenter("zh", { granularity: "grapheme" });
const LINE_END = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
/** Joiners and the selectors of emoji make a character of several: they stay. Fillers are letters that show nothing. */
const FORGING =
  /(?!\n|\t|\u200c|\u200d)(?:\p{Cc}|\p{Cf}|\p{Cs}|\u115f|\u1160|\u3164|\uffa0|\u034f|[\u{e0100}-\u{e01ef}])/gu;
