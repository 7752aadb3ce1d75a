/** Milliseconds that a call may take. */
export interface Timeouts {
  readonly call: number;
  readonly send: number;
  /** A send that carries a file. */
  readonly upload: number;
  /** Proof of life. */
  readonly probe: number;
  /** After an approval: when to look up whether it had its effect. */
  readonly effect: number;
  /** Until a conversation whose history was refused is asked for again. */
  readonly again: number;
  /** Between two parts of one message. */
  readonly part: number;
}

/** NapCat gives up a text after ten seconds and says so: worth waiting for, an `unknown` needs a person. */
export const usualTimeouts: Timeouts = {
  call: 10_000,
  send: 20_000,
  upload: 90_000,
  probe: 5_000,
  effect: 10_000,
  again: 60_000,
  part: 1_000,
};
