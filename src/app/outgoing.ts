import { join } from "node:path";
import { createAlertCompletion } from "../alerts/alert-completion.ts";
import { loadAlerts } from "../alerts/alert-files.ts";
import { type AlertPictures, createAlertPictures } from "../alerts/alert-pictures.ts";
import { keepLastGood } from "../alerts/last-good.ts";
import { createLostPictures } from "../alerts/lost-pictures.ts";
import { createPostings } from "../alerts/postings.ts";
import { createRecalls } from "../alerts/recalls.ts";
import { createScheduler } from "../alerts/scheduler.ts";
import type { Ticks } from "../alerts/ticks.ts";
import type { Channel } from "../channels/channel.ts";
import type { Config } from "../config/config.ts";
import type { PicturePage } from "../domain/picture-page.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { alertFaultsText, channelLabel, clockLeapText, outboxFaultText } from "../operators/admin-texts.ts";
import { createHealthWatch } from "../operators/health-watch.ts";
import { createLostNotices } from "../operators/lost-notices.ts";
import { createLostReplies } from "../operators/lost-replies.ts";
import { createNotifier, type Notifier } from "../operators/notifier.ts";
import { createTellAdmins } from "../operators/tell-admins.ts";
import { budgetsOf } from "../outbox/budget.ts";
import { createOutbox, type Outbox } from "../outbox/outbox.ts";
import type { OutboxResult } from "../outbox/outbox-reports.ts";
import { outboxRow } from "../outbox/outbox-row.ts";
import { createOwnerSendWatch } from "../outbox/owner-sends.ts";
import { parseQuietHours, quietUntil } from "../outbox/quiet-hours.ts";
import type { DutyContext } from "../people/duty.ts";
import { awayUntil } from "../people/hearing.ts";
import { identityOf } from "../people/identity.ts";
import { createPictures } from "../render/index.ts";
import type { Store } from "../store/store.ts";

/** Wires what leaves the station: the outbox, the scheduler that fills it, and the notices to admins. */
export interface Outgoing {
  readonly outbox: Outbox;
  /** The picture of an alert as it is sent; none where it wants none or is over. */
  pictureOf: AlertPictures["fileOf"];
  /** A long picture as a file, for whoever looks at it before it is sent. */
  drawPage(page: PicturePage): Promise<{ readonly path: string; readonly mime: string }>;
  /** To be called when a channel went online or offline. */
  channelChanged(): void;
  /** Tells a text by the ways of `notify:`, whoever is an admin; true if at least one took it. */
  notify: Notifier;
  /** Tells every admin; never rejects. */
  tellAdmins(text: string): Promise<void>;
  start(): Promise<void>;
  /** Resolves when nothing is under way and nothing is due now. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/** Setting that holds the folder of alerts as it could be read last. */
const LAST_GOOD = "alerts.last-good";

export function createOutgoing(deps: {
  config: Config;
  holidays: DutyContext["holidays"];
  store: Store;
  channels: ReadonlyMap<string, Channel>;
  clock: Clock;
  logger: Logger;
  ticks: Ticks;
  attachmentPath(hash: string): string;
  onResult?(result: OutboxResult): void;
}): Outgoing {
  const { config, store, channels, clock, logger, ticks } = deps;
  const { name: station, timezone } = config.station;
  const { quietHours, catchUp, budget } = config.sending;
  const quiet = parseQuietHours(quietHours);
  const telling = new Set<Promise<void>>();

  const pictures = createPictures({ dir: join(config.data, "pictures") });
  const alertPictures = createAlertPictures({
    ...deps,
    pictures,
    station,
    timezone,
    alerts: config.alerts,
  });
  const outbox = createOutbox({
    ...deps,
    budgets: budgetsOf(channels.values(), budget),
    quietHours: quiet,
    timezone,
    awayUntil: (officer, now) => awayUntil(store, officer, deps, now),
    identityOf: (person) => identityOf(store, channels, person),
    pictureOf: (alert) => alertPictures.fileOf(alert),
    onUndelivered(row) {
      if (row.pictureOf) return void guard(lostPictures(row));
      if (row.kind === "broadcast") postings.undelivered(row);
      else void guard("person" in row.to ? lostReplies(row) : lostNotices(row));
    },
    onSettled(row) {
      if (row.kind === "broadcast") void guard(postings.settled(row));
    },
    onFault(fault) {
      const channel = channels.get(fault.channel);
      if (channel) void tell(outboxFaultText(channelLabel(channel, channels.values()), fault, timezone));
    },
  });
  const notify = createNotifier(config.notify, logger);
  const tellAdmins = createTellAdmins({ store, outbox, channels, notify, clock, logger });
  const lostReplies = createLostReplies({ store, clock });
  const lostPictures = createLostPictures({ store, clock });
  const lostNotices = createLostNotices({ store, clock, logger });
  const postings = createPostings({
    store,
    clock,
    logger,
    isQuiet: (now) => quietUntil(quiet, now, timezone) !== undefined,
    isAsked: (row, now) => ownerSends.isAsked(row, now),
  });
  const ownerSends = createOwnerSendWatch({
    store,
    channels,
    clock,
    logger,
    isQuiet: (now) => quietUntil(quiet, now, timezone) !== undefined,
    onUndelivered: (row) => postings.undelivered(row),
    onSettled: (row) => void guard(postings.settled(row)),
  });
  const completion = createAlertCompletion({ store, clock, logger });
  const recalls = createRecalls({ store, channels, clock, logger });
  const watch = createHealthWatch({ store, channels, clock, logger, tell: tellAdmins });
  const scheduler = createScheduler({
    store,
    ticks,
    clock,
    logger,
    timezone,
    station,
    load: keepLastGood(
      () => loadAlerts(config.alerts, { timezone, now: clock.now() }),
      (faults) => void guard(noteToAdmins(alertFaultsText(faults))),
      {
        dir: config.alerts,
        memory: {
          read: () => store.settings.get(LAST_GOOD),
          write: (json) => store.tx(async (t) => t.settings.put(LAST_GOOD, json)),
        },
      },
    ),
    catchUpMs: catchUp,
    preview: config.preview,
    onClockLeap: (leap) => void tell(clockLeapText(leap, timezone)),
  });

  const tell = (text: string) => guard(tellAdmins(text));

  /** What is seen before any channel is online waits in the outbox until one is. */
  async function noteToAdmins(text: string): Promise<void> {
    const admins = (await store.officers.all()).filter(
      ({ role, revokedAt, accounts }) => role === "admin" && !revokedAt && accounts.length > 0,
    );
    if (admins.length === 0) return tellAdmins(text);
    await store.tx(async (t) => {
      for (const { id } of admins)
        t.deliveries.put(outboxRow({ kind: "notice", to: { officer: id }, text }, clock.now()));
    });
  }

  /** Lets `idle` wait for this message. */
  function guard(notice: Promise<void>): Promise<void> {
    const tracked = notice
      .catch((error: unknown) => logger.error({ err: error }, "a notice to admins or officers failed"))
      .finally(() => telling.delete(tracked));
    telling.add(tracked);
    return tracked;
  }

  async function idle(): Promise<void> {
    do {
      await scheduler.idle();
      await postings.idle();
      await alertPictures.idle();
      await watch.idle();
      await ownerSends.idle();
      await Promise.all(telling);
      await outbox.idle();
      await completion.idle();
      await recalls.idle();
    } while (telling.size > 0);
  }

  return {
    outbox,
    pictureOf: alertPictures.fileOf,
    drawPage: (page) => pictures.fileOf({ page }),
    channelChanged() {
      watch.changed();
      outbox.wake();
    },
    notify,
    tellAdmins: tell,
    async start() {
      await completion.start();
      await recalls.start();
      await outbox.start();
      alertPictures.start();
      await postings.start();
      watch.start();
      ownerSends.start();
      await scheduler.start();
    },
    idle,
    async stop() {
      await scheduler.stop();
      await watch.stop();
      await ownerSends.stop();
      await postings.stop();
      await alertPictures.stop();
      await outbox.stop();
      await recalls.stop();
      await completion.idle();
      completion.stop();
    },
  };
}
