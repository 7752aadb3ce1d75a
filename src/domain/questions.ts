import type { PersonId } from "./people.ts";

export type QuestionKind = "danger" | "withdraw" | "same-matter" | "solved" | "rating" | "where";

/** The one question that a person has been asked and has not answered. */
export interface Question {
  readonly person: PersonId;
  readonly kind: QuestionKind;
  /** Id of the report it is about. */
  readonly subject: string;
  /** ISO 8601; an answer after it is none. */
  readonly until: string;
  /** ISO 8601. */
  readonly askedAt: string;
}
