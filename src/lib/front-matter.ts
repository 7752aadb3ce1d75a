/** A text file whose head is YAML between two lines `---`. */
export interface FrontMatter {
  /** The YAML, without its fences; its first line is line 2 of the file. */
  readonly head: string;
  readonly body: string;
  /** 1-based line on which the body begins. */
  readonly bodyLine: number;
}

/** Head and body of a text with `\n` line ends; `undefined` where it does not begin with front matter. */
export function splitFrontMatter(text: string): FrontMatter | undefined {
  const lines = text.split("\n");
  const end = lines.findIndex((line, index) => index > 0 && line.trimEnd() === "---");
  if (lines[0]?.trimEnd() !== "---" || end === -1) return undefined;
  return {
    head: lines.slice(1, end).join("\n"),
    body: lines.slice(end + 1).join("\n"),
    bodyLine: end + 2,
  };
}

/** 1-based line of the file on which the first word of the body stands. */
export function firstTextLine({ body, bodyLine }: FrontMatter): number {
  return bodyLine + (/^\s*/.exec(body)?.[0] ?? "").split("\n").length - 1;
}
