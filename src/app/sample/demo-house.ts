import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import PQueue from "p-queue";
import { clockTicks } from "../../alerts/clock-ticks.ts";
import { UserFacingError } from "../../domain/errors.ts";
import { createSetClock, type SetClock } from "../../lib/set-clock.ts";
import type { DemoPages } from "../../web/chat/demo.ts";
import type { House } from "../house.ts";
import { type OpenStation, openStation, type StationOptions } from "../station.ts";
import { clockMoves, LOOK_MS } from "./clock-moves.ts";
import { makeSample, makingOf, putInPlace, sampleConfig } from "./make-sample.ts";
import { readSample } from "./sample-files.ts";
import { chatsOf, readChats, readTime, writeChats, writeTime } from "./sample-state.ts";
import { createTour } from "./tour.ts";

const STORY = fileURLToPath(new URL("../../../samples/three-weeks", import.meta.url));
/** How often the time of a running sample is kept. */
const KEEP_MS = 60_000;

interface Played extends OpenStation {
  /** Where the station runs on a clock that can be moved: the sample alone. */
  readonly clock?: SetClock;
}

/**
 * The demo's two stations, one open at a time: its own on the real clock, and the sample beside it (`sample/` in its data
 * folder) on a clock that is moved. A sample that is there is open again after a restart.
 */
export async function createDemoHouse(options: StationOptions): Promise<House> {
  const { config, logger } = options;
  const zone = config.station.timezone;
  const dir = join(config.data, "sample");
  const making = makingOf(config.data);
  const story = await readSample(STORY, zone);
  const tour = await createTour(join(STORY, "..", "tour.yaml"), story.until);
  // Changes of the station or its clock, one after the other.
  const turns = new PQueue({ concurrency: 1 });
  let tourShown = true;

  const pages: DemoPages = {
    async view() {
      const { clock, app } = await current;
      const name = config.station.name;
      if (!clock) return { station: name };
      return {
        station: name,
        clock: { now: clock.now(), moves: clockMoves },
        ...(tourShown && { tour: await tour.of(app.actions.store) }),
      };
    },
    loadSample: () =>
      turns.add(async () => {
        await makeSample(options, story, making);
        tourShown = true;
        tour.reset();
        await change(() => putInPlace(making, dir));
      }),
    leaveSample: () =>
      turns.add(async () => {
        await change(() => rm(dir, { recursive: true, force: true }));
      }),
    move: (id) =>
      turns.add(async () => {
        const { clock, app } = await current;
        const move = clockMoves.find((one) => one.id === id);
        if (!clock || !move) throw new UserFacingError("这里用的是真的时间，不能往前拨。");
        await clock.lookOn(move.until(clock.now(), zone), LOOK_MS, async () => {
          await app.idle();
          await writeTime(dir, clock.now());
        });
      }),
    showTour(shown) {
      tourShown = shown;
    },
    figuresSeen: () => tour.figuresSeen(),
  };

  async function open(): Promise<Played> {
    await rm(making, { recursive: true, force: true });
    return existsSync(dir) ? openSample() : openStation({ ...options, demo: pages });
  }

  async function openSample(): Promise<Played> {
    const clock = createSetClock(await readTime(dir));
    const station = await openStation({
      ...options,
      config: sampleConfig(config, dir),
      everyLedger: true,
      clock,
      ticks: clockTicks(clock),
      remembered: await readChats(dir),
      demo: pages,
    });
    const keep = setInterval(() => {
      writeTime(dir, clock.now()).catch((error: unknown) => {
        logger.warn({ err: error }, "the time of the sample was not kept");
      });
    }, KEEP_MS).unref();
    return {
      ...station,
      clock,
      async close() {
        clearInterval(keep);
        await station.close();
        clock.stop();
        await writeChats(dir, chatsOf(station));
        await writeTime(dir, clock.now());
      },
    };
  }

  async function start({ app, clock }: Played): Promise<void> {
    await app.start();
    clock?.flow();
  }

  /** Closes what is open, does `work` on the folders, opens what is there then. Requests wait meanwhile. */
  async function change(work: () => Promise<void>): Promise<void> {
    const old = await current;
    const next = (async () => {
      await old.close();
      await work();
      const station = await open();
      await start(station);
      return station;
    })();
    current = next;
    await next;
  }

  let current: Promise<Played> = open();
  await current;
  return {
    current: () => current,
    start: async () => start(await current),
    close: async () => (await current).close(),
  };
}
