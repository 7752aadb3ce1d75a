import type { Channel, ChannelEvents } from "./channels/channel.ts";
import { commands } from "./commands/index.ts";
import type { Config } from "./config.ts";
import { channelLabel, clockLeapText, outboxFaultText } from "./delivery/admin-texts.ts";
import { loadAlerts } from "./delivery/alert-files.ts";
import { budgetsOf } from "./delivery/budget.ts";
import { createHealthWatch } from "./delivery/health-watch.ts";
import { createNotifier } from "./delivery/notifier.ts";
import { createOutbox, type Outbox } from "./delivery/outbox.ts";
import { createPostings } from "./delivery/postings.ts";
import { parseQuietHours } from "./delivery/quiet-hours.ts";
import { createScheduler } from "./delivery/scheduler.ts";
import { createTellAdmins } from "./delivery/tell-admins.ts";
import type { Ticks } from "./delivery/ticks.ts";
import { attachmentPath, createAttachmentFetcher } from "./inbound/attachments.ts";
import type { Desk } from "./inbound/desk.ts";
import { createInbound } from "./inbound/pipeline.ts";
import type { Clock } from "./lib/clock.ts";
import type { createCodes } from "./lib/codes.ts";
import type { Logger } from "./lib/logger.ts";
import { createMetrics, type Metrics } from "./lib/metrics.ts";
import { syncRoster } from "./roster.ts";
import type { Store } from "./store/store.ts";

export interface AppDeps {
  readonly config: Config;
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  /** When to look at the schedules. */
  readonly ticks: Ticks;
  readonly logger: Logger;
  readonly codes: ReturnType<typeof createCodes>;
  /** Folder of attachments. */
  readonly attachments: string;
  /** Says something to whoever starts the bot: the code of the first admin. */
  announce(text: string): void;
}

export interface App {
  start(): Promise<void>;
  /** Resolves when all that has come in is answered and nothing is due now. */
  idle(): Promise<void>;
  /** Takes nothing more in, ends what is under way, stops the channels; the store is the caller's to close. */
  stop(): Promise<void>;
  readonly outbox: Outbox;
  readonly metrics: Metrics;
}

/** Name of the setting that holds when the bot last lived (ISO 8601), for what was written to it meanwhile. */
export const LAST_ALIVE = "app.alive";
const ALIVE_EVERY = 60_000;
const CODE_LIFE = 24 * 60 * 60_000;

/** The whole bot over its ports: the pipeline, the outbox, the attachments. */
export function createApp(deps: AppDeps): App {
  const { config, store, clock, logger, codes } = deps;
  const channels = new Map(deps.channels.map((channel) => [channel.name, channel]));
  const { quietHours, budget } = config.sending;
  const pathOf = (hash: string) => attachmentPath(deps.attachments, hash);
  const { timezone } = config.station;
  const metrics = createMetrics({
    channels: () => deps.channels,
    outbox: () => outbox.status(),
    store: () => store.health(),
  });
  const outbox: Outbox = createOutbox({
    store,
    channels,
    clock,
    logger,
    budgets: budgetsOf(deps.channels, budget),
    quietHours: quietHours === undefined ? undefined : parseQuietHours(quietHours),
    timezone,
    attachmentPath: pathOf,
    onFault: (fault) => {
      const channel = channels.get(fault.channel);
      if (channel)
        tellSoon(outboxFaultText(channelLabel(channel, deps.channels), fault, timezone), channel.name);
    },
    onUndelivered: (row) => postings.undelivered(row),
    onResult: (result) => metrics.sent(result),
  });
  const tell = createTellAdmins({
    store,
    outbox,
    channels,
    notify: createNotifier(config.notify, logger),
    clock,
    logger,
  });
  const tellSoon = (text: string, avoid?: string): void => {
    tell(text, avoid).catch((error: Error) => logger.error({ error: error.name }, "admins were not told"));
  };
  const postings = createPostings({ store, outbox, clock, logger });
  const health = createHealthWatch({ channels, clock, logger, tell });
  const scheduler = createScheduler({
    store,
    outbox,
    load: () => loadAlerts(config.alerts, { timezone, now: clock.now() }),
    ticks: deps.ticks,
    clock,
    logger,
    timezone,
    station: config.station.name,
    catchUpMs: config.sending.catchUp,
    onClockLeap: (leap) => tellSoon(clockLeapText(leap, timezone)),
  });
  const attachments = createAttachmentFetcher({
    store,
    outbox,
    channels,
    clock,
    logger,
    dir: deps.attachments,
  });
  const desk: Desk = {
    config,
    store,
    outbox,
    channels,
    clock,
    logger,
    ...codes,
    fetchAttachments: () => attachments.fetch(),
    attachmentPath: pathOf,
  };
  const inbound = createInbound(desk, commands);

  /** Without an admin nobody could invite officers: whoever starts the bot gets a code to become one. */
  async function offerFirstAdmin(): Promise<void> {
    const officers = await store.officers.all();
    if (officers.some((o) => o.role === "admin" && !o.revokedAt)) return;
    const code = codes.newCode();
    const expiresAt = new Date(clock.now().getTime() + CODE_LIFE).toISOString();
    await store.tx(async (t) => t.codes.put({ hash: codes.hashCode(code), officer: null, expiresAt }));
    deps.announce(`还没有管理员。请用您的账号私聊机器人发「/绑定 ${code}」，24小时内有效，只能用一次。`);
  }

  /** Notes once a minute that the bot lives. */
  let cancelBeat = () => {};
  function beat(): void {
    store
      .tx(async (t) => t.settings.put(LAST_ALIVE, clock.now().toISOString()))
      .catch((error: Error) => logger.warn({ error: error.name }, "the bot's last moment was not noted"));
    cancelBeat = clock.after(ALIVE_EVERY, beat);
  }

  function eventsOf(channel: Channel): ChannelEvents {
    const on = inbound.eventsOf(channel.name);
    return {
      ...on,
      message(message) {
        metrics.received({ channel: channel.name, place: message.chat.kind });
        on.message(message);
      },
      epoch(change) {
        on.epoch(change);
        outbox.wake();
      },
      health() {
        health.changed();
        outbox.wake();
      },
    };
  }

  return {
    outbox,
    metrics,
    async start() {
      await store.tx((t) => syncRoster(t, config, clock.now()));
      await offerFirstAdmin();
      await outbox.start();
      await postings.start();
      await Promise.all(deps.channels.map((channel) => channel.start(eventsOf(channel))));
      health.start();
      attachments.fetch();
      await scheduler.start();
      beat();
    },
    async idle() {
      await inbound.idle();
      await attachments.idle();
      await scheduler.idle();
      await postings.idle();
      await health.idle();
      await outbox.idle();
    },
    async stop() {
      cancelBeat();
      await scheduler.stop();
      await health.stop();
      await inbound.idle();
      await attachments.stop();
      await postings.stop();
      await outbox.stop();
      await Promise.all(deps.channels.map((channel) => channel.stop()));
      metrics.close();
    },
  };
}
