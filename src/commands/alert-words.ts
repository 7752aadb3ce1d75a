import type { Answer } from "../app/command.ts";
import type { AnswerTo } from "../domain/answers.ts";
import { ask } from "../domain/questions.ts";
import type { CommandContext } from "./command.ts";

/** One thing that `/提示` does, by the word behind it: 「/提示 写 …」. */
export interface AlertWord {
  /** The first is the one that is shown, and that its questions are kept by. */
  readonly words: readonly [string, ...string[]];
  readonly usage: readonly [string, ...string[]];
  /** It can be said in officers' groups too; else only in direct messages. */
  readonly inGroups?: true;
  /** What stands behind the word, as it was typed. */
  run(typed: string, context: CommandContext): Promise<Answer>;
  /** What is answered to a question that it asked with `askAlert(word, rest)`. */
  answered?(said: AnswerTo, rest: string, context: CommandContext): Promise<Answer>;
}

/** Asks the officer the next thing; everything without a slash is the answer. `rest`: what it needs to go on. */
export function askAlert(word: string, rest: string, { bot, officer, now }: CommandContext): Promise<void> {
  const asked = { person: officer.id, kind: "dialogue", subject: `alert:${word}:${rest}` } as const;
  return bot.store.tx(async (t) => {
    const question = ask(asked, await t.questions.of(officer.id), now);
    if (question) t.questions.put(question);
  });
}

/** 「好」: the default, or what was asked for. */
export function isYes(typed: string): boolean {
  return /^(?:好的?|行|可以|嗯|是的?|对的?|确认|没问题|ok)$/i.test(typed.replace(/[\s\p{P}]/gu, ""));
}
