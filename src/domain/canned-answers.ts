import type { OfficerId } from "./people.ts";

/** An answer that the station gives again and again, for all officers: its text may have placeholders. */
export interface CannedAnswer {
  /** What it is called by; the key. */
  readonly name: string;
  readonly text: string;
  readonly by: OfficerId;
  /** ISO 8601. */
  readonly at: string;
}

/** What a text may have in braces: `{编号}` is the report's number. */
export const placeholders = ["编号", "民警", "警务室", "电话"] as const;
export type Placeholder = (typeof placeholders)[number];

/** Characters. */
const LONGEST_NAME = 12;
const LONGEST_TEXT = 500;
/** Words that the command reads as something else. */
const TAKEN = /^(?:加|添加|新增|改|修改|删|删除|全部|常用语)$/;

export type CannedFault =
  | { readonly fault: "name" | "name-taken" | "no-text" | "too-long" | "braces" }
  /** A placeholder that nobody can fill in. */
  | { readonly fault: "placeholder"; readonly word: string };

/** What is wrong with a name or a text; `undefined` where they are good. Pure. */
export function faultOf({ name, text }: Pick<CannedAnswer, "name" | "text">): CannedFault | undefined {
  if (name.length > LONGEST_NAME || !/\p{L}/u.test(name) || /^[\dR]/i.test(name) || /\s/.test(name))
    return { fault: "name" };
  if (TAKEN.test(name)) return { fault: "name-taken" };
  if (!/[\p{L}\p{N}]/u.test(text)) return { fault: "no-text" };
  if (text.length > LONGEST_TEXT) return { fault: "too-long" };
  const unknown = bracesIn(text).find((word) => !isPlaceholder(word));
  if (unknown !== undefined) return { fault: "placeholder", word: unknown };
  return /[{}｛｝]/.test(text.replace(BRACES, "")) ? { fault: "braces" } : undefined;
}

/** The text with its placeholders filled in; the first that has no value is named instead. */
export function filledIn(
  text: string,
  values: Readonly<Record<Placeholder, string | undefined>>,
): { readonly text: string } | { readonly missing: Placeholder } {
  const missing = bracesIn(text).find((word) => isPlaceholder(word) && !values[word]);
  if (missing !== undefined) return { missing: missing as Placeholder };
  return {
    text: text.replace(BRACES, (whole, word: string) => {
      const plain = word.trim();
      return isPlaceholder(plain) ? (values[plain] ?? whole) : whole;
    }),
  };
}

const BRACES = /[{｛]([^{}｛｝]*)[}｝]/g;

function bracesIn(text: string): string[] {
  return [...text.matchAll(BRACES)].map(([, word = ""]) => word.trim());
}

function isPlaceholder(word: string): word is Placeholder {
  return (placeholders as readonly string[]).includes(word);
}
