import {
  type AlertMove,
  type AlertState,
  type AlertStep,
  alertMoves,
  type Move,
  type Standing,
} from "./alert-moves.ts";
import type { Alert } from "./alerts.ts";
import type { Officer } from "./people.ts";

/** Who moves an alert: an officer, the bot itself, or the folder `alerts/`, for which its keeper answers. */
export type Mover = Pick<Officer, "id" | "role" | "revokedAt" | "approves"> | "bot" | "folder";

/** Why a move was not made. `own`: nobody approves their own; `over`: past `expires`. */
export interface MoveRefused {
  readonly refused: "wrong-state" | "not-yours" | "own" | "no-reason" | "over" | "not-extreme" | "not-cancel";
  readonly state: AlertState;
}

/** The alert after the move, with the step added; or why not, and nothing changed. */
export function moveAlert(
  alert: Alert,
  move: AlertMove,
  by: Mover,
  now: Date,
  reason = "",
): { readonly alert: Alert } | MoveRefused {
  const rule: Move = alertMoves[move];
  const refuse = (refused: MoveRefused["refused"]) => ({ refused, state: alert.state });
  const standings = standingsOf(by, alert);
  if (!rule.by.some((standing) => standings.includes(standing))) {
    const isOwn = rule.by.includes("approver") && standings.includes("author");
    return refuse(isOwn ? "own" : "not-yours");
  }
  if (!rule.from.includes(alert.state)) return refuse("wrong-state");
  if (rule.inTime && isAlertOver(alert, now)) return refuse("over");
  if (rule.reason && reason.trim() === "") return refuse("no-reason");
  if (move === "cancel-at-once" && alert.msgType !== "Cancel") return refuse("not-cancel");
  if (move === "cancel-by-template" && (alert.msgType !== "Cancel" || !alert.template))
    return refuse("not-cancel");
  if (move === "send-at-once" && !maySendAtOnce(alert)) return refuse("not-extreme");
  const words = reason.trim();
  const id = typeof by === "string" ? by : by.id;
  const step: AlertStep = { move, at: now.toISOString(), by: id, ...(words ? { reason: words } : {}) };
  const approver = move === "approve" ? { approver: id } : {};
  return { alert: { ...alert, ...approver, state: rule.to, steps: [...(alert.steps ?? []), step] } };
}

/** Whether its time has passed. */
export function isAlertOver({ expires }: Pick<Alert, "expires">, now: Date): boolean {
  return expires !== undefined && Date.parse(expires) <= now.getTime();
}

/** Danger to life, in the words of a template that was thought over before; a correction of it has other words. */
export function maySendAtOnce({
  severity,
  template,
  msgType,
}: Pick<Alert, "severity" | "template" | "msgType">): boolean {
  return severity === "Extreme" && template !== undefined && msgType === "Alert";
}

/** When it last made this move, ISO 8601. */
export function movedAt({ steps = [] }: Pick<Alert, "steps">, move: AlertMove): string | undefined {
  return steps.findLast((step) => step.move === move)?.at;
}

/**
 * Whether the officer is an approver of the alert: a leader, or one who approves all its topics. Its author is none; one
 * who is asked about a file, which has no author, may be anybody of these.
 */
function approvesAlert(
  officer: Pick<Officer, "id" | "role" | "revokedAt" | "approves">,
  alert: Pick<Alert, "author" | "category" | "audience">,
): boolean {
  if (officer.revokedAt || officer.id === alert.author || officer.role === "auditor") return false;
  return officer.role === "leader" || approvesTopics(officer, topicsOf(alert));
}

export function approvesTopics(
  { approves = [] }: Pick<Officer, "approves">,
  topics: readonly string[],
): boolean {
  return topics.length > 0 && topics.every((topic) => approves.includes(topic));
}

/** What an alert is about, as groups and approvers name it: the topics that it is sent to, else that of its category. */
export function topicsOf({ category, audience }: Pick<Alert, "category" | "audience">): readonly string[] {
  if (audience?.topics) return audience.topics;
  const topic = categoryTopics[category];
  return topic === undefined ? [] : [topic];
}

const categoryTopics: Readonly<Partial<Record<Alert["category"], string>>> = {
  Security: "治安防范",
  Safety: "治安防范",
  Rescue: "治安防范",
  Transport: "交通安全",
  Fire: "消防安全",
};

function standingsOf(by: Mover, alert: Alert): readonly Standing[] {
  if (typeof by === "string") return [by];
  if (by.revokedAt) return [];
  const standings: Standing[] = [];
  if (by.id === alert.author) standings.push("author");
  if (approvesAlert(by, alert)) standings.push("approver");
  if (by.role === "leader" || by.role === "dispatcher") standings.push(by.role);
  return standings;
}
