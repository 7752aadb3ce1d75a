import type { ActionContext } from "../app/bot-context.ts";
import {
  type CorrectionKind,
  correctionOf,
  groupsReached,
  isWithdrawn,
} from "../domain/alert-corrections.ts";
import { type PersonalRefused, personalInAlert } from "../domain/alert-privacy.ts";
import type { Alert } from "../domain/alerts.ts";
import { type MoveRefused, movedAt } from "../domain/move-alert.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { inZone } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Tx } from "../store/store.ts";
import { putDraft } from "./drafts.ts";
import { putMove } from "./put-move.ts";
import { sendAlert } from "./send-alert.ts";
import { type Submitted, submit } from "./submit-alert.ts";

export interface Corrected {
  readonly done: Alert;
  /** Those who have to approve it; none where it went out at once. */
  readonly asked: Submitted["asked"];
  /** Number of groups that have got the first. */
  readonly reached: number;
}

/**
 * `not-sent`: it has not gone out, so there is nothing to correct; `withdrawn`: that was done before; `no-words`: what
 * holds instead is not said.
 */
export type CorrectRefused =
  | NotAllowed
  | MoveRefused
  | PersonalRefused
  | {
      readonly refused:
        | "no-such"
        | "not-sent"
        | "withdrawn"
        | "no-words"
        | "not-yours"
        | "no-group"
        | "nobody";
    };

/**
 * Corrects or cancels an alert that was sent, in exactly the groups that got it. It is approved as the first was; a
 * leader's cancel goes out at once. Its author, leaders and dispatchers may.
 */
export function correctAlert(
  context: ActionContext,
  actor: Actor,
  input: { readonly number: string; readonly kind: CorrectionKind; readonly words: string },
): Promise<Corrected | CorrectRefused> {
  const { config, clock, store } = context;
  const { name: station, timezone } = config.station;
  const now = clock.now();
  return store.tx(async (t): Promise<Corrected | CorrectRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const first = await t.alerts.byNumber(input.number);
    if (!first) return { refused: "no-such" };
    if (isWithdrawn(first)) return { refused: "withdrawn" };
    const sentAt = movedAt(first, "broadcast");
    if (sentAt === undefined) return { refused: "not-sent" };
    if (!mayCorrect(officer, first)) return { refused: "not-yours" };
    const words = input.words.trim();
    if (input.kind === "Update" && words === "") return { refused: "no-words" };
    const groups = groupsReached(await t.deliveries.ofAlert(first.id));
    const local = inZone(sentAt, timezone);
    const when = local.format(local.isSame(inZone(now, timezone), "day") ? "今天HH:mm" : "M月D日HH:mm");
    const fields = { ...correctionOf(first, input.kind, { words, when, station }), audience: { groups } };
    const personal = personalInAlert(fields);
    if (personal) return personal;
    const draft = await putDraft(t, fields, officer, timezone, now);
    const isFixed = draft.template !== undefined || officer.role === "leader";
    const isAtOnce = input.kind === "Cancel" && (isFixed || groups.length === 0);
    if (isAtOnce) return sendNow(t, draft, officer, groups.length, { timezone, now });
    const submitted = await submit(t, draft, officer, now);
    if ("refused" in submitted) return submitted;
    return { done: submitted.done, asked: submitted.asked, reached: groups.length };
  });
}

/** A cancel that nobody got the first of reaches nobody: it takes back what is still to be sent. */
async function sendNow(
  t: Tx,
  draft: Alert,
  officer: Officer,
  reached: number,
  { timezone, now }: { readonly timezone: string; readonly now: Date },
): Promise<Corrected | MoveRefused> {
  const approved =
    officer.role === "leader"
      ? putMove(t, draft, "cancel-at-once", officer, now)
      : draft.template
        ? putMove(t, draft, "cancel-by-template", officer, now)
        : putMove(t, draft, "approve-file", "folder", now);
  if ("refused" in approved) return approved;
  const sent = await sendAlert(t, approved.alert, now, { timezone });
  return "refused" in sent ? sent : { done: sent.alert, asked: [], reached };
}

function mayCorrect({ id, role }: Officer, { author }: Alert): boolean {
  return id === author || role === "leader" || role === "dispatcher";
}
