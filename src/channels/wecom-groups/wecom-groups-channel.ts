import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import {
  type Channel,
  type ChannelEvents,
  type ChannelHealth,
  type ChannelMemory,
  DeliveryError,
  DownloadError,
} from "../channel.ts";
import { createWecomClient } from "../wecom/client.ts";
import { WecomError } from "../wecom/wecom-error.ts";
import { createGroupList } from "./group-list.ts";
import { createHandingOver } from "./handing-over.ts";
import { createKept } from "./kept.ts";
import { createLimits } from "./limits.ts";
import { createTasks } from "./tasks.ts";

export interface WecomGroupsOptions {
  readonly name: string;
  readonly corpId: string;
  readonly secret: string;
  readonly perDay: number;
  readonly perMonth?: number | undefined;
  readonly apiUrl?: string | undefined;
  /** The data folder, for the token. */
  readonly dir: string;
  /** Of the station: a day of the limits is one there. */
  readonly timezone: string;
  readonly memory: ChannelMemory;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds for a call; 15 s. */
  readonly timeout?: number;
}

const LOOK_EVERY = 15 * 60_000;
const FIRST_WAIT = 10_000;
const LONGEST_WAIT = 5 * 60_000;

/**
 * Customer groups (客户群) of a company on WeCom: residents' groups that an officer owns. The bot hears nothing there and
 * sends nothing itself: it makes a task of each alert, which the owner sends with one tap.
 */
export function createWecomGroupsChannel(options: WecomGroupsOptions): Channel {
  const { name, clock, logger, apiUrl, timeout } = options;
  const { corpId, secret, dir } = options;
  const client = createWecomClient({
    corpId,
    secret,
    dir,
    clock,
    logger,
    ...(apiUrl ? { apiUrl } : {}),
    ...(timeout ? { timeout } : {}),
  });
  const kept = createKept(options.memory);
  const groups = createGroupList({ client, kept, clock });
  const tasks = createTasks({ client, groups, clock, logger });
  const limits = createLimits({ ...options, kept });
  const handOver = createHandingOver({ client, groups, tasks, limits, clock, logger, failed });
  let on: ChannelEvents | undefined;
  let stopped = false;
  let wait = FIRST_WAIT;
  let cancel = () => {};
  let looking: Promise<void> = Promise.resolve();
  let health: ChannelHealth = { online: false, since: clock.now(), fault: "offline" };

  const addressOf = (id: string) => ({ channel: name, epoch: "", kind: "group", id }) as const;

  function setHealth(online: boolean, fault?: string): void {
    if (stopped || (health.online === online && health.fault === fault)) return;
    const { fault: _, since, ...rest } = health;
    health = {
      ...rest,
      online,
      since: online === health.online ? since : clock.now(),
      ...(fault ? { fault } : {}),
    };
    on?.health(health);
  }

  /** What a whole account is refused for; of one group it says nothing. */
  function failed(error: WecomError): void {
    if (error.outcome === "unreached" || isOfTheAccount(error.code)) setHealth(false, error.fault);
    if (!health.online) lookIn(FIRST_WAIT);
  }

  async function look(): Promise<void> {
    try {
      const { joined, left } = await groups.look();
      wait = FIRST_WAIT;
      setHealth(true);
      for (const { id, name: groupName } of joined)
        on?.joined({ address: addressOf(id), ...(groupName ? { name: groupName } : {}) });
      for (const id of left) on?.left({ address: addressOf(id) });
      lookIn(LOOK_EVERY);
    } catch (error) {
      const fault = error instanceof WecomError ? error.fault : "offline";
      logger.warn({ channel: name, fault }, "wecom groups: the list could not be read");
      setHealth(false, fault);
      lookIn(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    }
  }

  function lookIn(ms: number): void {
    cancel();
    if (stopped) return;
    cancel = clock.after(ms, () => {
      looking = look();
    });
  }

  const unsupported = () => new DeliveryError("not-sent", "unsupported", false);

  return {
    name,
    type: "wecom-groups",
    capabilities: {
      stableIds: true,
      acceptInvite: false,
      quote: false,
      image: true,
      file: false,
      voice: false,
      recall: false,
      sentId: true,
    },
    ownerSends: tasks,
    async start(events) {
      on = events;
      looking = look();
    },
    async send(to, content) {
      if (to.channel !== name) throw new DeliveryError("not-sent", "rejected", false);
      if (to.epoch !== "") throw new DeliveryError("not-sent", "stale-epoch", false);
      if (to.kind !== "group") throw unsupported();
      if (stopped || !health.online) throw new DeliveryError("not-sent", "offline", true);
      try {
        return await handOver(to.id, content);
      } finally {
        health = { ...health, lastOut: clock.now() };
      }
    },
    recall: () => Promise.reject(unsupported()),
    download: () => Promise.reject(new DownloadError("refused", "nothing comes in from these groups")),
    health: () => health,
    epoch: () => "",
    async stop() {
      if (stopped) return;
      setHealth(false, "offline");
      stopped = true;
      cancel();
      await Promise.race([
        looking,
        new Promise<void>((resolve) => {
          setTimeout(resolve, 5_000).unref();
        }),
      ]);
    },
  };
}

/** Codes by which WeCom refuses the secret, the permission, the address or the company, and not one call. */
function isOfTheAccount(code: number | undefined): boolean {
  return (
    code !== undefined && [40001, 40013, 40014, 42001, 48002, 50001, 60011, 60020, 301002].includes(code)
  );
}
