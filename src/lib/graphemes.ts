const segmenter = new Intl.Segmenter("zh", { granularity: "grapheme" });
/** What people see as one sign may be long: a family of emoji has 11 units, stacked accents have more. */
const LOOK_BACK = 64;

/** The most of `text` that fits into `longest` UTF-16 units without a part of a sign at its end; a sign longer than that is cut. */
export function cutText(text: string, longest: number): string {
  return text.slice(0, boundary(text, longest));
}

/** As `cutText`, with 「…」 where something was left out; both within `longest`. */
export function shorten(text: string, longest: number): string {
  return text.length <= longest ? text : `${cutText(text, longest - 1)}…`;
}

/** Parts of at most `longest` units that join to the whole, each ending with a line or a sentence where there is one. */
export function splitText(text: string, longest: number): string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const head = rest.slice(0, longest);
    const soft = Math.max(head.lastIndexOf("\n"), head.lastIndexOf("。")) + 1;
    const cut = soft > longest / 2 ? soft : boundary(rest, longest);
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

/** The last place at or before `at` where a sign ends. */
function boundary(text: string, at: number): number {
  if (at <= 0) return 0;
  if (text.length <= at) return text.length;
  const from = Math.max(0, at - LOOK_BACK);
  let end = from;
  for (const { index, segment } of segmenter.segment(text.slice(from, at + LOOK_BACK))) {
    if (from + index + segment.length > at) break;
    end = from + index + segment.length;
  }
  if (end > from) return end;
  const isHalf = /[\uD800-\uDBFF]/.test(text[at - 1] ?? "") && at > 1;
  return isHalf ? at - 1 : at;
}
