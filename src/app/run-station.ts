import { setTimeout as delay } from "node:timers/promises";
import { schedule } from "node-cron";
import { cronTicks } from "../alerts/ticks.ts";
import { type Config, loadConfig } from "../config/config.ts";
import { systemClock } from "../lib/clock.ts";
import { exitCodes } from "../lib/exit-codes.ts";
import { createLogger, type Logger } from "../lib/logger.ts";
import { loadKey, warnOfKeyFile } from "../lib/sealing.ts";
import { serveWeb } from "../web/server.ts";
import { backUpDaily, makeBackupFolder, noteHeadDaily } from "./daily-backup.ts";
import type { House } from "./house.ts";
import { refuseLostData } from "./lost-data.ts";
import { createDemoHouse } from "./sample/demo-house.ts";
import { isDemo, keySource, type OpenStation, openStation, type StationOptions } from "./station.ts";
import { DISK_FAILED, DISK_FULL, folderTaken, ROOM_AGAIN, say, sayChannels, warningsOf } from "./terminal.ts";

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
  const key = await loadKey({ ...keySource(config), data: config.data });
  const warning = config.key ? undefined : await warnOfKeyFile(config.keyFile);
  if (warning) say(warning);
  let house: House | undefined;
  const tellAdmins = async (text: string) => (await house?.current())?.app.tellAdmins(text);
  let lastWords: Promise<void> = Promise.resolve();
  let diskFailed = (_code: number): void => {};
  const ended = Promise.race([
    untilSignal(),
    new Promise<number>((resolve) => {
      diskFailed = resolve;
    }),
  ]);
  const options: StationOptions = {
    config,
    key,
    logger,
    clock: systemClock,
    ticks: cronTicks,
    announce: say,
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
  };
  house = isDemo(config) ? await createDemoHouse(options) : ofOne(await openStation(options));
  const station = await house.current();
  try {
    const web = await serveWeb(
      { fetch: async (request, env) => (await (house as House).current()).web.fetch(request, env) },
      config.web,
    );
    await house.start();
    scheduleBackup(config, house, logger);
    await makeBackupFolder(config);
    const url = station.room ? `${web.url}/chat` : web.url;
    say(
      station.room ? `警民小助手已启动，请在浏览器打开 ${url}` : `${config.station.name}的警民小助手已启动`,
    );
    logger.info({ url, demo: isDemo(config) }, "started");
    for (const warning of await warningsOf(config)) say(`（提醒）${warning}`);
    sayChannels(station.channels, say);
    const code = await ended;
    await Promise.race([lastWords, delay(LAST_WORDS_WITHIN)]);
    await end(code, house, web, logger);
  } catch (error) {
    await station.store.close();
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

/** A bug that nobody caught ends the process, with where it happened but without what somebody may have written. */
function logCrashes(logger: Logger): void {
  process.on("uncaughtException", (error) => {
    logger.fatal({ err: error }, "crashed");
    process.exit(exitCodes.other);
  });
}

async function end(
  code: number,
  house: House,
  web: { close(): Promise<void> },
  logger: Logger,
): Promise<void> {
  logger.info({ code }, "stopping");
  setTimeout(() => process.exit(code || exitCodes.other), STOP_WITHIN).unref();
  await web.close();
  const { store } = await house.current();
  if (code !== exitCodes.disk) await house.close();
  // The disk may have failed only now, at the last checkpoint.
  const last = store.health().fault === "fsync-failed" ? exitCodes.disk : code;
  logger.info({ code: last }, "stopped");
  process.exit(last);
}

function scheduleBackup(config: Config, house: House, logger: Logger): void {
  if (!config.backup) return;
  const options = { timezone: config.station.timezone, noOverlap: true };
  schedule(
    config.backup.cron,
    async () => {
      const { store, app } = await house.current();
      return backUpDaily({
        config,
        store,
        logger,
        clock: systemClock,
        tellAdmins: (text) => app.tellAdmins(text),
      });
    },
    options,
  );
  schedule(
    "50 23 * * *",
    async () => noteHeadDaily({ config, store: (await house.current()).store, logger, clock: systemClock }),
    options,
  );
}

/** The house of a real station: it is open until the process ends. */
function ofOne(station: OpenStation): House {
  return { current: async () => station, start: () => station.app.start(), close: () => station.close() };
}
