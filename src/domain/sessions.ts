import type { OfficerId } from "./people.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long a way to sign in holds. */
const OFFER_MS = 5 * MINUTE;
/** A session ends when nothing was asked for so long, */
const IDLE_MS = 2 * HOUR;
/** and in any case after a day's work. */
const WHOLE_MS = 12 * HOUR;

/** A way to sign in to the pages, once: a link and, for where no link opens, a code to type. */
export interface SignIn {
  /** Keyed hash of the link's token. */
  readonly id: string;
  /** Keyed hash of the code. */
  readonly code: string;
  readonly officer: OfficerId;
  /** The officer's term when it was offered; a later one opens nothing with it. */
  readonly term?: number;
  /** ISO 8601; nothing opens after it. */
  readonly until: string;
}

/** One browser that is signed in. */
export interface Session {
  /** Keyed hash of the token in its cookie. */
  readonly id: string;
  readonly officer: OfficerId;
  readonly term?: number;
  /** What kind of machine, in a word for its owner: `iPhone`, `Windows 电脑`. */
  readonly device: string;
  /** ISO 8601. */
  readonly openedAt: string;
  /** ISO 8601, at most five minutes old. */
  readonly seenAt: string;
}

/** When what is offered now ends, in ISO 8601. */
export function offeredUntil(now: Date): string {
  return new Date(now.getTime() + OFFER_MS).toISOString();
}

export function isOffered({ until }: Pick<SignIn, "until">, now: Date): boolean {
  return Date.parse(until) > now.getTime();
}

/** A clock that was set back ends a session that began in its future. */
export function isAlive({ openedAt, seenAt }: Pick<Session, "openedAt" | "seenAt">, now: Date): boolean {
  const since = (at: string) => now.getTime() - Date.parse(at);
  return since(seenAt) < IDLE_MS && since(openedAt) < WHOLE_MS && since(openedAt) > -HOUR;
}

/** Whether `seenAt` is to be written again: not with every page. */
export function isWorthNoting({ seenAt }: Pick<Session, "seenAt">, now: Date): boolean {
  return now.getTime() - Date.parse(seenAt) >= OFFER_MS;
}
