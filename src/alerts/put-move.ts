import type { AlertMove } from "../domain/alert-moves.ts";
import type { Alert } from "../domain/alerts.ts";
import { type MoveRefused, type Mover, moveAlert } from "../domain/move-alert.ts";
import type { Actor } from "../domain/people.ts";
import type { Tx } from "../store/store.ts";

/** Moves an alert by the one table, and writes it with its audit record; within a transaction. */
export function putMove(
  t: Tx,
  alert: Alert,
  move: AlertMove,
  by: Mover,
  now: Date,
  reason?: string,
): { readonly alert: Alert } | MoveRefused {
  const moved = moveAlert(alert, move, by, now, reason);
  if ("refused" in moved) return moved;
  t.alerts.put(moved.alert);
  // The queue of approvals writes down what was decided in it.
  if (!decisions.includes(move))
    t.audit.append({
      at: now.toISOString(),
      actor: actorOf(by),
      action: `alert.${move}`,
      subject: { kind: "alert", id: alert.id },
      ...(reason ? { words: reason } : {}),
    });
  return moved;
}

const decisions: readonly AlertMove[] = ["approve", "return", "reject"];

function actorOf(by: Mover): Actor {
  if (by === "bot") return { system: "alerts" };
  return by === "folder" ? { system: "alerts-folder" } : { officer: by.id };
}
