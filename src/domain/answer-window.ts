/**
 * How often a network lets the bot write to somebody before they write again: 微信客服 takes five messages within 48
 * hours of theirs (developer.work.weixin.qq.com/document/path/94677).
 */
export interface AnswerLimit {
  /** Milliseconds after what they wrote last. */
  readonly within: number;
  /** Messages to them after what they wrote last. */
  readonly count: number;
}

/** One conversation on such a network. */
export interface AnswerWindow {
  /** When they wrote last; ISO 8601. */
  readonly at: string;
  /** How many messages went to them since. */
  readonly answers: number;
}

/** What a message is worth: `automatic` ones leave room for what an officer says, and that for a report's `result`. */
export type AnswerWeight = "automatic" | "officer" | "result";

/** Messages that are spared for what weighs more: with five, a receipt, a question and one more are automatic. */
const SPARED: Record<AnswerWeight, number> = { automatic: 2, officer: 1, result: 0 };

/**
 * Why a message has to wait until they write again: `too-late`, the time is over; `spent`, those that are left are spared
 * for what weighs more. `undefined`: it may go. Of somebody whose window is not known the network decides.
 */
export function answerWaits(
  window: AnswerWindow | undefined,
  limit: AnswerLimit,
  weight: AnswerWeight,
  now: Date,
): "too-late" | "spent" | undefined {
  if (!window) return undefined;
  if (now.getTime() - Date.parse(window.at) >= limit.within) return "too-late";
  return window.answers < limit.count - SPARED[weight] ? undefined : "spent";
}

/** They wrote: the time and the count begin anew. What was written before the last message changes nothing. */
export function heardAgain(window: AnswerWindow | undefined, at: Date): AnswerWindow {
  const iso = at.toISOString();
  return window && window.at > iso ? window : { at: iso, answers: 0 };
}

/** `messages` more went out. */
export function answered(window: AnswerWindow, messages: number): AnswerWindow {
  return { ...window, answers: window.answers + messages };
}
