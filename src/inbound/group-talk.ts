import type { BotContext } from "../app/bot-context.ts";
import type { Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import { isReachable } from "../domain/groups.ts";
import { addressKey } from "../domain/people.ts";
import { createHandbookDesk } from "../handbook/desk.ts";
import { createPause } from "../lib/pause.ts";
import { dangerIn, interpret } from "../reports/interpret-message.ts";
import { type Accounted, answered, ignored } from "./account.ts";

/** In a group the bot answers at most once in this time. */
const PAUSE = 10 * 60_000;
/** Danger passes that pause, of one person at most once in this time. */
const DANGER_PAUSE = 60_000;

/** Somebody addressed the bot in a community group: sent to the private chat, nothing quoted, repeated or filed. */
export function createGroupTalk(
  bot: BotContext,
): (message: InboundMessage, place: Place) => Promise<Accounted> {
  const spoke = createPause(PAUSE);
  const warned = createPause(DANGER_PAUSE);
  const desk = createHandbookDesk(bot);

  /** The handbook's answer to what asks something general, and names nobody. */
  async function general(message: InboundMessage): Promise<string | undefined> {
    const names = (await bot.store.officers.all()).map(({ name }) => name);
    const text = message.text.replace(/@\S+\s*/g, "").trim();
    const told = interpret({ ...message, text }, names, bot.model);
    const slug = told === "machine" ? undefined : await desk.find(told);
    return slug && desk.tell(slug);
  }

  return async (message, place) => {
    if (!message.mentionsMe || place !== "community") return ignored("unserved-group");
    const group = await bot.store.groups.byAddress(message.chat);
    const now = bot.clock.now();
    if (!group || !isReachable(group, now)) return ignored("unserved-group");
    const key = addressKey(message.chat);
    const danger = dangerIn(message.text, bot.model);
    const isOver = spoke.begin(key, now);
    const mayWarn = danger !== undefined && warned.begin(`${key} ${addressKey(message.from)}`, now);
    if (!isOver && !mayWarn) return ignored("group-pause");
    const answer = danger ? undefined : await general(message);
    if (answer !== undefined) {
      await bot.outbox.say(message.chat, { text: answer });
      return answered;
    }
    const first = danger ? `${dangerAdvice(danger, bot.config.station).split("\n")[0]}\n` : "";
    await bot.outbox.say(message.chat, {
      text: `${first}这事不方便在群里说。请加我好友私聊，我转给民警；紧急打110。`,
    });
    return answered;
  };
}
