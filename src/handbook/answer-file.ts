import { z } from "zod";
import {
  ANSWER_LIMIT,
  answerLength,
  answerPlaceholders,
  COUNTER_DECIDES,
  type HandbookAnswer,
} from "../domain/handbook.ts";
import { findUnlistedHotlines } from "../domain/hotlines.ts";
import { findPersonalNumbers, personalNumberNames } from "../domain/personal-numbers.ts";
import { firstTextLine, splitFrontMatter } from "../lib/front-matter.ts";
import { decodeText, type Fault } from "../lib/text-file.ts";
import { checkYaml, parseYaml } from "../lib/yaml-file.ts";

export interface ReadAnswer {
  /** Absent where a fault is an error. */
  readonly answer?: HandbookAnswer;
  readonly faults: Fault[];
}

/** How many other ways to ask make a question easy to find. */
const askLimits = { fewest: 4, most: 12 };

/**
 * One `handbook/<slug>.md`: front matter between two lines `---`, then the answer. With `today` (`YYYY-MM-DD`), an
 * answer that nobody has checked for over a year is a warning.
 */
export function readAnswer(
  source: Uint8Array | string,
  { file, today }: { readonly file: string; readonly today?: string },
): ReadAnswer {
  const decoded = decodeText(source, file);
  const faults = [...decoded.faults];
  const report = (line: number, severity: Fault["severity"], message: string) =>
    faults.push({ file, line, severity, message });

  const parts = splitFrontMatter(decoded.text);
  if (!parts) {
    report(1, "error", "开头没有写问题等信息：第一行写 ---，第二行写 title: 问题，再写一行 ---，下面是回答");
    return { faults };
  }
  const yaml = parseYaml(parts.head, file, 1);
  const head = checkYaml(frontMatter, yaml);
  faults.push(...head.faults);
  const text = parts.body.trim();
  const firstLine = firstTextLine(parts);
  if (text === "") report(parts.bodyLine, "error", "没有回答：在第二行 --- 的下面写");
  for (const { offset, severity, message } of reviewText(text)) {
    report(firstLine + text.slice(0, offset).split("\n").length - 1, severity, message);
  }
  if (!head.value) return { faults };

  const { title, ask, checked, local } = head.value;
  if (ask.length < askLimits.fewest || ask.length > askLimits.most) {
    const { fewest, most } = askLimits;
    report(yaml.lineOf(["ask"]), "warning", `ask 有${ask.length}种问法，最好${fewest}到${most}种`);
  }
  if (local && !text.includes(COUNTER_DECIDES)) {
    const line = yaml.lineOf(["local"]);
    report(line, "error", `写了 local: true，回答里要有「${COUNTER_DECIDES}，电话{电话}。」`);
  }
  if (today && monthsBetween(checked, today) > 12) {
    report(
      yaml.lineOf(["checked"]),
      "warning",
      `上次核对是${checked}，已过一年；核对后把 checked 改成现在的年月`,
    );
  }
  for (const [path, asked] of [
    [["title"], title] as const,
    ...ask.map((way, i) => [["ask", i], way] as const),
  ]) {
    if (findPersonalNumbers(asked).length > 0)
      report(yaml.lineOf(path), "warning", "问法里像是有电话、身份证或车牌号码，请删掉");
  }
  if (faults.some(({ severity }) => severity === "error")) return { faults };
  return { answer: { ...head.value, slug: file.replace(/\.md$/i, ""), text }, faults };
}

const line = z
  .string()
  .trim()
  .min(1, "不能是空的")
  .regex(/^[^\n]*$/, "只能一行");

const frontMatter = z.strictObject({
  title: line,
  ask: z.array(line),
  series: line,
  // An unquoted 2026-11 is a text in YAML 1.2, as is 2026-11-24 here.
  checked: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "要写成 2026-11（年-月）"),
  local: z.boolean().default(false),
});

interface Remark {
  /** In UTF-16 units from the begin of the text. */
  readonly offset: number;
  readonly severity: Fault["severity"];
  readonly message: string;
}

/** The house rules of an answer: length, no links, no personal numbers, no mistyped placeholder. */
function reviewText(text: string): Remark[] {
  const remarks: Remark[] = [];
  const remark = (offset: number, severity: Fault["severity"], message: string) =>
    remarks.push({ offset, severity, message });
  const length = answerLength(text);
  if (length > ANSWER_LIMIT) remark(0, "warning", `回答有${length}个字，最好不超过${ANSWER_LIMIT}个`);
  for (const { index } of text.matchAll(LINK)) {
    remark(index, "error", "里面有网址，回答里不放链接");
  }
  for (const { index, kind } of findPersonalNumbers(text)) {
    remark(index, "warning", `像是${personalNumberNames[kind]}，请删掉；派出所的电话写成 {电话}`);
  }
  for (const { index, number } of findUnlistedHotlines(text)) {
    remark(index, "warning", `「${number}」不在公开热线名单里，请核对是不是写错了`);
  }
  for (const { index, 0: word } of text.matchAll(/[{｛][^}｝\n]*[}｝]?/g)) {
    if (answerPlaceholders.some((known) => known === word)) continue;
    remark(index, "error", `不认识「${word}」，大括号里只能写 ${answerPlaceholders.join("、")}`);
  }
  return remarks;
}

const LINK = /https?:|www\.|[\w-]+\.(?:com|cn|net|org|top|xyz|vip|cc)(?!\w)/gi;

/** Whole months from `YYYY-MM` to the month of `YYYY-MM-DD`. */
function monthsBetween(from: string, to: string): number {
  const months = (date: string) => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  return months(to) - months(from);
}
