import type { Clock } from "../lib/clock.ts";

/** Compares this machine's clock with the network's, by the times of messages that arrive live. */
export interface ClockOffset {
  /** A live message, written at `at` by the network's clock. */
  heard(at: Date): void;
  /** Milliseconds by which this machine is ahead (negative: behind); absent while its clock is believed. */
  ms(): number | undefined;
  /** The network's time now, as far as it is known. */
  networkNow(): Date;
}

/** So many live messages in a row must agree: single ones come late, or bear a nonsense time. */
const AGREEING = 5;
const TOLERANCE = 2 * 60_000;
/** They may lie so far apart: seconds are cut off, and a line has its delays. */
const SPREAD = 30_000;

/** `changed` is called when the clock stops or starts being believed, or is off by another amount. */
export function createClockOffset(clock: Clock, changed: () => void): ClockOffset {
  let recent: number[] = [];
  let fault: number | undefined;

  return {
    heard(at) {
      recent = [...recent.slice(1 - AGREEING), clock.now().getTime() - at.getTime()];
      const least = Math.min(...recent.map(Math.abs));
      const agree = recent.length === AGREEING && Math.max(...recent) - Math.min(...recent) <= SPREAD;
      const before = fault;
      if (least <= TOLERANCE) fault = undefined;
      else if (agree) fault = recent.toSorted((a, b) => a - b)[AGREEING >> 1];
      const isNews =
        fault === undefined || before === undefined ? fault !== before : Math.abs(fault - before) > TOLERANCE;
      if (isNews) changed();
    },
    ms: () => fault,
    networkNow: () => new Date(clock.now().getTime() - (fault ?? 0)),
  };
}
