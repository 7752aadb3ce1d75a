import type { IgnoredReason } from "../channels/channel.ts";
import type { Guarded } from "./guards.ts";

/** Why nothing came of a message. */
export type IgnoredBecause =
  | Guarded
  /** The channel did not pass it on. */
  | IgnoredReason
  /** Another machine's words, or the network's. */
  | "machine"
  /** A sticker, a bare digit. */
  | "says-nothing"
  /** More than the day's quota of one person. */
  | "flood"
  /** The same small word was answered a moment ago. */
  | "repetition"
  | "anonymous"
  /** In a group that is not served, or is not for residents to ask in. */
  | "unserved-group"
  /** In a group where the bot has just spoken. */
  | "group-pause"
  /** 「收到」 to an alert that asks for it: counted. */
  | "acknowledged"
  /** An officer's small word. */
  | "officer"
  | "store-full"
  | "failed";

/** What became of a message that came in: of each exactly one thing. */
export type Accounted =
  | { readonly outcome: "filed" | "added" | "answered" | "command" }
  | { readonly outcome: "ignored"; readonly because: IgnoredBecause };

export const ignored = (because: IgnoredBecause): Accounted => ({ outcome: "ignored", because });
export const answered: Accounted = { outcome: "answered" };
