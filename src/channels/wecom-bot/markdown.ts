/**
 * What a bot pushes is Markdown: these signs would be read as its own. An address stays as it is, so that it can be
 * clicked; `<@userid>` would call somebody, and calls nobody.
 */
export function asMarkdown(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>]+)/)
    .map((piece, index) => (index % 2 === 1 ? piece : escapeSigns(piece)))
    .join("");
}

const SIGNS = /[\\`*~[\]<>|&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** At the beginning of a line: headings, lists, rules, code by four blanks. */
const OPENERS = /^([ \t]*)(?:([#+=-])|(\d+)([.)]))/gm;

function escapeSigns(text: string): string {
  return text
    .replace(SIGNS, "\\$&")
    .replace(OPENERS, (_, blank: string, sign: string | undefined, digits: string, dot: string) =>
      sign ? `${blank}\\${sign}` : `${blank}${digits}\\${dot}`,
    );
}
