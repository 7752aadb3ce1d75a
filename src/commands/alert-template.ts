import type { Drafted } from "../alerts/drafts.ts";
import { type Asks, answerField, type FieldRefused, startTemplate } from "../alerts/template-drafts.ts";
import { loadTemplates } from "../alerts/template-file.ts";
import type { Answer } from "../app/command.ts";
import { type BadValue, nextField, readValue, type TemplateField } from "../domain/alert-templates.ts";
import type { AnswerTo } from "../domain/answers.ts";
import { UserFacingError } from "../domain/errors.ts";
import { expectDone, shownDraft } from "./alert-drafts.ts";
import { type AlertWord, askAlert } from "./alert-words.ts";
import { dropped, pictureIn } from "./alert-write.ts";
import type { CommandContext } from "./command.ts";
import { readMoment } from "./read-moment.ts";
import { acting } from "./report-answers.ts";

/** Lists the templates, or begins one; each field is one message. */
export const templateWord: AlertWord = {
  words: ["模板", "用模板"],
  usage: ["/提示 模板", "/提示 寻人"],
  async run(typed, context) {
    const { templates } = await loadTemplates(context.bot.config.alerts);
    const name = typed.trim();
    if (name !== "") {
      if (templates.has(name)) return begun(name, context);
      throw new UserFacingError(`没有这个模板。有：${[...templates.keys()].join("、")}。`);
    }
    if (templates.size === 0) return "还没有模板，放在 alerts/templates/ 里。";
    return `有这些模板：${[...templates.keys()].join("、")}。\n例如发「/提示 ${[...templates.keys()][0]}」，一样一样问您。`;
  },
  async answered(said, id, context) {
    const alert = await context.bot.store.alerts.get(id);
    if (!alert) return "这条提示没有了。要写，重新发「/提示 模板」。";
    if ("step" in said && said.step === "cancel") return dropped(alert.number, context);
    return heard(id, said, context);
  },
};

/** Begins the template of this name, where there is one: 「/提示 寻人」. */
export async function templateNamed(name: string, context: CommandContext): Promise<Answer> {
  const { templates } = await loadTemplates(context.bot.config.alerts);
  return templates.has(name) ? begun(name, context) : undefined;
}

async function begun(name: string, context: CommandContext): Promise<Answer> {
  if (context.place !== "dm") throw new UserFacingError("这个请私聊我发。");
  return said(await startTemplate(...acting(context), name), context);
}

async function heard(id: string, answer: AnswerTo, context: CommandContext): Promise<Answer> {
  if ("step" in answer && answer.step === "back")
    return said(await answerField(...acting(context), { id, answer: "back" }), context);
  const field = await fieldOf(id, context);
  if (!field) return said(await answerField(...acting(context), { id, answer: "back" }), context);
  if ("step" in answer) {
    if (field.optional)
      return said(await answerField(...acting(context), { id, answer: { value: "" } }), context);
    await askAlert("模板", id, context);
    return `这一样要写。${field.ask}`;
  }
  if (!("words" in answer)) return undefined;
  const isPictured = field.kind === "picture" && (await pictureIn(context, id)) !== undefined;
  const read = isPictured ? { value: "有" } : valueIn(field, answer.words, context);
  if ("refused" in read) {
    await askAlert("模板", id, context);
    return `${bad[read.refused]}${field.ask}`;
  }
  return said(await answerField(...acting(context), { id, answer: read }), context);
}

/** The field that is asked now; `undefined` where the template has changed so that none is. */
async function fieldOf(id: string, { bot }: CommandContext): Promise<TemplateField | undefined> {
  const alert = await bot.store.alerts.get(id);
  const { templates } = await loadTemplates(bot.config.alerts);
  const template = alert?.template && templates.get(alert.template.name);
  return template && alert.template && nextField(template, alert.template.values);
}

function valueIn(
  field: TemplateField,
  typed: string,
  { bot, now }: CommandContext,
): { value: string } | { refused: BadValue } {
  if (field.kind === "picture") return { refused: "no-picture" };
  if (field.kind !== "time") return readValue(field, typed);
  const at = readMoment(typed, now, bot.config.station.timezone);
  return at ? { value: at.toISOString() } : { refused: "not-a-time" };
}

const bad: Record<BadValue, string> = {
  empty: "没有看到内容。",
  "too-long": "太长了，写短些。",
  "not-a-number": "要写数字。",
  "not-a-time": "没看懂时间，例如「今天18点」「明天8点半」「12月3日下午2点」。",
  "no-picture": "要发一张图片；没有就回「跳过」。",
  "too-early": "这个时间已经过了。",
};

async function said(result: Asks | Drafted | FieldRefused, context: CommandContext): Promise<Answer> {
  if ("refused" in result && result.refused === "no-template")
    throw new UserFacingError("这个模板没有了。有哪些，发「/提示 模板」。");
  const done = expectDone(result as Asks | Drafted);
  if ("groups" in done) return shownDraft(done, context);
  await askAlert("模板", done.done.id, context);
  return `${done.field.ask}${done.field.optional ? "（没有就回「跳过」）" : ""}`;
}
