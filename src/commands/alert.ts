import { z } from "zod";
import type { Answer } from "../app/command.ts";
import { canonicalWord } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { askedBy } from "../domain/questions.ts";
import { cancelWord, correctWord, drillWord, nowWord, resendWord, saidOfAlert } from "./alert-after.ts";
import { adoptWord, declineWord, repliesWord } from "./alert-consultation.ts";
import { writeWord } from "./alert-guide.ts";
import { readAlertNumber } from "./alert-number.ts";
import { todayWord, tomorrowWord } from "./alert-plan.ts";
import { shownAlert } from "./alert-shown.ts";
import { declineSuggestionWord, suggestionsWord, useSuggestionWord } from "./alert-suggested.ts";
import { templateNamed, templateWord } from "./alert-template.ts";
import { shownToday } from "./alert-today.ts";
import type { AlertWord } from "./alert-words.ts";
import {
  askNotWord,
  askWord,
  audienceWord,
  dropWord,
  posterWord,
  rewriteWord,
  submitWord,
  untilWord,
} from "./alert-write.ts";
import { choices } from "./args.ts";
import { defineCommand } from "./command.ts";

/** What `/提示` does beside showing today's alerts; the first word behind it chooses. */
const alertWords: readonly AlertWord[] = [
  writeWord,
  rewriteWord,
  audienceWord,
  untilWord,
  posterWord,
  templateWord,
  repliesWord,
  adoptWord,
  declineWord,
  submitWord,
  dropWord,
  tomorrowWord,
  todayWord,
  correctWord,
  cancelWord,
  nowWord,
  resendWord,
  drillWord,
  askWord,
  askNotWord,
  suggestionsWord,
  useSuggestionWord,
  declineSuggestionWord,
];

const byWord = new Map(alertWords.flatMap((one) => one.words.map((word) => [word, one] as const)));

export const alertCommand = defineCommand({
  name: "alert",
  aliases: ["提示", "警情提示"],
  action: "alerts.see",
  where: ["dm", "officers"],
  summary: "今天的提示发到哪了；写提示、送审",
  usage: ["/提示", "/提示 T2611-012", "/提示 第2页", ...alertWords.flatMap(({ usage }) => usage)],
  args: z.string(),
  async run(typed, context) {
    const { word, rest } = firstWord(typed);
    const chosen = byWord.get(canonicalWord(word));
    if (chosen) {
      if (context.place !== "dm" && !chosen.inGroups) throw new UserFacingError("这个请私聊我发。");
      return chosen.run(rest, context);
    }
    const alert = readAlertNumber(typed, context);
    if (alert?.rest === "") return shownAlert(alert.number, context);
    if (alert) {
      if (context.place !== "dm") throw new UserFacingError("这个请私聊我发。");
      return saidOfAlert(alert.number, alert.rest, context);
    }
    const made = await templateNamed(word, context);
    if (made !== undefined) return made;
    return shownToday(choices.parse(typed).words, context);
  },
  async answered(said, question, context): Promise<Answer> {
    const [, word = "", rest = ""] = /^([^:]*):?([\s\S]*)$/.exec(askedBy(question).rest) ?? [];
    return byWord.get(word)?.answered?.(said, rest, context);
  },
});

function firstWord(typed: string): { word: string; rest: string } {
  const [, word = "", rest = ""] = /^\s*([^\s，,。：:]*)[\s，,。：:]*([\s\S]*)$/.exec(typed) ?? [];
  return { word, rest };
}
