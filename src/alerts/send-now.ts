import type { ActionContext } from "../app/bot-context.ts";
import { isWithdrawn } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Actor } from "../domain/people.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";

/** `not-severe`: only Severe passes the quiet hours on a leader's word; `drill`: a drill never; `nothing`: none waits. */
export type SendNowRefused =
  | NotAllowed
  | { readonly refused: "no-such" | "not-severe" | "drill" | "nothing" | "withdrawn" };

/** Sends a Severe alert in the quiet hours, on a leader's word: what of it still waits goes out at once. */
export function sendAlertNow(
  context: ActionContext,
  actor: Actor,
  { number }: { readonly number: string },
): Promise<{ readonly done: Alert; readonly groups: number } | SendNowRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t) => {
    const leader = await actingOfficer(t, actor, "alerts.send-now");
    if (!leader) return { refused: "not-allowed" };
    const alert = await t.alerts.byNumber(number);
    if (!alert) return { refused: "no-such" };
    if (alert.drill) return { refused: "drill" };
    if (alert.severity !== "Severe") return { refused: "not-severe" };
    if (isWithdrawn(alert)) return { refused: "withdrawn" };
    const rows = (await t.deliveries.ofAlert(alert.id)).filter(({ state }) => state === "pending");
    if (rows.length === 0) return { refused: "nothing" };
    for (const row of rows) t.deliveries.put({ ...row, severe: true });
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: leader.id },
      action: "alert.sent-now",
      subject: { kind: "alert", id: alert.id },
    });
    return { done: alert, groups: rows.length };
  });
}
