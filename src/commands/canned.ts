import { z } from "zod";
import type { CannedFault } from "../domain/canned-answers.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { type CannedRefused, listCanned, removeCanned, writeCanned } from "../reports/canned-answers.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { knownPlaceholders } from "./reply-words.ts";
import { acting, notAllowed } from "./report-answers.ts";
import { ROWS } from "./rows.ts";

const verbs = new Map([
  ["加", "add"],
  ["添加", "add"],
  ["新增", "add"],
  ["改", "change"],
  ["修改", "change"],
  ["删", "remove"],
  ["删除", "remove"],
] as const);

/** A verb, a name of one word, and what is left as it was typed. */
const args = z
  .string()
  .trim()
  .transform((typed) => {
    const [, word = "", behind = ""] = /^(\S*)\s*([\s\S]*)$/.exec(typed) ?? [];
    const verb = verbs.get(word as never);
    if (!verb) return { verb: "see" as const, name: word, text: "" };
    const [, name = "", text = ""] = /^([^\s:：]*)[\s:：]*([\s\S]*)$/.exec(behind) ?? [];
    return { verb, name, text: text.trim() };
  });

export const cannedCommand = defineCommand({
  name: "canned",
  aliases: ["常用语"],
  action: "canned.use",
  where: ["dm"],
  summary: "常用的回复：看、加、改、删",
  usage: [
    "/常用语",
    "/常用语 加 积水 {编号}的积水已经通了。还有事打{电话}。{警务室}{民警}",
    "/常用语 改 积水 {编号}已经通了。",
    "/常用语 删 积水",
    "/回复 42 积水",
  ],
  args,
  async run({ verb, name, text }, context) {
    if (verb === "see") return seen(name, context);
    if (name === "") throw new UserFacingError("要写常用语的名字，例如「/常用语 加 积水 已经通了。」");
    if (verb === "remove") {
      const { done } = unless(await removeCanned(...acting(context), { name }));
      return `已删「${done.name}」。`;
    }
    const { done } = unless(await writeCanned(...acting(context), { mode: verb, name, text }));
    return `记下了「${done.name}」：\n${done.text}\n用的时候发「/回复 编号 ${done.name}」。`;
  },
});

async function seen(typed: string, context: CommandContext): Promise<string> {
  const { done: all } = unless(await listCanned(...acting(context)));
  const page = /^\d+$/.test(typed) ? Math.max(Number(typed), 1) : 1;
  if (typed !== "" && !/^\d+$/.test(typed)) {
    const found = all.find(({ name }) => name === typed);
    if (!found) throw new UserFacingError(refusals.none(showableLine(typed, 12)));
    return `${found.name}：\n${found.text}`;
  }
  if (all.length === 0) return "还没有常用语。值班、所领导可以加：\n/常用语 加 积水 {编号}的积水已经通了。";
  const rows = all.slice((page - 1) * ROWS, page * ROWS);
  const more = all.length > page * ROWS ? [`还有，发「/常用语 ${page + 1}」。`] : [];
  const lines = rows.map(({ name, text }) => `${name}　${showableLine(text, 24)}`);
  return [`常用语${all.length}条，用的时候发「/回复 编号 名字」：`, ...lines, ...more].join("\n");
}

function unless<T extends object>(result: T | CannedRefused): Exclude<T, CannedRefused> {
  if ("fault" in result)
    throw new UserFacingError(faults[result.fault as CannedFault["fault"]](result as never));
  if (!("refused" in result)) return result as Exclude<T, CannedRefused>;
  const why = result as Exclude<CannedRefused, CannedFault>;
  throw new UserFacingError("name" in why ? refusals[why.refused](why.name) : notAllowed);
}

const refusals = {
  exists: (name: string) => `已经有「${name}」了。要改发「/常用语 改 ${name} 新的话」。`,
  none: (name: string) => `没有叫「${showableLine(name, 12)}」的常用语。发「/常用语」看有哪些。`,
  full: () => "常用语已经有50条，先删一条再加。",
};

const faults: Record<CannedFault["fault"], (fault: { word: string }) => string> = {
  name: () => "名字最多12个字，中间不空格，不用数字开头。没有记。",
  "name-taken": () => "这个名字和命令重了，请换一个。没有记。",
  "no-text": () => "要写回复的话，例如「/常用语 加 积水 已经通了。」",
  "too-long": () => "太长了，最多500字。没有记。",
  braces: () => `大括号没有配对，没有记。能用的：${knownPlaceholders}`,
  placeholder: ({ word }) => `没有{${showableLine(word, 12)}}这一项，没有记。能用的：${knownPlaceholders}`,
};
