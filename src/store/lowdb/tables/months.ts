import { decodeTime, encodeTime } from "ulid";

/** The last that a ULID can tell, in ms. */
const lastTime = 2 ** 48 - 1;

/** Shard of ids that say nothing about their time. */
export const undated = "undated";

/** The month asked for last, with its bounds in ms and as the beginnings of ULIDs: nearly always the next one, too. */
let cached = { month: "", from: 1, before: 0, first: "Z", next: "" };

/** UTC month (`2026-11`) of an instant in ms. UTC, so that shards do not move when the station's zone is corrected. */
export function monthOf(ms: number): string {
  if (ms < cached.from || ms >= cached.before) {
    const date = new Date(ms);
    const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    const before = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
    const beginning = (at: number) => encodeTime(Math.min(Math.max(at, 0), lastTime));
    const month = date.toISOString().slice(0, 7);
    cached = { month, from, before, first: beginning(from), next: beginning(before) };
  }
  return cached.month;
}

/** UTC month of a ULID's creation. */
export function monthOfId(id: string): string {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return undated;
  return id >= cached.first && id < cached.next ? cached.month : monthOf(decodeTime(id));
}

/** Month of a slot's key, `schedule@2026-11-23T08:10:00`: on the station's clocks, so it may be one off the UTC month of its instant. */
export function monthOfSlot(key: string): string {
  return /@(\d{4}-\d\d)-\d\dT/.exec(key)?.[1] ?? undated;
}
