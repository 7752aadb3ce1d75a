import type { BotContext } from "../app/bot-context.ts";
import type { Command } from "../app/command.ts";
import { type AnswerTo, answerTo } from "../domain/answers.ts";
import type { Officer } from "../domain/people.ts";
import { askedBy, type Question } from "../domain/questions.ts";

/** A question that an officer has just answered, and the command that asked it. */
export interface Answered {
  readonly command: Command;
  readonly question: Question;
  readonly said: AnswerTo;
}

/** What a direct message without a slash answers, where a command has asked this officer something. */
export async function answeredQuestion(
  { store, clock }: BotContext,
  byName: ReadonlyMap<string, Command>,
  officer: Officer,
  text: string,
): Promise<Answered | undefined> {
  const question = await store.questions.of(officer.id);
  const said = answerTo(question, text, clock.now());
  const command = question && byName.get(askedBy(question).command);
  return question && said && command?.answered ? { command, question, said } : undefined;
}
