import { canonicalNumber } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import { formatNumber } from "../domain/reports.ts";
import { showableLine } from "../domain/showable.ts";
import { monthIn } from "../lib/time.ts";

/** `R2611-0042`, also as people type it: `r2611-42`, `2611-0042`. */
const full = /^r?(\d{4})-?(\d{4,})$|^r?(\d{4})-(\d+)$/i;

/** The report number meant by what somebody typed; `42` and `0042` are this month's. Throws `UserFacingError`. */
export function readReportNumber(typed: string, now: Date, zone: string): string {
  const text = canonicalNumber(typed);
  const [, month, running, looseMonth, looseRunning] = full.exec(text) ?? [];
  if (month ?? looseMonth) return formatNumber(month ?? looseMonth ?? "", Number(running ?? looseRunning));
  if (/^\d{1,6}$/.test(text)) return formatNumber(monthIn(zone, now), Number(text));
  throw new UserFacingError(`「${showableLine(typed, 20)}」不是编号。编号像 R2611-0042，本月的写 42 也行。`);
}
