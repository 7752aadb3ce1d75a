import { distance } from "fastest-levenshtein";
import { ZodError } from "zod";
import type { BotContext } from "../app/bot-context.ts";
import type { Answer, Command, CommandContext, Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import { UserFacingError } from "../domain/errors.ts";
import type { Group } from "../domain/groups.ts";
import { type Officer, roleNames } from "../domain/people.ts";
import { may, rolesFor } from "../domain/rights.ts";
import { showableLine } from "../domain/showable.ts";
import { findReports } from "../reports/find-reports.ts";
import { isBareCommand } from "./bare-command.ts";
import { bareNumbers, isCommandText, isCourtesy, splitCommand } from "./command-text.ts";
import { inboxKey } from "./guards.ts";
import { createOfficerForwards } from "./officer-forwards.ts";
import { type Answered, answeredQuestion } from "./officer-question.ts";
import { quotedNumbers } from "./officer-quote.ts";

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
  const forwards = createOfficerForwards();
  const replying = commands.find(({ quoted }) => quoted !== undefined);
  return async ({ message, place, officer, group }) => {
    const slashed = isCommandText(message.text);
    // Who quotes or mentions the bot speaks to it: 「接」 will do.
    const spokenTo = place === "dm" || (place === "officers" && message.mentionsMe);
    const answered =
      officer && place === "dm" && !slashed
        ? await answeredQuestion(bot, byName, officer, message)
        : undefined;
    if (officer && answered && isAllowed(answered.command, officer, place)) {
      if (await isRepeated(bot, message)) return { answer: undefined };
      return { answer: await answerOf(answered, { bot, message, place, officer, now: bot.clock.now() }) };
    }
    const bare = officer && spokenTo && !slashed ? bareNumbers(message.text) : [];
    const namesAlert =
      officer !== undefined && spokenTo && !slashed && alertFirst.test(canonical(message.text));
    const { name, rest } = namesAlert
      ? { name: "alert", rest: message.text }
      : bare.length > 0
        ? { name: "show", rest: bare.join(" ") }
        : splitCommand(message.text);
    const opened = officer && commands.find((one) => one.opens?.(name, rest, slashed, bot));
    const command = byName.get(name) ?? opened;
    const byWord = officer
      ? spokenTo
      : command?.role === "anyone" && place === "dm" && CODE.test(canonical(rest));
    if (!slashed && !byWord) return "not-a-command";
    const isBare = command && !slashed && (namesAlert || opened || isBareCommand(command, rest, message));
    const about = officer && place === "dm" && !slashed && !isBare ? quotedNumbers(message) : [];
    const isWords = about.length > 0 && (message.attachments.length > 0 || !isCourtesy(message.text));
    if (officer && isWords) {
      if (!replying?.quoted || !isAllowed(replying, officer, place)) return { answer: MAY_NOT_REPLY };
      const [number = "", ...others] = about;
      if (others.length > 0) return { answer: severalQuoted(replying, number) };
      if (message.text.length > LONGEST) return { answer: tooLong };
      if (await isRepeated(bot, message)) return { answer: undefined };
      const context = { bot, message, place, officer, now: bot.clock.now() };
      return { answer: await saidBy(replying, () => replying.quoted?.(message.text, number, context)) };
    }
    // A network that forgot what was quoted gives its id alone: the words were meant for somebody.
    const isLostQuote = message.quoted?.id !== undefined && message.quoted.text === undefined;
    if (officer && place === "dm" && !slashed && !isBare && isLostQuote && !isCourtesy(message.text))
      return { answer: LOST_QUOTE };
    if (officer && command && !slashed && !isBare) {
      if (!may(officer, command.role)) return { answer: forbiddenAnswer(command) };
      forwards.remember(message, bot.clock.now());
      return { answer: `怕弄错，没有办。要用命令，前面加「/」，例如：\n${command.usage[0]}` };
    }
    // Role before place before arguments.
    if (command && isAllowed(command, officer, place)) {
      if (message.text.length > LONGEST) return { answer: tooLong };
      if (await isRepeated(bot, message)) return { answer: undefined };
      const now = bot.clock.now();
      const forwarded = place === "dm" ? forwards.of(message, now) : undefined;
      const beside = { ...(group ? { group } : {}), ...(forwarded ? { forwarded } : {}) };
      const context = { bot, message, place, officer, now, ...beside };
      const typed = command === opened ? `${name} ${rest}` : rest;
      return { answer: await saidBy(command, () => command.call(typed, context)) };
    }
    if (!officer && command && place === "dm" && bareArguments.test(canonical(rest))) return "bare-command";
    const isMedia = officer !== undefined && message.attachments.length > 0;
    if (officer && !command && !slashed && !isMedia && isCourtesy(message.text))
      return { answer: await takingHint(bot, officer) };
    const isKnown = command !== undefined && may(officer, command.role);
    if (!officer || place === "community" || (place === "officers" && !slashed && !isKnown))
      return "not-a-command";
    if (isKnown) {
      const where = command.where.includes("dm") ? "请私聊我发。" : "请在群里发。";
      return { answer: `「/${command.aliases[0]}」不能在这里用，${where}` };
    }
    if (command) return { answer: forbiddenAnswer(command) };
    const allowed = commands.filter((c) => isAllowed(c, officer, place));
    const register = place === "dm" && !slashed && allowed.find(({ action }) => action === "report.register");
    if (register) forwards.remember(message, bot.clock.now());
    if (register && isMedia) return { answer: MEDIA };
    const nearest = nearestAnswer(name, allowed);
    return { answer: register ? `${nearest}\n${TO_REGISTER}` : nearest };
  };
}

/** What the command that asked makes of the answer. The question is closed first: an answer counts once. */
async function answerOf({ command, question, said }: Answered, context: CommandContext): Promise<Answer> {
  await context.bot.store.tx(async (t) => t.questions.remove(context.officer.id));
  return saidBy(command, () => command.answered?.(said, question, context));
}

/** The command's answer, or the sentence for what it refused or could not read. */
async function saidBy(command: Command, run: () => Promise<Answer> | undefined): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UserFacingError) return error.message;
    if (error instanceof ZodError) return usageAnswer(command, error);
    throw error;
  }
}

const TO_REGISTER = "居民的话要登记，10分钟内回「登记」。";
const MEDIA =
  "收到了，还没有登记。是居民的，10分钟内回「登记」；要发给居民，引用那件的通知再发照片；要配提示，接着发「/提示 写 …」。";
const LOST_QUOTE = "引用的那条认不出来了，没有发。请写编号，例如：\n/回复 42 您的话";
const MAY_NOT_REPLY = "您不能回复居民，没有发。";

function severalQuoted({ aliases }: Command, number: string): string {
  return `引用的里面有几件，怕弄错，没有发。请写明编号：\n/${aliases[0]} ${number} 您的话`;
}

/** 「收到」 to an urgent notice takes nothing on, and whoever wrote it may think that it does. */
async function takingHint(bot: BotContext, officer: Officer): Promise<string | undefined> {
  if (!may(officer, rolesFor("report.take"))) return undefined;
  const urgent = { statuses: ["received"], priority: "urgent" } as const;
  const wanted = { whose: "near", filter: urgent, order: "to-do", limit: 1 } as const;
  const found = await findReports(bot, { officer: officer.id }, wanted);
  const waiting = "rows" in found ? found.rows[0]?.report.number : undefined;
  return waiting && `${waiting} 还没人接。回「接」才算接手。`;
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

/** Characters of a command with all that follows it: no reply is longer, and each word may be looked up. */
const LONGEST = 4_000;
const tooLong = `太长了，没有办。一个命令最多${LONGEST}字。`;

/** A code to bind with, as an officer types it who is a stranger until then: in a sentence of a resident it is none. */
const CODE = /^[a-z\d]{6,12}$/i;

/** An officer's message that begins with an alert's whole number is about it: 「T2611-012 到了」. */
const alertFirst = /^t\d{4}-\d{3,6}(?=$|[\s,。:;、])/i;

/** A report number, or a word of an argument: nothing that could be told to the station. */
const bareArguments = /^[#rR\d\s-]*$/;

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

function forbiddenAnswer({ aliases, role }: Command): string {
  const names = role === "anyone" ? [] : role.map((one) => roleNames[one]);
  return `没有「/${aliases[0]}」这个命令的权限，${names.join("、")}才能用。`;
}

/** The command whose name is nearest to what was typed, with how to write it; else what is used most. */
function nearestAnswer(typed: string, allowed: readonly Command[]): string {
  const scored = allowed.flatMap((command) =>
    [command.name, ...command.aliases].map((name) => ({
      command,
      score:
        typed !== "" && (name.startsWith(typed) || (name.length > 1 && typed.startsWith(name)))
          ? 0
          : distance(typed, name) / Math.max(typed.length, name.length, 1),
    })),
  );
  const best = scored.sort((a, b) => a.score - b.score)[0];
  if (best && best.score <= 0.6)
    return `没有「${showableLine(typed, 20)}」这个命令。是不是：\n${best.command.usage.join("\n")}`;
  const usual = allowed.slice(0, 4).map(({ usage }) => usage[0].replace(/。$/, ""));
  return `没认出这个命令。常用的：${usual.join("；")}。全部发「/帮助」。`;
}
