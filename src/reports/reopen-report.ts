import type { ActionContext } from "../app/bot-context.ts";
import { reopen } from "../domain/closing.ts";
import type { Actor } from "../domain/people.ts";
import { changeReport, type OnReport } from "./change-report.ts";

/** Opens a closed report again for the reason `text`, with the officer who had it. */
export function reopenReport(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
) {
  return changeReport(context, actor, { action: "report.reopen", number }, (before, officer, moment) => ({
    outcome: reopen(before, officer.id, text, moment),
    audit: { action: "report.reopened", words: text },
    resident: `您反映的 ${number} 重新办理了，有进展会在这里告诉您。`,
    colleague: `${officer.name}重开了，请您接着办。`,
  }));
}
