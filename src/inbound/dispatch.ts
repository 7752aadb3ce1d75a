import { distance } from "fastest-levenshtein";
import { ZodError } from "zod";
import type { BotContext } from "../app/bot-context.ts";
import type { Answer, Command, Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Group } from "../domain/groups.ts";
import type { Officer } from "../domain/people.ts";
import { may } from "../domain/rights.ts";
import { isCommandText, splitCommand } from "./command-text.ts";
import { inboxKey } from "./guards.ts";

/** Who sent a message and where, once the store has been asked. */
export interface Situation {
  readonly message: InboundMessage;
  readonly place: Place;
  readonly officer: Officer | undefined;
  readonly group: Group | undefined;
}

/**
 * Either somebody may give this command here and has his answer, or the message is no command for him. `bare-command`:
 * a resident's direct message that is one all the same, with no word beside its name and a number.
 */
export type Dispatched = { readonly answer: Answer } | "not-a-command" | "bare-command";

export type Dispatch = (situation: Situation) => Promise<Dispatched>;

/** Finds and runs commands from the one list. Throws at once where two commands share a name. */
export function createDispatch(bot: BotContext, commands: readonly Command[]): Dispatch {
  const byName = indexByName(commands);
  return async ({ message, place, officer, group }) => {
    const slashed = isCommandText(message.text);
    // Who quotes or mentions the bot speaks to it: 「接」 will do.
    const spokenTo = place === "dm" || (place === "officers" && message.mentionsMe);
    const { name, rest } = splitCommand(message.text);
    const command = byName.get(name);
    const byWord = officer ? spokenTo : command?.role === "anyone" && place === "dm" && CODE.test(rest);
    if (!slashed && !byWord) return "not-a-command";
    // Role before place before arguments: whoever has no right learns nothing, not even that the command exists.
    if (command && isAllowed(command, officer, place)) {
      if (await isRepeated(bot, message)) return { answer: undefined };
      const context = { bot, message, place, officer, now: bot.clock.now(), ...(group ? { group } : {}) };
      try {
        return { answer: await command.call(rest, context) };
      } catch (error) {
        if (error instanceof UserFacingError) return { answer: error.message };
        if (error instanceof ZodError) return { answer: usageAnswer(command, error) };
        throw error;
      }
    }
    if (!officer && command && place === "dm" && numbersOnly.test(rest)) return "bare-command";
    const isKnown = command !== undefined && may(officer, command.role);
    if (!officer || place === "community" || (place === "officers" && !slashed && !isKnown))
      return "not-a-command";
    if (isKnown) {
      const where = command.where.includes("dm") ? "请私聊我发。" : "请在群里发。";
      return { answer: `「/${command.aliases[0]}」不能在这里用，${where}` };
    }
    return {
      answer: nearestAnswer(
        name,
        commands.filter((c) => isAllowed(c, officer, place)),
      ),
    };
  };
}

/**
 * Whether the command was given before, also where that was before a restart: networks repeat what the bot may have
 * missed. The mark is not waited for: what the command writes comes behind it in the journal, or is refused with it.
 */
async function isRepeated({ store, clock }: BotContext, message: InboundMessage): Promise<boolean> {
  const key = inboxKey(message);
  if (await store.inbox.has(key)) return true;
  void store.tx(async (t) => t.inbox.mark(key, clock.now())).catch(() => {});
  return false;
}

/** A code to bind with, as an officer types it who is a stranger until then: in a sentence of a resident it is none. */
const CODE = /^[a-z\d]{6,12}$/i;

/** A report number, as people type it. */
const numbersOnly = /^[#rR\d\uff10-\uff19\s-]*$/;

function isAllowed(command: Command, officer: Officer | undefined, place: Place): boolean {
  return may(officer, command.role) && command.where.includes(place);
}

function indexByName(commands: readonly Command[]): Map<string, Command> {
  const byName = new Map<string, Command>();
  for (const command of commands) {
    for (const name of [command.name, ...command.aliases]) {
      const other = byName.get(name);
      if (other) throw new Error(`two commands answer to "${name}": ${other.name} and ${command.name}`);
      byName.set(name, command);
    }
  }
  return byName;
}

function usageAnswer(command: Command, error: ZodError): string {
  const wrong = error.issues[0]?.message ?? "写法不对";
  return `${wrong}。这样写：\n${command.usage.join("\n")}`;
}

/** The command whose name is nearest to what was typed, with how to write it. */
function nearestAnswer(typed: string, allowed: readonly Command[]): string {
  const scored = allowed.flatMap((command) =>
    [command.name, ...command.aliases].map((name) => ({
      command,
      score:
        typed !== "" && name.startsWith(typed)
          ? 0
          : distance(typed, name) / Math.max(typed.length, name.length, 1),
    })),
  );
  const best = scored.sort((a, b) => a.score - b.score)[0];
  if (!best || best.score > 0.6) return "没认出这个命令。发「/帮助」看能做什么。";
  return `没有「${typed.slice(0, 20)}」这个命令。是不是：\n${best.command.usage.join("\n")}`;
}
