import { beginningOf, fromWallClock, inZone } from "../lib/time.ts";

/** The instants (ISO 8601) between which a month (`2026-11`) lies in the station's zone: from inclusive, before exclusive. */
export function monthSpan(
  month: string,
  zone: string,
): { readonly from: string; readonly before: string } | undefined {
  const first = /^\d{4}-(?:0[1-9]|1[0-2])$/.test(month) ? fromWallClock(`${month}-01`, zone) : undefined;
  if (!first) return undefined;
  const day = inZone(first, zone);
  const at = (months: number) => beginningOf(day.add(months, "month"), zone).toISOString();
  return { from: at(0), before: at(1) };
}

/** The month before the one of `now`. */
export function lastMonth(now: Date, zone: string): string {
  return inZone(now, zone).startOf("month").subtract(1, "day").format("YYYY-MM");
}
