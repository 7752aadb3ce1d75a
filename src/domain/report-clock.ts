import type { Report, ReportClock } from "./reports.ts";

type Clocked = { readonly clock?: ReportClock };

/** Its terms count anew; that a person set it one stays. */
export function afterReopening(
  { clock }: Pick<Report, "clock">,
  { now }: { readonly now: Date },
): ReportClock {
  return { reopenedAt: now.toISOString(), ...(clock?.timed ? { timed: clock.timed } : {}) };
}

/** An officer has asked the resident something: the time for closing stands still until they answer. */
export function afterQuestion({ clock }: Pick<Report, "clock">, { now }: { readonly now: Date }): Clocked {
  const pauses = clock?.pauses ?? [];
  const isWaiting = pauses.length > 0 && pauses.at(-1)?.to === undefined;
  return isWaiting ? {} : { clock: { ...clock, pauses: [...pauses, { from: now.toISOString() }] } };
}

/** The resident has written. */
export function afterAnswer({ clock }: Pick<Report, "clock">, { now }: { readonly now: Date }): Clocked {
  const last = clock?.pauses?.at(-1);
  if (!last || last.to !== undefined) return {};
  const ended = { ...last, to: now.toISOString() };
  return { clock: { ...clock, pauses: [...(clock?.pauses ?? []).slice(0, -1), ended] } };
}

/** Whether the station has answered since the report was filed, or opened again. */
export function isAnswered({ lastReplyAt, receivedAt, clock }: Report): boolean {
  return lastReplyAt !== undefined && lastReplyAt >= (clock?.reopenedAt ?? receivedAt);
}

/** Whether an officer's words want an answer. */
export function asksSomething(text: string): boolean {
  return ASKS.test(text);
}

const ASKS =
  /[?？]|吗|什么|啥|哪|几[个点号楼辆人]|多少|怎么|谁|请您?(?:说|发|补|提供|告诉|拍)|麻烦您?(?:说|发|补|提供|告诉|拍)/;
