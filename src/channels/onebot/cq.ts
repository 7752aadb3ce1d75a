/** One piece of a OneBot message; unknown types are kept. */
export interface Segment {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const CODE = /\[CQ:([\w.-]+)((?:,[^,=\]]+=[^,\]]*)*)\]/g;

/** Reads a CQ-coded string. Codes are found before anything is unescaped, or a resident could write segments himself. */
export function parseCq(text: string): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(CODE)) {
    if (match.index > from) segments.push(plain(text.slice(from, match.index)));
    segments.push({ type: match[1] ?? "", data: parameters(match[2] ?? "") });
    from = match.index + match[0].length;
  }
  if (from < text.length) segments.push(plain(text.slice(from)));
  return segments;
}

/** Writes segments as a CQ-coded string (what string-format implementations push). */
export function formatCq(segments: readonly Segment[]): string {
  return segments
    .map(({ type, data }) => {
      if (type === "text") return escapeText(String(data.text ?? ""));
      const values = Object.entries(data).map(
        ([k, v]) => `,${k}=${escapeText(String(v)).replaceAll(",", "&#44;")}`,
      );
      return `[CQ:${type}${values.join("")}]`;
    })
    .join("");
}

function plain(text: string): Segment {
  return { type: "text", data: { text: unescapeCq(text) } };
}

function parameters(text: string): Record<string, string> {
  const pairs = text
    .split(",")
    .slice(1)
    .map((pair): [string, string] => {
      const eq = pair.indexOf("=");
      return [pair.slice(0, eq), unescapeCq(pair.slice(eq + 1))];
    });
  return Object.fromEntries(pairs);
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("[", "&#91;").replaceAll("]", "&#93;");
}

/** `&amp;` last: `&amp;#91;` is the text `&#91;`. */
function unescapeCq(text: string): string {
  if (!text.includes("&")) return text;
  return text
    .replaceAll("&#91;", "[")
    .replaceAll("&#93;", "]")
    .replaceAll("&#44;", ",")
    .replaceAll("&amp;", "&");
}
