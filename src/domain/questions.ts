import type { SentPicture } from "./attachments.ts";
import type { OfficerId, PersonId } from "./people.ts";

/** What a resident is asked, the highest rank first. */
export const residentQuestions = [
  "danger",
  "withdraw",
  "erase",
  "same-matter",
  "solved",
  "rating",
  "where",
] as const;
/**
 * `choice`: one of a numbered list; `dialogue`: the next field of something that is being written; `reason`: one line, why
 * something is late.
 */
export const officerQuestions = ["choice", "dialogue", "reason"] as const;
export type QuestionKind = (typeof residentQuestions)[number] | (typeof officerQuestions)[number];

/** The one question that a person has been asked and has not answered. */
export interface Question {
  readonly person: PersonId | OfficerId;
  readonly kind: QuestionKind;
  /**
   * Of a resident's: id of the report it is about, or of the person where it is about all that is kept of them; where two may be the same matter both, the later one first; of `where` with `,when` behind it where the time is asked for. Of an officer's: name of the command that asked, a colon, and what it
   * needs to go on; of a choice that is what can be chosen, separated by commas.
   */
  readonly subject: string;
  /** What the officer wants said, until they have answered to whom. */
  readonly words?: string;
  /** What goes with the words. */
  readonly pictures?: readonly SentPicture[];
  /** ISO 8601; an answer after it is none. */
  readonly until: string;
  /** ISO 8601. */
  readonly askedAt: string;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Milliseconds for which an answer is waited for. */
const lives: Record<QuestionKind, number> = {
  danger: 30 * MINUTE,
  withdraw: DAY,
  erase: 30 * MINUTE,
  "same-matter": DAY,
  solved: 15 * DAY,
  rating: 3 * DAY,
  where: DAY,
  choice: 10 * MINUTE,
  dialogue: 30 * MINUTE,
  reason: DAY,
};

export function isOpenQuestion<Q extends Pick<Question, "until">>(
  question: Q | undefined,
  now: Date,
): question is Q {
  return question !== undefined && Date.parse(question.until) > now.getTime();
}

/** Whether a question of this kind may be asked now: none that ranks higher is open. */
export function mayAsk(kind: QuestionKind, open: Question | undefined, now: Date): boolean {
  return !isOpenQuestion(open, now) || rankOf(open.kind) >= rankOf(kind);
}

/** The question asked now, in place of the one that is open; `undefined` where that one ranks higher. */
export function ask(
  asked: Pick<Question, "person" | "kind" | "subject" | "words" | "pictures">,
  open: Question | undefined,
  now: Date,
): Question | undefined {
  if (!mayAsk(asked.kind, open, now)) return undefined;
  const { kind } = asked;
  const until = new Date(now.getTime() + lives[kind]).toISOString();
  return { ...asked, until, askedAt: now.toISOString() };
}

/** Name of the command that asked an officer, and what it needs to go on. */
export function askedBy({ subject }: Pick<Question, "subject">): { command: string; rest: string } {
  const colon = subject.indexOf(":");
  return { command: subject.slice(0, colon), rest: subject.slice(colon + 1) };
}

/** An officer's questions rank alike: the newest counts. */
function rankOf(kind: QuestionKind): number {
  const rank = (residentQuestions as readonly QuestionKind[]).indexOf(kind);
  return rank < 0 ? residentQuestions.length : rank;
}
