import { randomBytes } from "node:crypto";
import { acknowledge } from "../alerts/acknowledgements.ts";
import type { BotContext } from "../app/bot-context.ts";
import type { Answer, Command, Place } from "../app/command.ts";
import type { ChannelEvents, InboundMessage } from "../channels/channel.ts";
import { saysReceived } from "../domain/acknowledgements.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import type { Group } from "../domain/groups.ts";
import { addressKey, type Officer } from "../domain/people.ts";
import { createKeyedSerial } from "../lib/serial.ts";
import { createMembership } from "../people/membership.ts";
import { createFiling } from "../reports/filing.ts";
import { dangerIn } from "../reports/interpret-message.ts";
import { StoreError } from "../store/store.ts";
import { type Accounted, answered, ignored } from "./account.ts";
import { createDispatch } from "./dispatch.ts";
import { createFlood } from "./flood.ts";
import { createGroupTalk } from "./group-talk.ts";
import { createGuards } from "./guards.ts";
import { createIntake } from "./intake.ts";
import { codesOf, createCodeWatch } from "./one-time-codes.ts";
import { createQueryCodes } from "./query-codes.ts";
import { createResidentsWords } from "./residents-words.ts";
import { createSentIn } from "./sent-in.ts";
import { createUnreadableAnswer, isUnreadable } from "./unreadable.ts";
import { createWhereabouts } from "./whereabouts.ts";

export interface Inbound {
  /** The events to start a channel with. */
  eventsOf(channel: string): ChannelEvents;
  /** Resolves when every conversation has been answered; true where something was still under way after that. */
  idle(): Promise<boolean>;
}

/** The way of a message: guards → identify → codes → dispatch → intake, one conversation in order. */
export function createInbound(bot: BotContext, commands: readonly Command[]): Inbound {
  const guard = createGuards();
  const whereabouts = createWhereabouts();
  const conversations = createKeyedSerial();
  const dispatch = createDispatch(bot, commands);
  const filing = createFiling(bot);
  const intake = createIntake(bot, filing);
  const strangers = createFlood(bot.config.intake.perMinute);
  const groupTalk = createGroupTalk(bot);
  const codeIn = createCodeWatch(bot);
  const queryCodeIn = createQueryCodes(bot, filing);
  const wordFor = createResidentsWords(bot);
  const sentIn = createSentIn(bot);
  const membership = createMembership(bot);
  const unreadableAnswer = createUnreadableAnswer(bot);

  async function handle(message: InboundMessage): Promise<Accounted> {
    const became = await respond(message);
    const text = await bot.gapReminder(message);
    if (text) await bot.outbox.say(message.chat, { text });
    return became;
  }

  async function respond(message: InboundMessage): Promise<Accounted> {
    const { store } = bot;
    const isGroup = message.chat.kind === "group";
    // Also where it mentions the bot: what an alert asked for needs no answer.
    if (isGroup && isReceived(message) && (await acknowledge(bot.store, message, bot.clock.now())))
      return ignored("acknowledged");
    const officer = message.anonymous ? undefined : await store.officers.byAddress(message.from);
    const { group, place } = await whereIs(message);
    if (officer) bot.outbox.wake({ officer: officer.id });
    if (place === "dm" && isUnreadable(message)) return answeredWith(message, unreadableAnswer(message));
    const query = await queryCodeIn(message, place, officer);
    if (query !== "no-code") {
      if (!isHeard(message, officer)) return ignored("flood");
      await answer(message, query.answer);
      return { outcome: "command" };
    }
    const code = await codeIn(message, place);
    if (code !== "no-code" && "answer" in code) {
      await answer(message, code.answer);
      return { outcome: "command" };
    }
    const asked = code === "no-code" ? message : { ...message, text: `/bind ${code.bind}` };
    const dispatched = message.anonymous
      ? "not-a-command"
      : await dispatch({ message: asked, place, officer, group });
    if (typeof dispatched === "object") {
      if (!isHeard(message, officer)) return ignored("flood");
      await answer(message, dispatched.answer);
      return { outcome: "command" };
    }
    // An officer's direct message that is no command has had its answer above; it never files a report.
    if (officer) return ignored("officer");
    if (isGroup) return groupTalk(message, place);
    if (message.anonymous) return ignored("anonymous");
    const said = (await wordFor(message)) ?? (await sentIn(message));
    if (said !== undefined) {
      if (!isHeard(message, officer)) return ignored("flood");
      return answeredWith(message, said);
    }
    // 「/列表」 tells the station nothing: he is told how, whether a resident who tries or an officer not bound yet.
    const isHelp = dispatched === "bare-command" && message.attachments.length === 0;
    return intake.take(isHelp ? { ...message, text: "帮助" } : message, await groupOf(message));
  }

  /** A stranger who guesses codes all day drives the account no more than one who tells stories. */
  function isHeard({ from }: InboundMessage, officer: Officer | undefined): boolean {
    return officer !== undefined || strangers.verdict(addressKey(from), 0, bot.clock.now()) === "answer";
  }

  async function answeredWith(message: InboundMessage, said: string | undefined): Promise<Accounted> {
    if (said === undefined) return ignored("repetition");
    await answer(message, said);
    return answered;
  }

  async function whereIs({ chat }: InboundMessage): Promise<{ group: Group | undefined; place: Place }> {
    const group = chat.kind === "group" ? await bot.store.groups.byAddress(chat) : undefined;
    const isOfficers = group?.kind === "officers" && group.state === "confirmed";
    return { group, place: chat.kind === "user" ? "dm" : isOfficers ? "officers" : "community" };
  }

  /** What people say in a group among themselves is looked at for a code that all of them read now, and not kept. */
  async function overhear(message: InboundMessage): Promise<void> {
    const { place } = await whereIs(message);
    if ((await queryCodeIn(message, place, undefined)) !== "no-code") return;
    const code = await codeIn(message, place);
    if (code !== "no-code" && "answer" in code) await answer(message, code.answer);
  }

  async function groupOf(message: InboundMessage): Promise<string | undefined> {
    const seenIn = whereabouts.of(message.from);
    return seenIn && (await bot.store.groups.byAddress(seenIn))?.id;
  }

  async function answer(message: InboundMessage, said: Answer): Promise<void> {
    if (said === undefined || said === "") return;
    const quote = bot.channels.get(message.channel)?.capabilities.quote && message.chat.kind === "group";
    const quoted = quote ? { quote: message.id } : {};
    if (typeof said === "object" && "text" in said) {
      await bot.outbox.say(message.chat, { ...quoted, ...said });
      return;
    }
    for (const text of typeof said === "string" ? [said] : said)
      await bot.outbox.say(message.chat, { ...quoted, text });
  }

  /** Nothing rejects past this line: a bug is logged with a short id, and the id is what the sender is told. */
  async function safely<T>(
    what: string,
    work: () => Promise<T>,
    sorry?: (text: string) => Promise<void>,
  ): Promise<T | "store-full" | "failed"> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof StoreError) {
        bot.logger.error({ reason: error.reason }, "the store refused");
        await sorry?.(storeSorry(bot));
        return "store-full";
      }
      const id = randomBytes(3).toString("hex");
      bot.logger.error({ id, what, err: error }, "a handler failed");
      await sorry?.(`系统出错（编号 ${id}），请稍后再试；紧急请打110`);
      return "failed";
    }
  }

  /** One message in its turn, and what became of it. */
  async function answerMessage(message: InboundMessage): Promise<boolean> {
    const became = await safely(
      "message",
      () => handle(message),
      async (text) => {
        // In a group a fault is nobody's business; danger is heard also where nothing can be kept.
        if (message.chat.kind !== "user" || message.again) return;
        const danger = dangerIn(message.text, bot.model);
        const first = danger ? `${dangerAdvice(danger, bot.config.station)}\n` : "";
        await bot.outbox.say(message.chat, { text: first + text });
      },
    );
    bot.account(message, typeof became === "string" ? ignored(became) : became);
    return became !== "store-full";
  }

  /** Tells the channel whether it has to pass this on again. */
  async function settle(
    key: string,
    what: string,
    work: () => Promise<void>,
    settled: (isKept: boolean) => void = () => {},
  ): Promise<void> {
    const became = await conversations.run(key, () => safely(what, work));
    settled(became !== "store-full");
  }

  const inTurn = (key: string, what: string, work: () => Promise<void>) =>
    void conversations.run(key, async () => {
      await safely(what, work);
    });

  return {
    eventsOf: (channel) => ({
      message(message, settled = () => {}) {
        const now = bot.clock.now();
        if (message.chat.kind === "user" && !message.self && !message.again)
          bot.outbox.heard(message.from, message.at);
        if (message.chat.kind === "group" && !message.self && !message.anonymous) whereabouts.saw(message);
        const passed = guard(message, now);
        if (passed === "chatter" && codesOf(message).size > 0)
          inTurn(addressKey(message.chat), "overhear", () => overhear(message));
        if (passed === "chatter" && isReceived(message))
          inTurn(addressKey(message.chat), "received", async () => {
            await acknowledge(bot.store, message, now);
          });
        if (passed) {
          bot.account(message, ignored(passed));
          return settled(true);
        }
        void conversations.run(addressKey(message.chat), () => answerMessage(message)).then(settled);
      },
      entered: (e, settled) =>
        void settle(addressKey(e.address), "entered", () => membership.entered(e), settled),
      undelivered: (f, settled) =>
        void settle(addressKey(f.to), "undelivered", () => bot.outbox.undelivered(f), settled),
      invitation: (i) => inTurn(addressKey(i.from), "invitation", () => membership.invitation(i)),
      friendRequest: (f) => inTurn(addressKey(f.from), "friendRequest", () => membership.friendRequest(f)),
      friendAdded: (f) => inTurn(addressKey(f.address), "friendAdded", () => membership.friendAdded(f)),
      joined: (g) => inTurn(addressKey(g.address), "joined", () => membership.joined(g)),
      left: (g) => inTurn(addressKey(g.address), "left", () => membership.left(g)),
      muted: (g) => inTurn(addressKey(g.address), "muted", () => membership.muted(g)),
      recalled: (r) => inTurn(addressKey(r.chat), "recalled", () => membership.recalled(r)),
      echo: (e) => bot.outbox.echo(e),
      epoch: (e) => inTurn(`epoch ${channel}`, "epoch", () => membership.epoch(e, channel)),
      health: () => {},
      ignored: (reason) => bot.account({ channel }, { outcome: "ignored", because: reason }),
      missed: () => {},
    }),
    async idle() {
      await conversations.idle();
      return intake.idle();
    },
  };
}

function isReceived({ text, anonymous, system, attachments }: InboundMessage): boolean {
  return !anonymous && !system && attachments.length === 0 && saysReceived(text);
}

function storeSorry(bot: BotContext): string {
  const { phone } = bot.config.station;
  return `系统暂时记不下消息，请稍后再发。\n急事请打110${phone ? `，或所里电话${phone}` : ""}。`;
}
