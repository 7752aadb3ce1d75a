import { findPersonalData, type PersonalData } from "./personal-data.ts";

/** Characters of a line that is put into groups. */
const LONGEST = 60;
/** A household: whoever lives there is known to the neighbours. */
export const HOUSEHOLD = /\d+\s*单元|\d{3,4}\s*[室户]|\d+\s*[-－—]\s*\d+\s*[-－—]\s*\d+|(?:R|r)\d{4}-?\d{4,}/;

/** Why a line may not be put into groups. `personal`: it tells who somebody is; `found` is what does. */
export type LineRefused =
  | { readonly refused: "too-long" | "several-lines" | "household" }
  | { readonly refused: "personal"; readonly found: readonly PersonalData[] };

/** Whether a line is fit for everybody's eyes: one short line that names nobody. `known`: names looked for as they are. */
export function checkPublicLine(line: string, known: readonly string[]): LineRefused | undefined {
  if (/[\r\n\u2028\u2029]/.test(line)) return { refused: "several-lines" };
  if (Array.from(line).length > LONGEST) return { refused: "too-long" };
  const found = findPersonalData(line, known);
  if (found.length > 0) return { refused: "personal", found };
  return HOUSEHOLD.test(line) ? { refused: "household" } : undefined;
}
