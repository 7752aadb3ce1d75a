import type { Channel } from "../channels/channel.ts";
import { type Friends, friendsTold } from "../domain/friends.ts";
import { type Outage, steady, watchOutage } from "../domain/outage.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { createSerial } from "../lib/serial.ts";
import type { Store } from "../store/store.ts";
import {
  backText,
  channelLabel,
  clockFaultText,
  downText,
  flappingText,
  friendsText,
} from "./admin-texts.ts";
import type { TellAdmins } from "./tell-admins.ts";

const LOOK_MS = 10_000;

/** Watches accounts. Tells the admins if one is offline for more than a minute or back again, near its limit of friends, or if the clock is wrong. */
export interface HealthWatch {
  start(): void;
  /** To be called when a channel's health has changed, so that short drops are noticed too. */
  changed(): void;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createHealthWatch(deps: {
  store: Pick<Store, "adminNotices" | "tx">;
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  logger: Logger;
  tell: TellAdmins;
}): HealthWatch {
  const { store, channels, clock, logger, tell } = deps;
  const outages = new Map<string, Outage>();
  const clocks = new Map<string, { isOff: boolean; told: boolean }>();
  const telling = createSerial();
  let cancel = () => {};

  function look(): void {
    const now = clock.now();
    for (const channel of channels.values()) {
      const { online, fault, friends, clockOffset } = channel.health();
      watchClock(channel, clockOffset);
      if (online && friends) inTurn(() => watchFriends(channel, friends));
      const before = outages.get(channel.name) ?? steady(online, now);
      const { outage, news } = watchOutage(before, online, now);
      outages.set(channel.name, outage);
      if (!news) continue;
      logger.warn(
        { channel: channel.name, news, fault },
        "a channel went offline, came back, or is unstable",
      );
      const label = channelLabel(channel, channels.values());
      if (news === "down") say(downText(label, minutes(outage.toldSince, now), fault), channel.name);
      else if (news === "flapping") say(flappingText(label, fault), channel.name);
      else say(backText(label, minutes(before.toldSince, new Date(outage.since))));
    }
  }

  /** Told when two looks agree: what the network held back for a while may look so for a moment. */
  function watchClock(channel: Channel, offset: number | undefined): void {
    const isOff = offset !== undefined;
    const before = clocks.get(channel.name) ?? { isOff: false, told: false };
    clocks.set(channel.name, { isOff, told: before.isOff === isOff ? isOff : before.told });
    if (before.isOff !== isOff || before.told === isOff) return;
    logger.warn(
      { channel: channel.name, clockOffset: offset ?? 0 },
      "this machine's clock, against the network's",
    );
    say(clockFaultText(channelLabel(channel, channels.values()), offset));
  }

  async function watchFriends(channel: Channel, friends: Friends): Promise<void> {
    const about = `friends.${channel.name}`;
    const before = (await store.adminNotices.get(about))?.level ?? 0;
    const told = friendsTold(before, friends);
    if (told === before) return;
    // Stored before it is told: otherwise a store that takes no writes would have it told again and again.
    await store.tx(async (t) => t.adminNotices.put({ about, level: told }));
    if (told > before) await tell(friendsText(channelLabel(channel, channels.values()), friends));
  }

  function say(text: string, avoid?: string): void {
    inTurn(() => tell(text, avoid));
  }

  function inTurn(work: () => Promise<void>): void {
    telling.run(work).catch((error: unknown) => logger.error({ err: error }, "admins were not told"));
  }

  function lookAgain(): void {
    cancel = clock.after(LOOK_MS, () => {
      look();
      lookAgain();
    });
  }

  return {
    start() {
      // Every account begins offline: its minute counts from now.
      const now = clock.now();
      for (const channel of channels.values())
        outages.set(channel.name, steady(channel.health().online, now));
      lookAgain();
    },
    changed: look,
    idle: telling.idle,
    async stop() {
      cancel();
      await telling.idle();
    },
  };
}

/** Whole minutes, at least one. */
function minutes(since: number | undefined, until: Date): number {
  return Math.max(1, Math.round((until.getTime() - (since ?? until.getTime())) / 60_000));
}
