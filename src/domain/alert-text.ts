import { findUnlistedHotlines } from "./hotlines.ts";

/** Where the station's name goes in an alert file, so that one set of files serves every station. */
const STATION = "{station}";

/** The text as it is kept: 【title】 on its own line, then the body. */
export function composeAlert(title: string, body: string): string {
  return `【${title}】\n${body.trim()}`;
}

/** The text as residents see it, signed by the station. */
export function signAlert(text: string, station: string): string {
  return text.replaceAll(STATION, station);
}

/** What makes an alert hard to read on a phone. Characters without white space; the station's name counted as six. */
const limits = { title: 14, shortest: 60, longest: 120 };

/** One thing a person should look at again before this goes out; `line` counts from 1 within the body, 0 is the title. */
export interface Remark {
  readonly line: number;
  /** Chinese. */
  readonly message: string;
}

/** The house rules of an alert: length, signature, no links, no mistyped placeholder. */
export function reviewAlert(title: string, body: string): Remark[] {
  const remarks: Remark[] = [];
  const lines = body.split("\n");
  if ([...title].length > limits.title) {
    remarks.push({ line: 0, message: `标题有${[...title].length}个字，最好不超过${limits.title}个` });
  }
  const length = alertLength(body);
  if (length < limits.shortest || length > limits.longest) {
    remarks.push({ line: 1, message: `正文有${length}个字，最好${limits.shortest}到${limits.longest}个` });
  }
  if (!body.trimEnd().endsWith(STATION)) {
    remarks.push({ line: lines.length, message: `结尾没有署名，请以 ${STATION} 结尾，发送时换成派出所名称` });
  }
  for (const [index, line] of lines.entries()) {
    const line1 = index + 1;
    if (/https?:|www\.|[\w-]+\.(?:com|cn|net|org|top|xyz|vip|cc)(?![\w])/i.test(line)) {
      remarks.push({ line: line1, message: "里面有网址，提示里不放链接" });
    }
    for (const { number } of findUnlistedHotlines(line)) {
      remarks.push({ line: line1, message: `「${number}」不在公开热线名单里，请核对是不是写错了` });
    }
    for (const [word] of line.replaceAll(STATION, "").matchAll(/[{｛][^}｝]*[}｝]?/g)) {
      remarks.push({ line: line1, message: `不认识「${word}」，大括号里只能写 ${STATION}` });
    }
  }
  return remarks;
}

/** Characters of a body as residents count them: no white space, the station's name as six. */
export function alertLength(body: string): number {
  return [...signAlert(body, "光明路派出所").replace(/\s/g, "")].length;
}
