import { createHmac } from "node:crypto";
import { join } from "node:path";
import { Command } from "commander";
import { type App, createApp, LAST_ALIVE } from "./app.ts";
import type { Channel } from "./channels/channel.ts";
import { createLocalChannel } from "./channels/local.ts";
import { localPeople } from "./channels/local-people.ts";
import { createManualChannel } from "./channels/manual.ts";
import { createOnebotChannel } from "./channels/onebot.ts";
import { checkReport } from "./check.ts";
import { type ChannelConfig, type Config, loadConfig, readAddress } from "./config.ts";
import { cronTicks } from "./delivery/ticks.ts";
import { endWith, exitCodes } from "./exit.ts";
import { systemClock } from "./lib/clock.ts";
import { createCodes } from "./lib/codes.ts";
import { createLogger, type Logger } from "./lib/logger.ts";
import { loadKey } from "./lib/sealing.ts";
import { openStore } from "./store/lowdb-store.ts";
import type { Store } from "./store/store.ts";
import { createWebApp, serveWeb } from "./web/server.ts";

/** A second signal, or a stop that takes longer than this, ends the process at once. */
const STOP_WITHIN = 20_000;

const program = new Command("jingmin").description("警民小助手：派出所在居民群里的机器人");

program
  .command("start")
  .description("启动")
  .option("--config <file>", "配置文件", "jingmin.yaml")
  .action(({ config }: { config: string }) => endWith(() => start(config)));

program
  .command("check")
  .description("检查配置和警情提示文件，列出接下来的发送时间")
  .option("--config <file>", "配置文件", "jingmin.yaml")
  .action(({ config }: { config: string }) =>
    endWith(async () => {
      const { lines, ok } = await checkReport(await loadConfig(config), systemClock.now());
      for (const line of lines) say(line);
      process.exitCode = ok ? 0 : exitCodes.config;
    }),
  );

await program.parseAsync();

/** Runs a station until a signal comes. */
async function start(file: string): Promise<void> {
  const config = await loadConfig(file);
  const logger = createLogger({ level: config.logLevel, pretty: process.stdout.isTTY });
  const demo = config.channels.some((channel) => channel.type === "local");
  const key = await loadKey({
    file: config.keyFile,
    data: config.data,
    ...(config.key ? { override: config.key } : {}),
  });
  let end: (code: number) => void = () => {};
  const store = await openStore({
    dir: config.data,
    key,
    stamp: demo ? "demo" : "real",
    logger,
    onFatal: () => end(exitCodes.disk),
  });
  const alive = await store.settings.get(LAST_ALIVE);
  const parts = { config, store, logger, lastAlive: alive ? new Date(alive) : undefined };
  const channels = await Promise.all(config.channels.map((channel) => openChannel(channel, parts)));
  const app = createApp({
    config,
    store,
    channels: channels.map((opened) => opened.channel),
    clock: systemClock,
    ticks: cronTicks,
    logger,
    codes: createCodes(createHmac("sha256", key).update("codes").digest()),
    attachments: join(config.data, "attachments"),
    announce: say,
  });
  const room = channels.flatMap((opened) => opened.room ?? [])[0];
  const web = await serveWeb(
    createWebApp({
      logger,
      clock: systemClock,
      health: () => store.health(),
      metrics: { contentType: app.metrics.contentType, metrics: () => app.metrics.text() },
      ready: () => channels.map(({ channel }) => ({ name: channel.name, health: channel.health() })),
      ...(room ? { chat: { room, timezone: config.station.timezone } } : {}),
    }),
    config.web,
  ).catch(closing(store));
  await app.start().catch(closing(store));
  logger.info({ url: room ? `${web.url}/chat` : web.url, demo }, "started");
  say(room ? `警民小助手已启动，请在浏览器打开 ${web.url}/chat` : `${config.station.name}的警民小助手已启动`);
  const code = await new Promise<number>((resolve) => {
    end = resolve;
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(0));
  });
  await stop(app, web, store, logger, code);
}

/** Lets go of the store before a fault ends the process. */
function closing(store: { close(): Promise<void> }) {
  return async (error: unknown): Promise<never> => {
    await store.close();
    throw error;
  };
}

async function stop(
  app: App,
  web: { close(): Promise<void> },
  store: { close(): Promise<void> },
  logger: Logger,
  code: number,
): Promise<void> {
  logger.info({ code }, "stopping");
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
  setTimeout(() => process.exit(code || 1), STOP_WITHIN).unref();
  await web.close();
  if (code !== exitCodes.disk) {
    await app.stop();
    await store.close();
  }
  logger.info({ code }, "stopped");
  process.exit(code);
}

type LocalRoom = ReturnType<typeof createLocalChannel>;

async function openChannel(
  channel: ChannelConfig,
  {
    config,
    store,
    logger,
    lastAlive,
  }: { config: Config; store: Store; logger: Logger; lastAlive?: Date | undefined },
): Promise<{ channel: Channel; room?: LocalRoom }> {
  const { name } = channel;
  const clock = systemClock;
  switch (channel.type) {
    case "local": {
      const dir = join(config.data, "local-chat");
      const room = createLocalChannel({ name, ...localPeople(localStation(config)), clock, dir });
      return { channel: room, room };
    }
    case "onebot":
      return {
        channel: createOnebotChannel({ ...channel, clock, logger, lastAlive: async () => lastAlive }),
      };
    case "wechaty": {
      const setting = `channel.${name}`;
      const memory = {
        read: () => store.settings.get(setting),
        write: (value: string) => store.tx(async (t) => t.settings.put(setting, value)),
      };
      const { createWechatyChannel } = await import("./channels/wechaty.ts");
      return { channel: createWechatyChannel({ ...channel, clock, logger, memory }) };
    }
    case "manual":
      return { channel: createManualChannel({ name, clock }) };
  }
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

/** For whoever sits at the terminal: not a log line. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
