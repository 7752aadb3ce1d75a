import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Config } from "../config/config.ts";
import { bookletHtml, chapters } from "../handbook/booklet.ts";
import { loadHandbook } from "../handbook/handbook.ts";
import { formatFault } from "../lib/text-file.ts";
import { inZone } from "../lib/time.ts";

const DEFAULT_FILE = "警民手册.html";

/** `jingmin handbook`: its chapters and faults; with `print`, also the booklet as a file (`true`: under its usual name). */
export async function handbookVerb(config: Config, now: Date, print?: string | true): Promise<string[]> {
  const { answers, faults } = await loadHandbook(config.handbook);
  const lines = [
    ...faults.map(formatFault),
    ...chapters(answers).map(({ series, answers }) => `${series} ${answers.length}问`),
    `共${answers.length}问。`,
  ];
  if (print === undefined || answers.length === 0) return lines;
  const file = resolve(print === true ? DEFAULT_FILE : print);
  const { name, phone, sms110, timezone } = config.station;
  const month = inZone(now, timezone).format("YYYY年M月");
  await writeFile(file, bookletHtml(answers, { name, phone, sms110, month }));
  return [...lines, `已写好 ${file}：用浏览器打开，打印时纸张选A5，可以双面。`];
}
