import { z } from "zod";
import { canonical, canonicalNumber, canonicalNumbers, isReportNumber } from "../domain/canonical.ts";
import { showableLine } from "../domain/showable.ts";

/** Argument forms of the commands. Input is everything after the command's name, as it was typed. */

/** What stands between a number and what follows it, with signs that nobody sees. */
const GAP = "[\\s，,。：:；;、\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]";
const DIGIT = "(?:[\\d０-９]\\p{Default_Ignorable_Code_Point}{0,3})";
const DASH = "(?:\\p{Pd}|\\u2212)";
/**
 * A number at the front, and what follows: 「1，马上到」, 「第1号 马上到」, 「R2611-0001已清走」; not 「5分钟后到」, not
 * 「1号楼」. Bounded, so that no text is slow.
 */
const front = new RegExp(
  `^${GAP}{0,9}((?:第|[编編][号號]|[#＃])?\\s{0,3}(?:[rRｒＲ]${DIGIT}{4}(?:\\s?${DASH}\\s?)?${DIGIT}{1,9}[号號件]?|${DIGIT}{1,9}(?:${DASH}${DIGIT}{1,9})?\\s?[号號件]?(?=${GAP}|$|[和及与跟]\\s?[rRｒＲ第#＃]?${DIGIT})))${GAP}*([\\s\\S]*)$`,
  "u",
);

/** The number at the front of what was typed, in canonical form, and the rest as it was typed; none where none is there. */
export function readFront(typed: string): { number: string; rest: string } | undefined {
  const [, number, rest = ""] = front.exec(typed) ?? [];
  return number === undefined ? undefined : { number: canonicalNumber(number), rest };
}

/** The first word in the place of a number, so that it can be said to be none. */
export function readFrontWord(typed: string): { number: string; rest: string } {
  const [, number = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(typed) ?? [];
  return readFront(typed) ?? { number, rest };
}

const isCourtesy = (word: string) =>
  /^(?:吧|啊|呢|一下|请|谢谢|多谢|辛苦了?|麻烦了?|please|thanks)$/i.test(word);

/** Nothing. Courtesy does not count; all other words are refused, for whoever wrote them meant something. */
export const nothing = z.string().transform((typed, ctx) => {
  const [word] = wordsOf(typed).filter((one) => !isCourtesy(one));
  if (word !== undefined) ctx.addIssue({ code: "custom", message: unread(word) });
  return {};
});

/** A report number, then a text that must not be empty and keeps its line breaks. */
export const reportAndText = z
  .string()
  .trim()
  .transform((typed) => readFrontWord(typed))
  .refine(({ number, rest }) => number !== "" && rest !== "", "要写编号和内容")
  .transform(({ number, rest }) => ({ report: number, text: rest }));

/** One report number, and nothing behind it but courtesy. */
export const oneReport = z.string().transform((typed, ctx) => {
  const { number, rest } = readFrontWord(typed.trim());
  const [word] = wordsOf(rest).filter((one) => !isCourtesy(one));
  if (number === "") ctx.addIssue({ code: "custom", message: "要写编号" });
  else if (word !== undefined) ctx.addIssue({ code: "custom", message: unread(word) });
  return { report: number };
});

/** A name behind a number, which may have blanks in it: 「王 伟」, 「给王建国」. */
export function nameIn(rest: string): string {
  return wordsOf(rest)
    .join(" ")
    .replace(/^(?:交?给|到)\s*/, "");
}

/** A name, which may have blanks in it. */
export const oneName = z
  .string()
  .transform((typed) => ({ name: wordsOf(typed).join(" ") }))
  .refine(({ name }) => name !== "", "要写一位民警的姓名");

/** At most so many reports at once. */
const MOST = 20;

/** Report numbers, none or more, each once: 「1 5」, 「1、5号和R2611-0042」. A word between them refuses them all. */
export const reportNumbers = z.string().transform((typed, ctx) => {
  const reports = [...new Set(numbersOf(typed))];
  const word = reports.length > 1 ? reports.find((one) => !isReportNumber(one)) : undefined;
  if (word !== undefined) ctx.addIssue({ code: "custom", message: unread(word) });
  else if (reports.length > MOST) ctx.addIssue({ code: "custom", message: `一次最多${MOST}件` });
  return { reports };
});

/** The numbers that were typed, and whatever else stands in their place; courtesy is left out. */
export function numbersOf(typed: string): string[] {
  return canonicalNumbers(typed).filter((word) => !isCourtesy(word));
}

/** Words, none or more, in canonical form, without the punctuation around them. */
export const words = z.string().transform((typed) => ({ words: wordsOf(typed) }));

/** Words that each choose something; courtesy is left out. */
export const choices = z
  .string()
  .transform((typed) => ({ words: wordsOf(typed).filter((word) => !isCourtesy(word)) }));

function wordsOf(typed: string): string[] {
  return canonical(typed)
    .split(/[\s,、;。]+/)
    .map((word) => word.replace(/^[:!?~"'“”「」《》【】/]{1,9}(?=[^:!?~])|[:!~"'“”「」《》【】]{1,9}$/g, ""))
    .filter((word) => /[^\p{P}~`]/u.test(word));
}

/** What to say of a word that nobody reads here. */
export function unread(word: string): string {
  return `多写了「${showableLine(word, 20)}」，没看懂，没有办`;
}
