import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { addressKey } from "../domain/people.ts";
import { createPause } from "../lib/pause.ts";

/** Whether a message holds something, and nothing that can be read: no silence, and no thanks for it either. */
export function isUnreadable({ text, attachments, unreadable }: InboundMessage): boolean {
  return unreadable !== undefined && text.trim() === "" && attachments.length === 0;
}

/** A person is asked for words once in this time. */
const PAUSE = 10_000;

/** Asks for words or a screenshot instead. */
export function createUnreadableAnswer({
  clock,
}: Pick<BotContext, "clock">): (message: InboundMessage) => string | undefined {
  const asked = createPause(PAUSE);
  return ({ from }) =>
    asked.begin(addressKey(from), clock.now())
      ? "这种消息我看不了，请发文字或截图。紧急请打110。"
      : undefined;
}
