const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far a clock is off, for people: 「快了4天」, 「慢了11分钟」. `ms` is positive where it is ahead. */
export function offsetWords(ms: number): string {
  const off = Math.abs(ms);
  const amount =
    off >= 2 * DAY
      ? `${Math.round(off / DAY)}天`
      : off >= 2 * HOUR
        ? `${Math.round(off / HOUR)}小时`
        : `${Math.max(1, Math.round(off / MINUTE))}分钟`;
  return `${ms > 0 ? "快了" : "慢了"}${amount}`;
}
