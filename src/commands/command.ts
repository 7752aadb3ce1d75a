import type { z } from "zod";
import type { BotContext } from "../app/bot-context.ts";
import type { Content, InboundMessage } from "../channels/channel.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Group } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import { type Action, type OpenAction, type Permission, rolesFor } from "../domain/rights.ts";

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
  readonly now: Date;
}

/** What is said back: a text, a text with files, or nothing (where the answer is already in the outbox). */
export type Answer = string | Content | undefined;

interface Declaration<A, O> {
  /** Without the slash, lower case. */
  readonly name: string;
  /** Chinese and other names, without the slash. */
  readonly aliases: readonly [string, ...string[]];
  readonly where: readonly Place[];
  /** What it is for, in a few words. */
  readonly summary: string;
  /** Examples as an officer would type them, with the Chinese alias. */
  readonly usage: readonly [string, ...string[]];
  /** Begins with a report's number, which may be left out where a message with it is quoted. */
  readonly onReport?: true;
  /** Reads everything after the command's name, as it was typed. */
  readonly args: z.ZodType<A, string>;
  /** Answers; throws `UserFacingError` with the sentence to say instead. */
  run(args: A, context: CommandContext<O>): Promise<Answer>;
}

type OfficersCommand<A> = Declaration<A, Officer> & { readonly action: Exclude<Action, OpenAction> };
type OpenCommand<A> = Declaration<A, Officer | undefined> & { readonly action: OpenAction };

/** A declared command, its argument type forgotten: what the list and the dispatcher work with. */
export interface Command extends Omit<Declaration<unknown, never>, "args" | "run"> {
  /** What its use case asks the right of. */
  readonly action: Action;
  /** Who may give it: whoever has that right at all. */
  readonly role: Permission;
  /** Reads `typed` and runs; throws a `ZodError` for unreadable arguments, `UserFacingError` for a refusal. */
  call(typed: string, context: CommandContext<Officer | undefined>): Promise<Answer>;
}

/** Declares a command; types flow from `args` to `run`. The dispatcher has checked role and place before `call`. */
export function defineCommand<A>(command: OfficersCommand<A> | OpenCommand<A>): Command {
  const { args, run, ...declared } = command;
  return {
    ...declared,
    role: rolesFor(command.action),
    call: (typed, context) => {
      const whole = command.onReport ? withQuotedNumber(typed, context.message) : typed;
      return run(args.parse(whole), context as CommandContext<never>);
    },
  };
}

/** A number at the front of what was typed, and what follows it: 「1，马上到」, 「R2611-0001已清走」; not 「5分钟后到」. */
const front =
  /^\s*([#＃]?(?:[rRｒＲ][\d０-９]{4}[－-]?[\d０-９]+|[\d０-９][\d０-９－-]*(?=[\s，,。：:；;、]|$)))[\s，,。：:；;、]*([\s\S]*)$/;

/**
 * What was typed, the number of the quoted message before it unless one was typed, or the message has several. With
 * words behind it another number than the quoted one's is refused: a stranger would read the answer. So is any that is
 * not whole: in 「5 分钟后到」 it is none.
 */
function withQuotedNumber(typed: string, { quoted }: InboundMessage): string {
  const numbers = new Set(quoted?.text?.match(/R\d{4}-\d{4,}/g));
  const [number] = numbers.size === 1 ? numbers : [];
  if (!number) return typed;
  const [, first, rest = ""] = front.exec(typed) ?? [];
  if (!first) return `${number} ${typed}`;
  const [, month, running] = /^#?r?(?:(\d{4})-?)?(\d+)$/i.exec(first.normalize("NFKC")) ?? [];
  const isQuoted = Number(running) === Number(number.slice(6)) && (!month || month === number.slice(1, 5));
  if (isQuoted && (month || rest === "")) return `${number} ${rest}`;
  if (rest === "") return first;
  throw new UserFacingError(
    `引用的是 ${number}，写的是 ${first}，怕弄错，没有办。\n说的是引用的，请在最前面写 ${number}；说的是别的，请不引用再发。`,
  );
}
