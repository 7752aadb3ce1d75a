import {
  declineSuggestion,
  openSuggestions,
  type SuggestionRefused,
  suggestionLine,
  useSuggestion,
} from "../alerts/suggestions.ts";
import { UserFacingError } from "../domain/errors.ts";
import { shownDraft } from "./alert-drafts.ts";
import type { AlertWord } from "./alert-words.ts";
import { acting, notAllowed } from "./report-answers.ts";

export const suggestionsWord: AlertWord = {
  words: ["建议"],
  usage: ["/提示 建议"],
  async run(_, context) {
    const open = await openSuggestions(...acting(context));
    if ("refused" in open) throw new UserFacingError(notAllowed);
    if (open.done.length === 0)
      return "眼下没有建议的提示。每天晚上看一遍这一周的反映，有聚在一起的就告诉您。";
    return open.done.slice(-3).flatMap((one) => [one.text, suggestionLine(one)]);
  },
};

export const useSuggestionWord: AlertWord = {
  words: ["采用"],
  usage: ["/提示 采用 1"],
  async run(typed, context) {
    const used = await useSuggestion(...acting(context), { id: idIn(typed) });
    if ("refused" in used) throw new UserFacingError(refusal(used));
    return shownDraft(used, context);
  },
};

export const declineSuggestionWord: AlertWord = {
  words: ["不用", "不用了", "否"],
  usage: ["/提示 不用 1"],
  async run(typed, context) {
    const declined = await declineSuggestion(...acting(context), { id: idIn(typed) });
    if ("refused" in declined) throw new UserFacingError(refusal(declined));
    return `好的，建议${declined.done.id}不用了，这类一周内不再提。`;
  },
};

/** `1`, `建议1`; anything else is none. */
function idIn(typed: string): string {
  return /^(?:建议)?\s*(\d{1,6})$/.exec(typed.normalize("NFKC").trim())?.[1] ?? "";
}

function refusal({ refused }: SuggestionRefused): string {
  if (refused === "not-allowed") return notAllowed;
  return refused === "closed" ? "这条建议已经有人定过了。" : "没有这条建议。有哪些，发「/提示 建议」。";
}
