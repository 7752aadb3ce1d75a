import type { ActionContext } from "../../../app/bot-context.ts";
import { beginningOf, inZone } from "../../../lib/time.ts";

export const periodNames = { month: "本月", "last-month": "上月", year: "今年" } as const;
export type PeriodName = keyof typeof periodNames;
/** Of a table by month. */
const MONTHS = 6;

/** What an address asks for; this month where it names none. */
export function readPeriod(typed: string | undefined): PeriodName {
  return (Object.keys(periodNames) as PeriodName[]).find((one) => one === typed) ?? "month";
}

type Zoned = Pick<ActionContext, "clock" | "config">;

/** From inclusive, before exclusive; without an end until now. */
export function instantsOf(
  { clock, config }: Zoned,
  period: PeriodName,
): { readonly from: Date; readonly before?: Date } {
  const { timezone } = config.station;
  const today = inZone(clock.now(), timezone);
  const month = today.startOf("month");
  const at = (day: typeof month) => beginningOf(day, timezone);
  if (period === "year") return { from: at(today.startOf("year")) };
  if (period === "month") return { from: at(month) };
  return { from: at(month.subtract(1, "month")), before: at(month) };
}

/** The same as days, `YYYY-MM-DD`. */
export function daysOf(
  context: Zoned,
  period: PeriodName,
): { readonly from: string; readonly before?: string } {
  const { from, before } = instantsOf(context, period);
  const day = (at: Date) => inZone(at, context.config.station.timezone).format("YYYY-MM-DD");
  return { from: day(from), ...(before ? { before: day(before) } : {}) };
}

/** `2026-12`, the newest first: a phone shows the first columns. */
export function lastMonths({ clock, config }: Zoned): string[] {
  const month = inZone(clock.now(), config.station.timezone).startOf("month");
  return Array.from({ length: MONTHS }, (_, i) => month.subtract(i, "month").format("YYYY-MM"));
}
