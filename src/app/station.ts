import { createHmac } from "node:crypto";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Ticks } from "../alerts/ticks.ts";
import { handOutAttachments } from "../attachments/hand-out.ts";
import type { Channel, ChannelMemory } from "../channels/channel.ts";
import { createLocalChannel } from "../channels/local/local-channel.ts";
import { type LocalPersona, localPeople } from "../channels/local/local-people.ts";
import type { LocalMessage } from "../channels/local/local-room.ts";
import { createManualChannel } from "../channels/manual/manual-channel.ts";
import { createOnebotChannel } from "../channels/onebot/onebot-channel.ts";
import { createWechatKfChannel } from "../channels/wechat-kf/wechat-kf-channel.ts";
import { createWecomClient } from "../channels/wecom/client.ts";
import { createWecomGroupsChannel } from "../channels/wecom-groups/wecom-groups-channel.ts";
import { type ChannelConfig, type Config, readAddress } from "../config/config.ts";
import { isMuted } from "../domain/groups.ts";
import { type Clock, systemClock } from "../lib/clock.ts";
import { createCodes } from "../lib/codes.ts";
import type { Logger } from "../lib/logger.ts";
import type { KeySource } from "../lib/sealing.ts";
import { noteAuditHead } from "../store/lowdb/backup/audit-heads.ts";
import { sealedBackup } from "../store/lowdb/backup/sealed-backup.ts";
import type { FolderStore, OpenOptions } from "../store/lowdb/folder-store.ts";
import { openStore } from "../store/lowdb/lowdb-store.ts";
import type { DemoPages } from "../web/chat/demo.ts";
import { createWebApp } from "../web/server.ts";
import { type App, createApp } from "./app.ts";
import { secretOf } from "./daily-backup.ts";
import { exportFile } from "./export-file.ts";
import { readStationModel } from "./understanding-files.ts";

export interface StationOptions extends Pick<OpenOptions, "onFatal" | "onHealth" | "files"> {
  readonly config: Config;
  readonly key: Uint8Array;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ticks: Ticks;
  announce(text: string): void;
  /** Played in the local chat beside those of the configuration. */
  readonly people?: readonly LocalPersona[];
  /** What the local chat begins with. */
  readonly remembered?: readonly LocalMessage[];
  /** Ledgers are in use that their files leave switched off: in a sample, which shows what there is. */
  readonly everyLedger?: boolean;
  /** What a demo's chat page offers beside the chat. */
  readonly demo?: DemoPages;
}

/** A station over its real parts, not started yet. */
export interface OpenStation {
  readonly app: App;
  readonly store: FolderStore;
  readonly channels: readonly Channel[];
  /** What the chat page plays in. */
  readonly room?: ReturnType<typeof createLocalChannel>;
  /** Its pages. */
  readonly web: ReturnType<typeof createWebApp>;
  /** Ends live streams, stops the app, closes the store. */
  close(): Promise<void>;
}

/** Opens the data folder of a configuration and wires the bot over it: the one file that knows the implementations. */
export async function openStation(options: StationOptions): Promise<OpenStation> {
  const { config, key, logger, clock, onFatal, onHealth, files } = options;
  const { timezone } = config.station;
  const store = await openStore({
    dir: config.data,
    key,
    stamp: isDemo(config) ? "demo" : "real",
    timezone,
    logger,
    // Disks work in real time, whatever the station's clock does.
    clock: { now: clock.now, after: systemClock.after },
    verbs: {
      "sealed-backup": async (held, args) => {
        const [of, to, now] = [held as FolderStore, args?.to ?? "", clock.now()];
        const backup = await sealedBackup(of, { to, now, timezone, secret: secretOf(config) ?? {} });
        await noteAuditHead(of, to, clock.now());
        return backup;
      },
      export: (held, args) => exportFile({ store: held, config, clock }, args ?? {}),
      attachment: (held, args) =>
        handOutAttachments({ store: held, clock, dir: join(config.data, "attachments") }, args),
    },
    ...(onFatal && { onFatal }),
    ...(onHealth && { onHealth }),
    ...(files && { files }),
  });
  try {
    const opened = await openChannels(options, store);
    const channels = opened.map(({ channel }) => channel);
    const room = opened.flatMap((o) => o.room ?? [])[0];
    const app = createApp({
      config,
      store,
      channels,
      clock,
      ticks: options.ticks,
      logger,
      model: readStationModel(config.data),
      codes: createCodes(createHmac("sha256", key).update("codes").digest()),
      attachments: join(config.data, "attachments"),
      everyLedger: options.everyLedger,
      announce: options.announce,
    });
    const ended = new AbortController();
    const { metrics } = app;
    const web = createWebApp({
      logger,
      clock,
      ended: ended.signal,
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
        ended: ended.signal,
      },
      ...(config.web.public ? { public: { store, station: publicStation(config) } } : {}),
      ...(room ? { chat: { room, timezone, ...(options.demo && { demo: options.demo }) } } : {}),
    });
    return {
      app,
      store,
      channels,
      ...(room && { room }),
      web,
      async close() {
        ended.abort();
        await app.stop();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

export function isDemo(config: Config): boolean {
  return config.channels.some((channel) => channel.type === "local");
}

export function keySource(config: Config): KeySource {
  return { file: config.keyFile, override: config.key };
}

interface Opened {
  readonly channel: Channel;
  /** What the chat page plays in. */
  readonly room?: ReturnType<typeof createLocalChannel>;
}

async function openChannels(options: StationOptions, store: FolderStore): Promise<Opened[]> {
  const { config, logger, clock, people = [], remembered = [] } = options;
  /** Kept by earlier versions, and moved also while an account was away. */
  const alive = await store.settings.get("app.alive");
  const lastAlive = async () => (alive ? new Date(alive) : undefined);
  const memoryOf = (channel: string): ChannelMemory => ({
    read: () => store.channelMemory.of(channel),
    write: (value) => store.tx(async (t) => t.channelMemory.put(channel, value)),
  });
  const open = async (channel: ChannelConfig): Promise<Opened> => {
    const { name } = channel;
    switch (channel.type) {
      case "local": {
        const dir = join(config.data, "local-chat");
        const { personas, groups } = localPeople(localStation(config));
        const room = createLocalChannel({
          name,
          personas: [...personas, ...people],
          groups,
          clock,
          dir,
          remembered,
        });
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
      case "wecom-groups": {
        const { timezone } = config.station;
        const memory = memoryOf(name);
        return {
          channel: createWecomGroupsChannel({
            ...channel,
            dir: config.data,
            timezone,
            clock,
            logger,
            memory,
          }),
        };
      }
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
