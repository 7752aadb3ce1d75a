import type { z } from "zod";
import type { Answer, Command, CommandContext } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Officer } from "../domain/people.ts";
import { type Action, type OpenAction, rolesFor } from "../domain/rights.ts";
import { readFront } from "./args.ts";

export type { Command, CommandContext, Place } from "../app/command.ts";

interface Declaration<A, O> extends Omit<Command, "action" | "role" | "call"> {
  /** Reads everything after the command's name, as it was typed. */
  readonly args: z.ZodType<A, string>;
  /** Answers; throws `UserFacingError` with the sentence to say instead. */
  run(args: A, context: CommandContext<O>): Promise<Answer>;
}

type OfficersCommand<A> = Declaration<A, Officer> & { readonly action: Exclude<Action, OpenAction> };
type OpenCommand<A> = Declaration<A, Officer | undefined> & { readonly action: OpenAction };

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

/**
 * What was typed, the number of the quoted message before it unless one was typed, or the message has several. With
 * words behind it another number than the quoted one's is refused: a stranger would read the answer. So is any that is
 * not whole: in 「5 分钟后到」 it is none.
 */
function withQuotedNumber(typed: string, { quoted }: InboundMessage): string {
  const numbers = new Set(quoted?.text?.match(/R\d{4}-\d{4,}/g));
  const [number] = numbers.size === 1 ? numbers : [];
  if (!number) return typed;
  const read = readFront(typed);
  if (!read) return `${number} ${typed}`;
  const { number: first, rest } = read;
  const [, month, running] = /^r?(?:(\d{4})-?)?(\d+)$/.exec(first) ?? [];
  const isQuoted = Number(running) === Number(number.slice(6)) && (!month || month === number.slice(1, 5));
  if (isQuoted && (month || rest === "")) return `${number} ${rest}`;
  if (rest === "") return first;
  throw new UserFacingError(
    `引用的是 ${number}，写的是 ${first.toUpperCase()}，怕弄错，没有办。\n说的是引用的，请在最前面写 ${number}；说的是别的，请不引用再发。`,
  );
}
