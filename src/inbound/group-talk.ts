import type { BotContext } from "../app/bot-context.ts";
import type { Place } from "../app/command.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { canonical } from "../domain/canonical.ts";
import { dangerAdvice } from "../domain/danger-advice.ts";
import { isReachable } from "../domain/groups.ts";
import { addressKey } from "../domain/people.ts";
import { understand } from "../domain/understanding/index.ts";

/** In a group the bot answers at most once in this time. */
const PAUSE = 10 * 60_000;

/** Somebody addressed the bot in a community group: sent to the private chat, nothing quoted, repeated or filed. */
export function createGroupTalk(bot: BotContext): (message: InboundMessage, place: Place) => Promise<void> {
  const lastSaid = new Map<string, number>();
  return async (message, place) => {
    if (!message.mentionsMe || place !== "community") return;
    const group = await bot.store.groups.byAddress(message.chat);
    const now = bot.clock.now();
    if (!group || !isReachable(group, now)) return;
    const key = addressKey(message.chat);
    if (now.getTime() - (lastSaid.get(key) ?? Number.NEGATIVE_INFINITY) < PAUSE) return;
    lastSaid.set(key, now.getTime());
    const { danger } = understand(canonical(message.text));
    const first = danger ? `${dangerAdvice(danger, bot.config.station).split("\n")[0]}\n` : "";
    await bot.outbox.say(message.chat, {
      text: `${first}这事别在群里说。请加我好友私聊，我转给民警；紧急打110。`,
    });
  };
}
