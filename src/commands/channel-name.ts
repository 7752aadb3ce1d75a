import type { BotContext } from "../app/bot-context.ts";
import { channelLabel } from "../operators/admin-texts.ts";

/** What people call a channel: 「QQ」, 「微信」; its name from jingmin.yaml where it is gone from there. */
export function channelName(name: string, { channels }: Pick<BotContext, "channels">): string {
  const channel = channels.get(name);
  return channel ? channelLabel(channel, channels.values()) : name;
}
