import type { z } from "zod";
import type { Content, InboundMessage } from "../channels/channel.ts";
import type { Group } from "../domain/groups.ts";
import type { Contact, Officer, Role } from "../domain/people.ts";
import type { Desk } from "../inbound/desk.ts";

/** Where a command may be given. */
export type Place = "dm" | "officers" | "community";

export interface CommandContext {
  readonly desk: Desk;
  readonly message: InboundMessage;
  readonly place: Place;
  /** Absent only in commands whose `role` is `anyone`. */
  readonly officer?: Officer;
  readonly contact?: Contact;
  readonly group?: Group;
  readonly now: Date;
}

export interface Command<A = unknown> {
  /** Without the slash, lower case. */
  readonly name: string;
  /** Chinese (and other) names, without the slash. */
  readonly aliases: readonly string[];
  /** Who may use it; `anyone` also for those who are no officers (they must learn nothing from it). */
  readonly role: readonly Role[] | "officers" | "anyone";
  readonly where: readonly Place[];
  readonly summary: string;
  /** One example a line, with the Chinese alias, as an officer would type it. */
  readonly usage: readonly string[];
  /** Typed from the words after the command's name. */
  readonly args: z.ZodType<A>;
  /** Answers; throws `UserFacingError` with the sentence to say instead. */
  run(args: A, context: CommandContext): Promise<Answer>;
}

/** What is said back: a text, a text with files, or nothing. */
export type Answer = string | Content | undefined;

/** Declares a command; types flow from `args` to `run`. */
export function defineCommand<A>(command: Command<A>): Command<A> {
  return command;
}
