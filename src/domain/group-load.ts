import { type Alert, WRITTEN } from "./alerts.ts";
import type { Delivery } from "./deliveries.ts";
import type { Group } from "./groups.ts";

/**
 * Why a group does not get an alert: its owner asked for what is urgent only; it has had its routine alert of the day, or
 * both alerts that it bears a day.
 */
export type NotWanted = "only-urgent" | "day-routine" | "day-full";

/** How many alerts a group has had today, or will have had. */
export interface Borne {
  readonly routine: number;
  readonly all: number;
}
/** A group bears so many alerts a day. */
const MOST_A_DAY: Borne = { routine: 1, all: 2 };

type Weighed = Pick<Alert, "severity" | "msgType" | "template" | "series">;

/** Corrections, 寻人 and Extreme go to every group they are meant for, however many it has had. */
export function isApart({ severity, msgType, template }: Weighed): boolean {
  return msgType !== "Alert" || template?.name === "寻人" || severity === "Extreme";
}

/** What a schedule draws day after day. */
export function isRoutine(alert: Weighed): boolean {
  return alert.series !== WRITTEN && alert.severity !== "Severe" && !isApart(alert);
}

/** Whether a group gets this alert, after what it has had today; `undefined`: it does. */
export function unwanted(group: Group, alert: Weighed, { routine, all }: Borne): NotWanted | undefined {
  if (isApart(alert)) return undefined;
  if (group.onlyUrgent && alert.severity !== "Severe") return "only-urgent";
  if (all >= MOST_A_DAY.all) return "day-full";
  return isRoutine(alert) && routine >= MOST_A_DAY.routine ? "day-routine" : undefined;
}

/** Whether a delivery is one that its group bears: it reached it, may have, or still may. */
export function isBorne({ state, refusal }: Pick<Delivery, "state" | "refusal">): boolean {
  if (state === "failed") return refusal === "manual";
  return ["pending", "sending", "sent", "unknown", "posted-by-hand"].includes(state);
}
