import type { OfficerId } from "../domain/people.ts";
import { parseQuietHours, quietUntil } from "../outbox/index.ts";
import type { Reads } from "../store/store.ts";
import { type DutyContext, dutyAt } from "./duty.ts";

/**
 * Until when an officer is not to hear of what is not urgent: until their shift begins, or in the quiet hours, where they
 * are on no shift, until the morning. `undefined` if they hear now.
 */
export async function awayUntil(
  reads: Pick<Reads, "officers" | "duties">,
  officer: OfficerId,
  context: DutyContext,
  now: Date,
): Promise<Date | undefined> {
  const { config } = context;
  const quiet = quietUntil(parseQuietHours(config.sending.quietHours), now, config.station.timezone);
  if (!quiet && config.duty.length === 0) return undefined;
  const { onDuty, offShift } = await dutyAt(reads, context, now);
  const shift = offShift.get(officer);
  if (shift !== undefined) return new Date(shift);
  // Dispatchers who are on duty because nobody else is have no shift that would end.
  const isOnShift = onDuty.some((one) => one.officer.id === officer && one.until !== undefined);
  return isOnShift ? undefined : quiet;
}
