import type { SentPicture } from "./attachments.ts";
import type { OfficerId } from "./people.ts";

/** An answer to a resident that waits a moment, so that its officer can take it back. */
export interface HeldReply {
  /** ULID; the key. */
  readonly id: string;
  readonly officer: OfficerId;
  /** Number of the report. */
  readonly number: string;
  readonly text: string;
  readonly pictures?: readonly SentPicture[];
  /** ISO 8601: when it goes. */
  readonly at: string;
}

/** Milliseconds for which an answer can be taken back. */
export const HELD_MS = 15_000;
