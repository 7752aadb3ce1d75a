import type { Content, InboundMessage } from "../channels/channel.ts";
import type { AnswerTo } from "../domain/answers.ts";
import type { Group } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import type { Question } from "../domain/questions.ts";
import type { Action, Permission } from "../domain/rights.ts";
import type { BotContext } from "./bot-context.ts";

/** Where a command may be given. */
export type Place = "dm" | "officers" | "community";

/** What a command knows of the message that called it. `O` is `Officer` unless anyone may call it. */
export interface CommandContext<O = Officer> {
  readonly bot: BotContext;
  readonly message: InboundMessage;
  readonly place: Place;
  readonly officer: O;
  /** The group it was said in, where the bot knows it. */
  readonly group?: Group;
  /** What the officer sent before, in the last ten minutes, that was no command. */
  readonly forwarded?: Forwarded;
  readonly now: Date;
}

/** Messages that an officer passed on, as one. */
export interface Forwarded {
  readonly text: string;
  readonly attachments: InboundMessage["attachments"];
  /** To be called when it was filed: the next 登记 does not find it again. */
  registered(): void;
}

/** The reply: a text, a text with files, several messages, or nothing if the reply is already in the outbox. */
export type Answer = string | Content | readonly string[] | undefined;

/** A slash-command: `commands` declares it, `inbound` finds and calls it; neither imports the other. */
export interface Command {
  /** Without the slash, lower case. */
  readonly name: string;
  /** Chinese and other names, without the slash. */
  readonly aliases: readonly [string, ...string[]];
  /** The action whose right its use case checks. */
  readonly action: Action;
  /** The roles that have this right for at least some report. */
  readonly role: Permission;
  readonly where: readonly Place[];
  /** What it is for, in a few words. */
  readonly summary: string;
  /** Examples as an officer would type them, with the Chinese alias. */
  readonly usage: readonly [string, ...string[]];
  /** Its arguments begin with a report's number, which may be left out when a message with the number is quoted. */
  readonly onReport?: true;
  /** Answers what waits: without a slash too, words may follow its name. */
  readonly answers?: true;
  /**
   * Whether it is opened by this word of the station's own files, with `rest` behind it; without a slash only by what
   * leaves no doubt. `call` then gets the word, too.
   */
  opens?(word: string, rest: string, slashed: boolean, bot: BotContext): boolean;
  /**
   * Reads everything after the command's name, as it was typed, and runs. Throws a `ZodError` for unreadable arguments,
   * `UserFacingError` with the sentence to say for a refusal.
   */
  call(typed: string, context: CommandContext<Officer | undefined>): Promise<Answer>;
  /**
   * What an officer writes in a direct message that quotes what the bot said of one report, and that is no command:
   * `number` is the report's. One command has it.
   */
  quoted?(typed: string, number: string, context: CommandContext): Promise<Answer>;
  /** What an officer answers to a question that this command has asked; the question is closed already. */
  answered?(said: AnswerTo, question: Question, context: CommandContext): Promise<Answer>;
}
