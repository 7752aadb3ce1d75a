import { inZone } from "../lib/time.ts";

/** A span of the day, in minutes after midnight in the station's zone; it may run over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** `22:00-07:00`; `undefined` where it is not of this form. */
export function parseQuietHours(text: string): QuietHours | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (!match) return undefined;
  const [h1, m1, h2, m2] = match.slice(1).map(Number) as [number, number, number, number];
  return { from: h1 * 60 + m1, to: h2 * 60 + m2 };
}

/** When the quiet hours that `now` lies in end; `undefined` outside of them. */
export function quietUntil(quiet: QuietHours | undefined, now: Date, zone: string): Date | undefined {
  if (!quiet || quiet.from === quiet.to) return undefined;
  const local = inZone(now, zone);
  const minute = local.hour() * 60 + local.minute();
  const inside =
    quiet.from < quiet.to
      ? minute >= quiet.from && minute < quiet.to
      : minute >= quiet.from || minute < quiet.to;
  if (!inside) return undefined;
  const left = (quiet.to - minute + 1440) % 1440;
  return local.startOf("minute").add(left, "minute").toDate();
}
