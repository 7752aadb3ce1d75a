import type { BotContext } from "../app/bot-context.ts";
import type { Command } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { type AnswerTo, answerTo } from "../domain/answers.ts";
import type { Officer } from "../domain/people.ts";
import { askedBy, type Question } from "../domain/questions.ts";
import { isCourtesy, splitCommand } from "./command-text.ts";

/** A question that an officer has just answered, and the command that asked it. */
export interface Answered {
  readonly command: Command;
  readonly question: Question;
  readonly said: AnswerTo;
}

/** A line that was asked for hours ago is none where the officer gives a command, is polite, or quotes something else. */
function isAnythingElse(
  text: string,
  quoted: string | undefined,
  byName: ReadonlyMap<string, Command>,
): boolean {
  const isElsewhere = quoted !== undefined && !quoted.startsWith("【时限】");
  return isElsewhere || isCourtesy(text) || byName.has(splitCommand(text).name);
}

/** What a direct message without a slash answers, where a command has asked this officer something. */
export async function answeredQuestion(
  { store, clock }: BotContext,
  byName: ReadonlyMap<string, Command>,
  officer: Officer,
  { text: typed, quoted, attachments }: Pick<InboundMessage, "text" | "quoted" | "attachments">,
): Promise<Answered | undefined> {
  const question = await store.questions.of(officer.id);
  // A picture alone answers a dialogue too: the command finds it in the message.
  const isPicture = question?.kind === "dialogue" && typed.trim() === "" && attachments.length > 0;
  const text = isPicture ? "[图片]" : typed;
  if (question?.kind === "reason" && isAnythingElse(text, quoted?.text, byName)) return undefined;
  const said = answerTo(question, text, clock.now());
  const command = question && byName.get(askedBy(question).command);
  return question && said && command?.answered ? { command, question, said } : undefined;
}
