import { canonical, canonicalNumbers, canonicalWord, isReportNumber } from "../domain/canonical.ts";

/** Blanks and signs that nobody sees. One class each: alternatives that overlap would be tried in every combination. */
const NOTHING = "[\\s\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]";
const SEPARATOR =
  "[\\s，,。．.：:；;、！!…~～\\p{Pi}\\p{Pf}\\p{Ps}\\p{Pe}\"'\\p{Cc}\\p{Cf}\\p{Default_Ignorable_Code_Point}]";

/** What begins a command: half- or full-width slash, and the enumeration comma that Chinese keyboards put in its place. */
const slash = new RegExp(`^${NOTHING}*[/／⁄∕、､]${NOTHING}*`, "u");
/** A Chinese word with a number right behind it: 「看42」, 「看第1号」. */
const wordAndNumber = new RegExp(
  `^((?:\\p{Script=Han}\\p{Default_Ignorable_Code_Point}{0,3}){1,12}?)(?=(?:第|[编編][号號]|#|＃){0,2}${SEPARATOR}{0,4}[rRｒＲ]?[\\d０-９])`,
  "u",
);
const firstWord = /^[^\s，,。：:；;！!…~～]+|^\S+/;
const separators = new RegExp(`^${SEPARATOR}+`, "u");

export function isCommandText(text: string): boolean {
  return slash.test(text);
}

/** The command's name in canonical form and everything after it, as it was typed. */
export function splitCommand(text: string): { name: string; rest: string } {
  const said = text.replace(slash, "").trim();
  const word = (wordAndNumber.exec(said) ?? firstWord.exec(said))?.[0] ?? "";
  return { name: canonicalWord(word), rest: said.slice(word.length).replace(separators, "").trimEnd() };
}

/** The numbers, where a message is nothing else: 「14」, 「R2611-0042、43号」. */
export function bareNumbers(text: string): string[] {
  if (text.length > 200) return [];
  const numbers = canonicalNumbers(text);
  return numbers.every(isReportNumber) ? numbers : [];
}

/** Nothing but courtesy, or no word at all: nobody asks for anything. */
export function isCourtesy(text: string): boolean {
  if (text.length > 40) return false;
  const letters = canonical(text)
    .replace(/\[[^[\]\n]{1,8}\]/g, "")
    .replace(/[^\p{L}\p{N}]/gu, "")
    .toLowerCase();
  return COURTESY.test(letters);
}

const COURTESY =
  /^(?:收到了?|好的|好嘞|好|行|可以|没问题|知道了|明白了?|了解了?|谢谢|谢了|多谢|感谢|辛苦了?|麻烦了?|不客气|马上到|马上去|马上来|马上|这就去|这就来|在路上|已到|到了|您|你|大家|领导|所长|同志|哈|嗯|哦|噢|啊|呢|吧|ok|okay|thanks|3q)*$/;
