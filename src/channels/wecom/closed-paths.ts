import type { Clock } from "../../lib/clock.ts";
import { WecomError } from "./wecom-error.ts";

/** Interfaces that were called too often (45009, 45033) and are left alone for a while: a minute, doubling up to half an hour. */
export interface ClosedPaths {
  /** Throws what the path was closed with, while it is. */
  assertOpen(path: string): void;
  /** For how many milliseconds it is closed now. */
  close(path: string, code: number | undefined): number;
  /** It answers again: the next closing is a short one. */
  open(path: string): void;
}

const SHORTEST = 60_000;
const LONGEST = 30 * 60_000;

export function createClosedPaths(clock: Clock): ClosedPaths {
  const closed = new Map<string, { until: number; ms: number; code: number | undefined }>();
  return {
    assertOpen(path) {
      const at = closed.get(path);
      if (at && at.until > clock.now().getTime()) throw new WecomError("refused", at.code);
    },
    close(path, code) {
      const before = closed.get(path)?.ms;
      const ms = Math.min(before === undefined ? SHORTEST : before * 2, LONGEST);
      closed.set(path, { until: clock.now().getTime() + ms, ms, code });
      return ms;
    },
    open: (path) => void closed.delete(path),
  };
}
