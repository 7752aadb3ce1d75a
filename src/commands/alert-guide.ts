import { changeDraft, type DraftChange, type Drafted, draftAlert, dropDraft } from "../alerts/drafts.ts";
import { groupsLine } from "../alerts/group-list.ts";
import { nextText } from "../alerts/next-text.ts";
import type { Answer } from "../app/command.ts";
import type { AnswerTo } from "../domain/answers.ts";
import { UserFacingError } from "../domain/errors.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { fromWallClock, inZone } from "../lib/time.ts";
import { expectDone, shownDraft } from "./alert-drafts.ts";
import { type AlertWord, askAlert, isYes } from "./alert-words.ts";
import { audienceIn, pictureBefore, pictureIn, untilIn } from "./alert-write.ts";
import type { CommandContext } from "./command.ts";
import { moment } from "./moment.ts";
import { acting, notAllowed } from "./report-answers.ts";

/** What the dialogue asks before the last question, which is whether to hand it in. */
type Step = "text" | "groups" | "until";

/** Drafts what stands behind the word; without words a dialogue asks for text, groups and end, each with a default. */
export const writeWord: AlertWord = {
  words: ["写", "起草", "新"],
  usage: ["/提示 写 明天停水\n早8点到晚6点全镇停水，今晚先接水。"],
  async run(typed, context) {
    if (!may(context.officer, rolesFor("alerts.write"))) throw new UserFacingError(notAllowed);
    if (typed.trim() === "") return ask("text", "", context);
    const drafted = expectDone(await draftAlert(...acting(context), { typed }));
    const pictured =
      (await pictureIn(context, drafted.done.id)) ?? (await pictureBefore(context, drafted.done.id));
    return shownDraft({ ...drafted, ...(pictured ? { done: pictured } : {}) }, context);
  },
  async answered(said, rest, context) {
    const [step, id = ""] = rest.split(":");
    try {
      return await heard(step as Step, id, said, context);
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      return [error.message, await ask(step as Step, id, context)].join("\n");
    }
  },
};

async function heard(step: Step, id: string, said: AnswerTo, context: CommandContext): Promise<Answer> {
  const alert = await context.bot.store.alerts.get(id);
  if ("step" in said && said.step === "cancel") {
    if (alert?.number) expectDone(await dropDraft(...acting(context), { number: alert.number }));
    return "不写了。";
  }
  if ("step" in said && said.step === "back") return ask(step === "until" ? "groups" : "text", id, context);
  if (!("words" in said) && !("step" in said)) return undefined;
  const typed = "words" in said && !isYes(said.words) ? said.words : undefined;
  const change = (fields: DraftChange) =>
    changeDraft(...acting(context), { number: alert?.number, change: fields });
  switch (step) {
    case "text": {
      const words = typed ?? (await defaultText(context));
      if (words === undefined) return ask("text", id, context);
      const drafted = alert
        ? await change({ typed: words })
        : await draftAlert(...acting(context), { typed: words });
      return ask("groups", expectDone(drafted).done.id, context);
    }
    case "groups":
      expectDone(await change({ audience: typed === undefined ? {} : await audienceIn(typed, context) }));
      return ask("until", id, context);
    case "until": {
      const expires = typed === undefined ? usualEnd(context).toISOString() : untilIn(typed, context);
      return shownDraft(expectDone(await change({ expires })) as Drafted, context);
    }
  }
}

async function ask(step: Step, id: string, context: CommandContext): Promise<string> {
  await askAlert("写", `${step}:${id}`, context);
  switch (step) {
    case "text": {
      const next = (await defaultText(context))?.split("\n")[0];
      return `写什么？第一行当标题，下面写正文。${next ? `\n回「好」就用现成的：${next}` : ""}`;
    }
    case "groups": {
      const all = await context.bot.store.groups.all();
      const community = all.filter(({ kind, state }) => kind === "community" && state !== "removed");
      return `发给哪些群？写警务室、话题或群名。\n回「好」就是全部居民群，${groupsLine(community)}`;
    }
    case "until":
      return `到什么时候为止？过后不再发。\n回「好」到${moment(usualEnd(context), context)}。`;
  }
}

async function defaultText({ bot }: CommandContext): Promise<string | undefined> {
  return (await nextText(bot))?.text;
}

/** This evening; tomorrow's, where there is not an hour left until then. */
function usualEnd({ bot, now }: CommandContext): Date {
  const zone = bot.config.station.timezone;
  const today = inZone(now, zone);
  const day = today.hour() >= 21 ? today.add(1, "day") : today;
  return fromWallClock(`${day.format("YYYY-MM-DD")} 22:00`, zone) ?? new Date(now.getTime() + 43_200_000);
}
