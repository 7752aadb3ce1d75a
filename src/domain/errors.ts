/** Carries the Chinese sentence to reply: what was wrong, and what to send instead. Anything else thrown is a bug. */
export class UserFacingError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = "UserFacingError";
  }
}
