import {
  changePlan,
  type PlanChange,
  type PlanDay,
  type PlanRefused,
  shownPlan,
} from "../alerts/change-plan.ts";
import { planLines } from "../alerts/evening.ts";
import type { Answer } from "../app/command.ts";
import { canonicalWord } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { showableLine } from "../domain/showable.ts";
import { inZone } from "../lib/time.ts";
import { personalRefusal } from "./alert-drafts.ts";
import type { AlertWord } from "./alert-words.ts";
import type { CommandContext } from "./command.ts";
import { acting, notAllowed } from "./report-answers.ts";

const changes = new Map<string, PlanChange["do"]>([
  ["换", "swap"],
  ["换一条", "swap"],
  ["用", "use"],
  ["停", "stop"],
  ["停发", "stop"],
]);

/** What is to be sent on a day, and how a leader or the officer on duty changes it. */
function planWord(day: PlanDay, word: string, aliases: readonly string[]): AlertWord {
  return {
    words: [word, ...aliases],
    inGroups: true,
    usage:
      day === "today"
        ? [`/提示 ${word}`]
        : [
            `/提示 ${word}`,
            `/提示 ${word} 换 daily`,
            `/提示 ${word} 用 新的标题\n新的正文`,
            `/提示 ${word} 停 原因`,
          ],
    async run(typed, context) {
      if (typed.trim() === "") return shown(day, word, context);
      const [, first = "", rest = ""] = /^(\S+)\s*([\s\S]*)$/.exec(typed.trim()) ?? [];
      const what = changes.get(canonicalWord(first));
      if (!what)
        throw new UserFacingError(
          `没看懂「${showableLine(first, 20)}」，没有改。这样写：「/提示 ${word} 换」「/提示 ${word} 用 新的话」「/提示 ${word} 停 原因」。`,
        );
      if (context.place !== "dm") throw new UserFacingError("这个请私聊我发。");
      return changed(day, word, await readChange(what, rest, context), context);
    },
  };
}

export const tomorrowWord = planWord("tomorrow", "明天", ["明日"]);
export const todayWord = planWord("today", "今天", ["今日"]);

/** The first word may be a schedule's id. */
async function readChange(
  what: PlanChange["do"],
  rest: string,
  { bot }: CommandContext,
): Promise<PlanChange> {
  const [, first = "", after = ""] = /^(\S*)\s*([\s\S]*)$/.exec(rest.trim()) ?? [];
  const isSchedule = (await bot.store.schedules.get(first)) !== undefined;
  const schedule = isSchedule || (what === "swap" && first !== "") ? first : undefined;
  const words = isSchedule ? after : rest.trim();
  if (what === "swap") return { do: what, schedule };
  return what === "use" ? { do: what, schedule, typed: words } : { do: what, schedule, reason: words };
}

async function changed(
  day: PlanDay,
  word: string,
  change: PlanChange,
  context: CommandContext,
): Promise<Answer> {
  const result = await changePlan(...acting(context), { day, change });
  if ("refused" in result) throw new UserFacingError(refusal(result, word));
  const { done, alert, asked } = result;
  const zone = context.bot.config.station.timezone;
  const when = done.map(({ due, schedule }) => `${inZone(due, zone).format("HH:mm")} ${schedule}`).join("、");
  if (!alert) return `${word}${when} 不发了，已告诉相关的人。`;
  const waits =
    alert.state !== "pending-approval"
      ? "到点就发"
      : asked.length > 0
        ? `等${asked.map(({ name }) => name).join("、")}批，批了到点就发`
        : "要批了才发，到点就发";
  return [alert.text, `上面是原样。${word}${when} 换成这条（${alert.number}），${waits}。`];
}

async function shown(day: PlanDay, word: string, context: CommandContext): Promise<string> {
  const result = await shownPlan(...acting(context), day);
  if ("refused" in result) throw new UserFacingError(notAllowed);
  if (result.slots.length === 0) return `${word}没有要发的提示。`;
  const { store, config } = context.bot;
  const zone = config.station.timezone;
  const planned = result.slots.flatMap(({ plan }) => plan ?? []);
  const likely = result.slots
    .filter(({ plan }) => !plan)
    .map(({ due, schedule, likely: title }) => {
      const what = title === undefined ? "没有可发的" : `「${title}」，晚上定`;
      return `${inZone(due, zone).format("HH:mm")} ${schedule}：${what}`;
    });
  return [`${word}的提示：`, ...(await planLines(store, planned, zone)), ...likely].join("\n");
}

function refusal(why: PlanRefused, word: string): string {
  switch (why.refused) {
    case "not-allowed":
      return "改计划要值班或所领导来办，没有改。";
    case "which":
      return `${word}不止一条，请写上哪一条：${why.schedules.join("、")}。例如「/提示 ${word} 换 ${why.schedules[0]}」。`;
    case "no-such":
      return `${word}没有这一条，没有改。有：${why.schedules.join("、")}。`;
    case "nothing":
      return `${word}没有要发的提示，没有改。`;
    case "no-reason":
      return `要写原因，例如「/提示 ${word} 停 今天有雨，另发」。`;
    case "no-other":
      return "这个系列里没有别的可换了，没有改。";
    case "no-title":
      return `要写内容，第一行当标题，例如「/提示 ${word} 用 新的标题」，下面写正文。`;
    case "no-group":
      return "这条计划没有能发的群，没有改。";
    case "personal":
      return personalRefusal(why);
    case "nobody":
      return "除了您没有别人能批，没有改。";
  }
}
