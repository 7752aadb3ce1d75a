/**
 * Why a call of the interfaces did not succeed.
 * `refused`: WeCom answered with `code`, and did nothing;
 * `unreached`: the request never got there, or there was no token for it, so nothing was done;
 * `unanswered`: it may have been done (also for -1, 系统繁忙: the docs do not say that nothing was).
 */
export class WecomError extends Error {
  constructor(
    readonly outcome: "refused" | "unreached" | "unanswered",
    /** `errcode` of the answer; absent where there was none. */
    readonly code?: number,
    options?: ErrorOptions,
  ) {
    super(`${outcome}${code === undefined ? "" : ` ${code}`}`, options);
    this.name = "WecomError";
  }

  /** The fixed word for `ChannelHealth.fault`: what an admin is to do about a code stands in operators/wecom-advice.ts. */
  get fault(): string {
    return this.code === undefined ? "no-answer" : `wecom-${this.code}`;
  }
}

/** Codes by which a token has run out or was replaced; the call was not done. */
export function isTokenFault(code: number | undefined): boolean {
  return code === 40014 || code === 42001 || code === 41001;
}

/** Codes by which an interface was called too often; it stays closed for a while. */
export function isTooOften(code: number | undefined): boolean {
  return code === 45009 || code === 45033;
}
