import { createHmac } from "node:crypto";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { schedule } from "node-cron";
import packageJson from "../../package.json" with { type: "json" };
import { cronTicks } from "../alerts/ticks.ts";
import { handOutAttachments } from "../attachments/hand-out.ts";
import type { Channel, ChannelMemory } from "../channels/channel.ts";
import { createLocalChannel } from "../channels/local/local-channel.ts";
import { localPeople } from "../channels/local/local-people.ts";
import { createManualChannel } from "../channels/manual/manual-channel.ts";
import { createOnebotChannel } from "../channels/onebot/onebot-channel.ts";
import { createWechatKfChannel } from "../channels/wechat-kf/wechat-kf-channel.ts";
import { createWecomClient } from "../channels/wecom/client.ts";
import { type ChannelConfig, type Config, loadConfig, readAddress } from "../config/config.ts";
import { isMuted } from "../domain/groups.ts";
import { systemClock } from "../lib/clock.ts";
import { createCodes } from "../lib/codes.ts";
import { exitCodes } from "../lib/exit-codes.ts";
import { createLogger, type Logger } from "../lib/logger.ts";
import { type KeySource, loadKey, warnOfKeyFile } from "../lib/sealing.ts";
import { noteAuditHead } from "../store/lowdb/backup/audit-heads.ts";
import { sealedBackup } from "../store/lowdb/backup/sealed-backup.ts";
import type { FolderStore } from "../store/lowdb/folder-store.ts";
import { openStore } from "../store/lowdb/lowdb-store.ts";
import { createWebApp, serveWeb } from "../web/server.ts";
import { type App, createApp } from "./app.ts";
import { backUpDaily, makeBackupFolder, noteHeadDaily, secretOf } from "./daily-backup.ts";
import { exportFile } from "./export-file.ts";
import { refuseLostData } from "./lost-data.ts";
import { DISK_FAILED, DISK_FULL, folderTaken, ROOM_AGAIN, say, sayChannels, warningsOf } from "./terminal.ts";
import { readStationModel } from "./understanding-files.ts";

/** A stop that takes longer than this ends the process as it is; the journal keeps what was acknowledged. */
const STOP_WITHIN = 20_000;
/** So long may it take to tell the admins why the bot ends. */
const LAST_WORDS_WITHIN = 3_000;

/**
 * Runs the station of a configuration file until a signal comes, then ends the process. `newData`: also where the data
 * of an earlier life is missing.
 */
export async function runStation(file: string, { newData }: { newData: boolean }): Promise<void> {
  const config = await loadConfig(file);
  if (!newData && !isDemo(config)) await refuseLostData(config);
  const logger = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
  logCrashes(logger);
  const { timezone } = config.station;
  const key = await loadKey({ ...keySource(config), data: config.data });
  const warning = config.key ? undefined : await warnOfKeyFile(config.keyFile);
  if (warning) say(warning);
  let app: App | undefined;
  const tellAdmins = async (text: string) => app?.tellAdmins(text);
  let lastWords = Promise.resolve();
  let diskFailed = (_code: number): void => {};
  const ended = Promise.race([
    untilSignal(),
    new Promise<number>((resolve) => {
      diskFailed = resolve;
    }),
  ]);
  const store = await openStore({
    dir: config.data,
    key,
    stamp: isDemo(config) ? "demo" : "real",
    timezone,
    logger,
    verbs: {
      "sealed-backup": async (held, args) => {
        const [of, to, now] = [held as FolderStore, args?.to ?? "", systemClock.now()];
        const backup = await sealedBackup(of, { to, now, timezone, secret: secretOf(config) ?? {} });
        await noteAuditHead(of, to, systemClock.now());
        return backup;
      },
      export: (held, args) => exportFile({ store: held, config, clock: systemClock }, args ?? {}),
      attachment: (held, args) =>
        handOutAttachments({ store: held, clock: systemClock, dir: join(config.data, "attachments") }, args),
    },
    onFatal: ({ reason }) => {
      const text = reason === "taken" ? folderTaken(config.data) : DISK_FAILED;
      say(text);
      lastWords = tellAdmins(text);
      diskFailed(exitCodes.disk);
    },
    // What ends the process has its own words.
    onHealth: ({ writable, fault }) => {
      if (writable) void tellAdmins(ROOM_AGAIN);
      else if (fault === "disk-full") void tellAdmins(DISK_FULL);
    },
  });
  try {
    const opened = await openChannels(config, store, logger);
    const channels = opened.map(({ channel }) => channel);
    const room = opened.flatMap((o) => o.room ?? [])[0];
    app = createApp({
      config,
      store,
      channels,
      clock: systemClock,
      ticks: cronTicks,
      logger,
      model: readStationModel(config.data),
      codes: createCodes(createHmac("sha256", key).update("codes").digest()),
      attachments: join(config.data, "attachments"),
      announce: say,
    });
    const { metrics } = app;
    const web = await serveWeb(
      createWebApp({
        logger,
        clock: systemClock,
        health: () => store.health(),
        metrics: { contentType: metrics.contentType, metrics: () => metrics.text() },
        ready: () => channels.map((channel) => ({ name: channel.name, health: channel.health() })),
        hosts: [config.web.host, ...(config.web.publicUrl ? [new URL(config.web.publicUrl).hostname] : [])],
        station: config.station.name,
        officer: {
          actions: app.actions,
          outbox: app.outbox,
          attachmentPath: app.attachmentPath,
          poster: app.pictureOf,
          drawPage: app.drawPage,
          version: packageJson.version,
          publicUrl: config.web.publicUrl ?? `http://${config.web.host}:${config.web.port}`,
          trustProxy: config.web.trustProxy,
          demo: isDemo(config),
        },
        ...(config.web.public ? { public: { store, station: publicStation(config) } } : {}),
        ...(room ? { chat: { room, timezone } } : {}),
      }),
      config.web,
    );
    await app.start();
    scheduleBackup(config, store, app, logger);
    await makeBackupFolder(config);
    const url = room ? `${web.url}/chat` : web.url;
    say(room ? `警民小助手已启动，请在浏览器打开 ${url}` : `${config.station.name}的警民小助手已启动`);
    logger.info({ url, demo: isDemo(config) }, "started");
    for (const warning of await warningsOf(config)) say(`（提醒）${warning}`);
    sayChannels(channels, say);
    const code = await ended;
    await Promise.race([lastWords, delay(LAST_WORDS_WITHIN)]);
    await end(code, app, web, store, logger);
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The exit code that a signal asks for: 0. A second signal ends the process at once. */
export function untilSignal(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(exitCodes.other));
        resolve(0);
      });
    }
  });
}

export function isDemo(config: Config): boolean {
  return config.channels.some((channel) => channel.type === "local");
}

export function keySource(config: Config): KeySource {
  return { file: config.keyFile, override: config.key };
}

/** A bug that nobody caught ends the process, with where it happened but without what somebody may have written. */
function logCrashes(logger: Logger): void {
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "crashed");
    process.exit(exitCodes.other);
  });
}

async function end(
  code: number,
  app: App,
  web: { close(): Promise<void> },
  store: FolderStore,
  logger: Logger,
): Promise<void> {
  logger.info({ code }, "stopping");
  setTimeout(() => process.exit(code || exitCodes.other), STOP_WITHIN).unref();
  await web.close();
  if (code !== exitCodes.disk) {
    await app.stop();
    await store.close();
  }
  // The disk may have failed only now, at the last checkpoint.
  const last = store.health().fault === "fsync-failed" ? exitCodes.disk : code;
  logger.info({ code: last }, "stopped");
  process.exit(last);
}

function scheduleBackup(config: Config, store: FolderStore, app: App, logger: Logger): void {
  if (!config.backup) return;
  const run = () =>
    backUpDaily({ config, store, logger, clock: systemClock, tellAdmins: (text) => app.tellAdmins(text) });
  const options = { timezone: config.station.timezone, noOverlap: true };
  schedule(config.backup.cron, run, options);
  schedule("50 23 * * *", () => noteHeadDaily({ config, store, logger, clock: systemClock }), options);
}

interface Opened {
  readonly channel: Channel;
  /** What the chat page plays in. */
  readonly room?: ReturnType<typeof createLocalChannel>;
}

async function openChannels(config: Config, store: FolderStore, logger: Logger): Promise<Opened[]> {
  /** Kept by earlier versions, and moved also while an account was away. */
  const alive = await store.settings.get("app.alive");
  const lastAlive = async () => (alive ? new Date(alive) : undefined);
  const memoryOf = (channel: string): ChannelMemory => ({
    read: () => store.channelMemory.of(channel),
    write: (value) => store.tx(async (t) => t.channelMemory.put(channel, value)),
  });
  const clock = systemClock;
  const open = async (channel: ChannelConfig): Promise<Opened> => {
    const { name } = channel;
    switch (channel.type) {
      case "local": {
        const dir = join(config.data, "local-chat");
        const room = createLocalChannel({ name, ...localPeople(localStation(config)), clock, dir });
        return { channel: room, room };
      }
      case "onebot": {
        const mutedGroups = async () =>
          (await store.groups.all()).flatMap((g) =>
            g.address.channel === name && isMuted(g, clock.now()) ? [g.address.id] : [],
          );
        const memory = memoryOf(name);
        return {
          channel: createOnebotChannel({ ...channel, clock, logger, memory, lastAlive, mutedGroups }),
        };
      }
      case "wechaty": {
        // Its packages take a second and 100 MB: only for a station that has WeChat.
        const { createWechatyChannel } = await import("../channels/wechaty/wechaty-channel.ts");
        const memory = memoryOf(name);
        return { channel: createWechatyChannel({ ...channel, clock, logger, memory }) };
      }
      case "manual":
        return { channel: createManualChannel({ name, clock }) };
      case "wecom-bot": {
        // The SDK and what it needs: only for a station that has such a bot.
        const { createWecomBotChannel } = await import("../channels/wecom-bot/wecom-bot-channel.ts");
        const memory = memoryOf(name);
        return { channel: createWecomBotChannel({ ...channel, clock, logger, memory }) };
      }
      case "wechat-kf": {
        const client = createWecomClient({ ...channel, dir: config.data, clock, logger });
        const memory = memoryOf(name);
        return { channel: createWechatKfChannel({ ...channel, client, clock, logger, memory }) };
      }
      case "wecom-groups":
        throw new Error(`channel type ${channel.type} comes later today`);
    }
  };
  return Promise.all(config.channels.map(open));
}

/** The station as those outside it see it. */
function publicStation({ station, offices, web }: Config) {
  return {
    name: station.name,
    timezone: station.timezone,
    phone: station.phone,
    offices: offices.map(({ name }) => name),
    url: (web.publicUrl ?? `http://${web.host}:${web.port}`).replace(/\/$/, ""),
  };
}

/** Whom the built-in chat lets one play. */
function localStation(config: Config) {
  return {
    officers: config.officers.flatMap((officer) =>
      officer.accounts.slice(0, 1).map((written) => ({ ...officer, id: readAddress(written, "user").id })),
    ),
    groups: config.groups.flatMap(({ address, ...group }) =>
      address ? [{ ...group, id: readAddress(address, "group").id }] : [],
    ),
  };
}
