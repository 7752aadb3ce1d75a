import { join } from "node:path";
import { createAlertApproval } from "../alerts/alert-approval.ts";
import { createHolidays } from "../alerts/holidays.ts";
import type { Ticks } from "../alerts/ticks.ts";
import { attachmentPath } from "../attachments/attachment-download.ts";
import { createAttachmentFetcher } from "../attachments/attachments.ts";
import type { Channel, ChannelEvents } from "../channels/channel.ts";
import { commands } from "../commands/index.ts";
import type { Config } from "../config/config.ts";
import { syncRoster } from "../config/roster.ts";
import type { Model } from "../domain/understanding/model.ts";
import { createMissedWords } from "../inbound/missed-words.ts";
import { createInbound } from "../inbound/pipeline.ts";
import { createLedgerBook } from "../ledgers/ledger-book.ts";
import type { Clock } from "../lib/clock.ts";
import type { createCodes } from "../lib/codes.ts";
import type { Logger } from "../lib/logger.ts";
import { createMetrics, type Metrics } from "../lib/metrics.ts";
import { createMonthlyApproval } from "../monthly/publish-report.ts";
import { channelLabel } from "../operators/admin-texts.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { createAdminCodes } from "../people/admin-codes.ts";
import { createPlots } from "../render/index.ts";
import { createOffenceApproval } from "../reports/close-offence.ts";
import { createIdentityApproval } from "../reports/identity-approval.ts";
import { createPublicationApproval } from "../reports/publish-line.ts";
import { resumeCalling } from "../reports/urgent-timer.ts";
import type { Store } from "../store/store.ts";
import type { ActionContext, BotContext } from "./bot-context.ts";
import { announceSignIns } from "./console-codes.ts";
import { createDailyRounds } from "./daily-rounds.ts";
import { startMonthlyNotice } from "./monthly-notice.ts";
import { startRetention } from "./nightly-retention.ts";
import { createOutgoing, type Outgoing } from "./outgoing.ts";
import { takenWords } from "./taken-words.ts";
import { createTimerJobs } from "./timer-jobs.ts";
import { createTimers } from "./timers.ts";

export interface AppDeps {
  readonly config: Config;
  readonly store: Store;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  /** Calls the scheduler at the instants of its cron expressions. */
  readonly ticks: Ticks;
  readonly logger: Logger;
  /** What direct messages are understood with. */
  readonly model: Model;
  readonly codes: ReturnType<typeof createCodes>;
  /** Folder of attachments. */
  readonly attachments: string;
  /** Ledgers are in use that their files leave switched off. */
  readonly everyLedger?: boolean | undefined;
  /** Prints a line for the operator who started the bot: the codes of the first admins. */
  announce(text: string): void;
}

export interface App {
  start(): Promise<void>;
  /** Resolves when every message is answered and nothing is due now. */
  idle(): Promise<void>;
  /** Ends what is under way and stops the channels. The caller closes the store. */
  stop(): Promise<void>;
  readonly outbox: Outbox;
  /** The context that pages pass to use cases. */
  readonly actions: ActionContext;
  readonly metrics: Metrics;
  /** Absolute path of a stored attachment's content. */
  attachmentPath(hash: string): string;
  pictureOf: Outgoing["pictureOf"];
  drawPage: Outgoing["drawPage"];
  /** Tells every admin over any channel that works; never rejects. */
  tellAdmins(text: string): Promise<void>;
}

/** Wires the whole bot over its ports: what comes in, the use cases, the outbox, the attachments. */
export function createApp(deps: AppDeps): App {
  const { config, store, clock, logger, codes } = deps;
  const channels = new Map(deps.channels.map((channel) => [channel.name, channel]));
  const pathOf = (hash: string) => attachmentPath(deps.attachments, hash);
  const holidays = createHolidays({ dir: config.alerts, clock });
  const outgoing = createOutgoing({
    config,
    holidays: holidays.now,
    store,
    channels,
    clock,
    logger,
    ticks: deps.ticks,
    attachmentPath: pathOf,
    onResult: (result) => metrics.sent(result),
  });
  const { outbox } = outgoing;
  const metrics = createMetrics({
    channels: () => deps.channels,
    outbox: () => outbox.status(),
    store: () => store.health(),
  });
  const attachments = createAttachmentFetcher({
    store,
    channels,
    clock,
    logger,
    dir: deps.attachments,
    tellAdmins: outgoing.tellAdmins,
  });
  const missedWords = createMissedWords({
    store,
    clock,
    logger,
    timezone: config.station.timezone,
    // In hex, for a code's hash is the same for all its spellings.
    hash: (text) => codes.hashCode(Buffer.from(text).toString("hex")),
    label(name) {
      const channel = channels.get(name);
      return channel ? channelLabel(channel, channels.values()) : name;
    },
    tellAdmins: outgoing.tellAdmins,
  });
  const book = createLedgerBook({ dir: config.ledgers, taken: takenWords, clock, every: deps.everyLedger });
  const bot: BotContext = {
    config,
    store,
    outbox,
    channels,
    clock,
    logger,
    model: deps.model,
    holidays: holidays.now,
    ledgers: book.current,
    ...codes,
    notify: outgoing.notify,
    fetchAttachments: () => attachments.fetch(),
    onFiled: ({ priority }) => metrics.reported({ priority }),
    gapReminder: missedWords.reminder,
    account({ channel, chat }, { outcome, because }) {
      metrics.accounted({ channel, outcome, because });
      const line = { channel, place: chat?.kind, outcome, because };
      // What people say among themselves is a line only where every line is wanted.
      logger[because === "chatter" || because === "own" ? "debug" : "info"](line, "a message came in");
    },
    plots: createPlots({ dir: join(config.data, "plots") }),
    attachmentPath: pathOf,
    approvalRules: {
      alert: createAlertApproval(config.station),
      identity: createIdentityApproval(config.station.custodian),
      offence: createOffenceApproval({ config, holidays: holidays.now }),
      publication: createPublicationApproval(config.station),
      monthly: createMonthlyApproval(config),
    },
  };
  const inbound = createInbound(bot, commands);
  const rounds = createDailyRounds(bot, deps.ticks);
  const timers = createTimers({ store, clock, logger, jobs: createTimerJobs(bot, rounds.job) });
  let monthly: ReturnType<typeof startMonthlyNotice> | undefined;
  let retention: ReturnType<typeof startRetention> | undefined;

  const adminCodes = createAdminCodes({ ...deps, channels, tellAdmins: outgoing.tellAdmins });

  function eventsOf(channel: string): ChannelEvents {
    const on = inbound.eventsOf(channel);
    return {
      ...on,
      message(message, settled) {
        metrics.received({ channel, place: message.chat.kind });
        on.message(message, settled);
      },
      missed(gap) {
        void missedWords.note(channel, gap);
      },
      ignored(reason) {
        metrics.received({ channel, place: "unread" });
        on.ignored(reason);
      },
      epoch(change) {
        on.epoch(change);
        outbox.wake();
        attachments.fetch();
        adminCodes.offer();
      },
      health() {
        outgoing.channelChanged();
        attachments.fetch();
        adminCodes.offer();
      },
    };
  }

  return {
    outbox,
    actions: bot,
    attachmentPath: pathOf,
    pictureOf: outgoing.pictureOf,
    drawPage: outgoing.drawPage,
    metrics,
    tellAdmins: outgoing.tellAdmins,
    async start() {
      await store.tx((t) => syncRoster(t, config, clock.now()));
      adminCodes.offer();
      await adminCodes.idle();
      await holidays.start();
      await book.start();
      await outgoing.start();
      await rounds.start();
      await resumeCalling(bot);
      timers.start();
      monthly = startMonthlyNotice(bot, deps.ticks);
      retention = startRetention(bot, deps.ticks);
      await Promise.all(deps.channels.map((channel) => channel.start(eventsOf(channel.name))));
      attachments.fetch();
      await announceSignIns(bot, deps.announce);
    },
    async idle() {
      do {
        await inbound.idle();
        await holidays.idle();
        await book.idle();
        await rounds.idle();
        await timers.idle();
        await monthly?.idle();
        await retention?.idle();
        await attachments.idle();
        await adminCodes.idle();
        await outgoing.idle();
      } while (await inbound.idle());
    },
    async stop() {
      missedWords.stop();
      holidays.stop();
      book.stop();
      monthly?.stop();
      await monthly?.idle();
      await retention?.stop();
      await inbound.idle();
      await rounds.stop();
      await timers.stop();
      await adminCodes.idle();
      await attachments.stop();
      await outgoing.stop();
      await Promise.all(deps.channels.map((channel) => channel.stop()));
      metrics.close();
    },
  };
}
