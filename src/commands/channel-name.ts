import { channelLabel } from "../operators/admin-texts.ts";
import type { Desk } from "../app/bot-context.ts";

/** What people call a channel: 「QQ」, 「微信」; its name from jingmin.yaml where it is gone from there. */
export function channelName(name: string, { channels }: Pick<Desk, "channels">): string {
  const channel = channels.get(name);
  return channel ? channelLabel(channel, channels.values()) : name;
}
