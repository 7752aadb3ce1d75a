import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";
import { createFlood } from "./flood.ts";

/** Whether a message holds something, and nothing that can be read: no silence, and no thanks for it either. */
export function isUnreadable({ text, attachments, unreadable }: InboundMessage): boolean {
  return unreadable !== undefined && text.trim() === "" && attachments.length === 0;
}

/** Asks for words or a screenshot instead, as often as one person is answered in a minute. */
export function createUnreadableAnswer({
  config,
  clock,
}: Pick<BotContext, "config" | "clock">): (message: InboundMessage) => string | undefined {
  const flood = createFlood(config.intake.perMinute);
  return ({ from }) =>
    flood(addressKey(from), clock.now()) === "answer"
      ? "这种消息我看不了，请发文字或截图。紧急请打110。"
      : undefined;
}
