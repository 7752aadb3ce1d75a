import dayjs, { type Dayjs } from "dayjs";
import duration from "dayjs/plugin/duration.js";
import timezone from "dayjs/plugin/timezone.js";
import utc from "dayjs/plugin/utc.js";

dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.extend(duration);

/** `at` as wall-clock time in `zone` (IANA name, e.g. `Asia/Shanghai`). */
export function inZone(at: Date | string, zone: string): Dayjs {
  const instant = dayjs(at);
  // A zone's offset changes on a quarter of an hour if ever; asking Intl for it costs a fifth of a millisecond.
  const key = `${zone} ${Math.floor(instant.valueOf() / QUARTER)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = instant.tz(zone).utcOffset();
    if (offsets.size >= REMEMBERED) offsets.clear();
    offsets.set(key, offset);
  }
  return instant.utcOffset(offset);
}

const QUARTER = 15 * 60_000;
const REMEMBERED = 1_000;
const offsets = new Map<string, number>();

/** Milliseconds of an ISO 8601 duration such as `PT5M`; `undefined` where it is not one. */
export function durationMs(iso: string): number | undefined {
  if (!/^P(?!$)(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/.test(iso)) return undefined;
  return dayjs.duration(iso).asMilliseconds();
}

/** The instant of `YYYY-MM-DD` or `YYYY-MM-DD HH:mm` on the clocks of `zone`; `undefined` where there is none such. */
export function fromWallClock(text: string, zone: string): Date | undefined {
  const [, day, hour = "00", minute = "00"] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}):(\d{2}))?$/.exec(text.trim()) ?? [];
  if (!day) return undefined;
  const wall = `${day} ${hour.padStart(2, "0")}:${minute}`;
  const at = dayjs.tz(wall, zone);
  return at.isValid() && at.format("YYYY-MM-DD HH:mm") === wall ? at.toDate() : undefined;
}
