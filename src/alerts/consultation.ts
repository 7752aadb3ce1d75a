import type { ActionContext } from "../app/bot-context.ts";
import { groupsReached, isWithdrawn } from "../domain/alert-corrections.ts";
import { type PersonalRefused, personalInAlert } from "../domain/alert-privacy.ts";
import { composeAlert } from "../domain/alert-text.ts";
import { type Alert, WRITTEN } from "../domain/alerts.ts";
import { type MoveRefused, movedAt } from "../domain/move-alert.ts";
import type { Actor } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads } from "../store/store.ts";
import { putDraft } from "./drafts.ts";
import { repliesTo } from "./replies-to-alert.ts";
import { type Submitted, submit } from "./submit-alert.ts";

export type ConsultationRefused =
  | NotAllowed
  | MoveRefused
  | PersonalRefused
  | {
      readonly refused:
        | "no-such"
        | "no-consultation"
        | "not-sent"
        | "closed"
        | "no-why"
        | "no-group"
        | "nobody";
    };

/** What this officer may see of what residents replied, oldest first. */
export async function shownReplies(
  context: ActionContext,
  actor: Actor,
  { number }: { readonly number: string },
): Promise<{ readonly done: Alert; readonly replies: readonly Report[] } | ConsultationRefused> {
  const { store, clock } = context;
  const officer = await actingOfficer(store, actor, "alerts.see");
  if (!officer) return { refused: "not-allowed" };
  const alert = await consultation(store, number);
  if ("refused" in alert) return alert;
  return { done: alert, replies: await repliesTo(store, alert, officer, clock.now()) };
}

/** Says to the same groups what becomes of what they were asked: taken up or not, and why. A second person approves it. */
export function closeConsultation(
  context: ActionContext,
  actor: Actor,
  { number, adopted, why }: { readonly number: string; readonly adopted: boolean; readonly why: string },
): Promise<Submitted | ConsultationRefused> {
  const { clock, config, store } = context;
  const { name: station, timezone } = config.station;
  const now = clock.now();
  return store.tx(async (t): Promise<Submitted | ConsultationRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const first = await consultation(t, number);
    if ("refused" in first) return first;
    if (isWithdrawn(first)) return { refused: "closed" };
    if (why.trim() === "") return { refused: "no-why" };
    const groups = groupsReached(await t.deliveries.ofAlert(first.id));
    if (groups.length === 0) return { refused: "no-group" };
    const replies = await repliesTo(t, first, undefined, now);
    const people = new Set(replies.map(({ reporter }) => reporter)).size;
    const topic = first.template?.values.题目 ?? first.title;
    const heard = people > 0 ? `${people}位居民说了意见，谢谢。` : "谢谢大家。";
    const verdict = adopted ? "采纳" : "未采纳";
    const title = `结果：${topic}`;
    const { category, severity, urgency, certainty } = first;
    const text = composeAlert(title, `${heard}\n${verdict}：${why.trim()}\n${station}`);
    const personal = personalInAlert({ text });
    if (personal) return personal;
    const draft = await putDraft(
      t,
      {
        series: WRITTEN,
        title,
        text,
        ...{ category, severity, urgency, certainty },
        msgType: "Update",
        references: [...(first.references ?? []), first.id],
        audience: { groups },
      },
      officer,
      timezone,
      now,
    );
    return submit(t, draft, officer, now);
  });
}

async function consultation(
  reads: Pick<Reads, "alerts">,
  number: string,
): Promise<Alert | { readonly refused: "no-such" | "no-consultation" | "not-sent" }> {
  const alert = await reads.alerts.byNumber(number);
  if (!alert) return { refused: "no-such" };
  if (!alert.template?.consultation) return { refused: "no-consultation" };
  return movedAt(alert, "broadcast") === undefined ? { refused: "not-sent" } : alert;
}
