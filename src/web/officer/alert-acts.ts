import { correctAlert } from "../../alerts/correct-alert.ts";
import { dropDraft } from "../../alerts/drafts.ts";
import { decideUnknown, resendAlert } from "../../alerts/ledger.ts";
import { sendAlertNow } from "../../alerts/send-now.ts";
import { submitAlert } from "../../alerts/submit-alert.ts";
import type { ActionContext } from "../../app/bot-context.ts";
import { decideWaiting } from "../../approvals/decide-waiting.ts";
import type { Verdict } from "../../domain/approvals.ts";
import type { Actor } from "../../domain/people.ts";
import { refusalOf } from "./parts/words.ts";

const verdicts: Record<string, Verdict> = { approve: "approved", return: "returned", refuse: "refused" };

/** Does what a form of an alert's page asks for; what came of it, as a sentence. */
export async function alertActDone(
  actions: ActionContext,
  actor: Actor,
  given: {
    readonly number: string;
    readonly act: string;
    readonly form: Readonly<Record<string, unknown>>;
    readonly reason: string;
  },
): Promise<string> {
  const { number, act, form, reason } = given;
  switch (act) {
    case "correct":
    case "cancel": {
      const kind = act === "correct" ? "Update" : "Cancel";
      const result = await correctAlert(actions, actor, { number, kind, words: reason });
      if ("refused" in result) return refusalOf(result);
      const { done, asked, reached } = result;
      const names = asked.map(({ name }) => name).join("、");
      const next = names ? `送审了，等${names}批` : "发出去了";
      return `${done.number} ${next}，到收过这条的${reached}个群。`;
    }
    case "resend": {
      const result = await resendAlert(actions, actor, { number });
      return "refused" in result ? refusalOf(result) : `再发${result.groups.length}个群。`;
    }
    case "send-now": {
      const result = await sendAlertNow(actions, actor, { number });
      return "refused" in result ? refusalOf(result) : `马上发${result.groups}个群。`;
    }
    case "settle": {
      const [delivery, arrived] = [String(form.delivery ?? ""), form.arrived === "yes"];
      const result = await decideUnknown(actions, actor, { number, arrived, groups: [], delivery });
      return "refused" in result ? refusalOf(result) : "记下了。";
    }
  }
  if (act === "submit") {
    const submitted = await submitAlert(actions, actor, { number });
    if ("refused" in submitted) return refusalOf(submitted);
    return `送审了，等${submitted.asked.map(({ name }) => name).join("、")}批。`;
  }
  if (act === "drop") {
    const dropped = await dropDraft(actions, actor, { number, ...(reason ? { reason } : {}) });
    return "refused" in dropped ? refusalOf(dropped) : "取消了，不发。";
  }
  const verdict = verdicts[act];
  if (!verdict) return "没有这一步。";
  const decided = await decideWaiting(actions, actor, {
    verdict,
    named: { kind: "alert", number },
    reason,
  });
  if ("refused" in decided) return refusalOf(decided);
  return {
    approved: "同意了。",
    returned: "退回了，写的人会看到原因。",
    refused: "不发了，写的人会看到原因。",
  }[verdict];
}
