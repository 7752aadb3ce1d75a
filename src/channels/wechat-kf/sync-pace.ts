/** How long to wait before the next look. */
export interface SyncPace {
  answered(): void;
  /** `tooOften`: the network wants to be asked more seldom. */
  refused(tooOften: boolean): void;
  /** Milliseconds. */
  next(): number;
}

const SLOWEST = 5 * 60_000;
/** After so many answers in a row it is tried at twice the pace again. */
const CALM = 20;
const FIRST_RETRY = 500;
const LONGEST_RETRY = 30_000;

/** Every `poll` milliseconds; half as often after each refusal for frequency, with back-off where nobody answers. */
export function createPace(poll: number): SyncPace {
  let slow = 1;
  let calm = 0;
  let failures = 0;
  return {
    answered() {
      failures = 0;
      if (slow === 1 || ++calm < CALM) return;
      calm = 0;
      slow /= 2;
    },
    refused(tooOften) {
      calm = 0;
      if (!tooOften) failures++;
      else if (poll * slow < SLOWEST) slow *= 2;
    },
    next() {
      const usual = Math.max(Math.min(poll * slow, SLOWEST), poll);
      if (failures === 0) return usual;
      return Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    },
  };
}
