import type { PersonId } from "./people.ts";

/** A 查询码: whoever has it follows one report and says more on it, from whatever account. */
export interface QueryCode {
  /** Keyed hash of the code; the code itself is never stored. */
  readonly hash: string;
  /** Id of the report. */
  readonly report: string;
  readonly person: PersonId;
  /** How often it was shown to the person. */
  readonly shown: number;
  /** ISO 8601. */
  readonly madeAt: string;
  /** Another one has taken its place. */
  readonly endedAt?: string;
}

/** It is shown once, and once more. */
export const MOST_SHOWN = 2;

/** What the n-th code of a report is made of. */
export function codeSeed(report: string, n: number): string {
  return `${report}/${n}`;
}

/** `ABCD2345EFGH` as it is read and typed: `ABCD-2345-EFGH`. */
export function grouped(code: string): string {
  return code.replace(/.{4}(?=.)/g, "$&-");
}
