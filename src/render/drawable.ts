import type { Fonts } from "./font.ts";

const segments = new Intl.Segmenter("zh", { granularity: "grapheme" });
const words = new Intl.Segmenter("zh", { granularity: "word" });
/** Joins without a sign of its own: no line ends there (Unicode U+2060). */
const WORD_JOINER = "\u2060";

/** Signs that the font lacks (emoji, rare characters) are left out, or stand as 〓; joined emoji go whole. */
export function drawable(written: string, { has }: Pick<Fonts, "has">): string {
  const shown = [...segments.segment(written.normalize("NFC"))].map(({ segment }) => {
    const points = [...segment];
    if (points.every((sign) => sign === "\n" || has(sign.codePointAt(0) ?? 0))) return segment;
    return /\p{L}|\p{N}/u.test(segment) ? "〓" : "";
  });
  // What stood around a sign that is gone is one blank, and none at the end of a line.
  return shown
    .join("")
    .replace(/[ \t]{2,}/g, " ")
    .replace(/[ \t]+$/gm, "");
}

/** The same text, in which no line ends within a Chinese word. */
export function wholeWords(title: string): string {
  return [...words.segment(title)]
    .map(({ segment }) => (/^\p{Script=Han}{2,4}$/u.test(segment) ? [...segment].join(WORD_JOINER) : segment))
    .join("");
}
