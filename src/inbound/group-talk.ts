import type { BotContext } from "../app/bot-context.ts";
import type { Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import { isReachable } from "../domain/groups.ts";
import { addressKey } from "../domain/people.ts";
import { createPause } from "../lib/pause.ts";
import { type Accounted, answered, ignored } from "./account.ts";
import { dangerIn } from "./interpret.ts";

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
    const first = danger ? `${dangerAdvice(danger, bot.config.station).split("\n")[0]}\n` : "";
    await bot.outbox.say(message.chat, {
      text: `${first}这事不方便在群里说。请加我好友私聊，我转给民警；紧急打110。`,
    });
    return answered;
  };
}
