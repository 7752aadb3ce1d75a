import { personalInAlert } from "./alert-privacy.ts";
import type { PersonalData } from "./personal-data.ts";
import { HOUSEHOLD } from "./public-line.ts";

/** What a person may write for a monthly report; everything else in it comes from the data. */
export const monthlyTexts = ["foreword", "whyNot", "next", "thanks"] as const;
export type MonthlyText = (typeof monthlyTexts)[number];
export const monthlyTextNames: Record<MonthlyText, string> = {
  foreword: "开头的话",
  whyNot: "没办成的，为什么",
  next: "下个月打算做的",
  thanks: "感谢",
};
export type MonthlyTexts = Partial<Readonly<Record<MonthlyText, string>>>;

/** Characters of each. */
export const LONGEST_TEXT = 300;

/** Why words may not stand in a report to everybody. `counts`: numbers come from the data, where small ones are kept back. */
export type TextFault =
  | { readonly why: "too-long" | "household" | "counts" }
  | { readonly why: "personal"; readonly text: string; readonly found: readonly PersonalData[] };

export function checkMonthlyText(text: string): TextFault | undefined {
  if (Array.from(text).length > LONGEST_TEXT) return { why: "too-long" };
  const personal = personalInAlert({ text });
  if (personal) return { why: "personal", text, found: personal.found };
  if (HOUSEHOLD.test(text)) return { why: "household" };
  return COUNTS.test(text) ? { why: "counts" } : undefined;
}

/** Counts of matters or people, and shares of them; not 「三件实事」, nor 「一起」 and 「一件一件」 of every day. */
const COUNTS =
  /(?:\d|[二两三四五六七八九十百千几])[\d二两三四五六七八九十百千余多个]{0,4}\s?(?:件|起|例|宗|桩|人次|名(?:群众|居民|受害))(?!实事|好事|大事|小事|民生)|\d\s?[%％‰]|[%％]|百分之|分之|[一二两三四五六七八九]成(?:多|左右|以上)?(?:的|没|办|已)/;
