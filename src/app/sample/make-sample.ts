import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { clockTicks } from "../../alerts/clock-ticks.ts";
import type { LocalPersona } from "../../channels/local/local-people.ts";
import type { Config } from "../../config/config.ts";
import { createSetClock } from "../../lib/set-clock.ts";
import { diskFiles, type Files } from "../../store/lowdb/disk/files.ts";
import { type OpenStation, openStation, type StationOptions } from "../station.ts";
import { playSample, type Stage } from "./play-sample.ts";
import type { Sample, SampleLine } from "./sample-files.ts";
import { chatsOf, writeChats, writeTime } from "./sample-state.ts";

const PHOTO = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/**
 * Makes a data folder in which a sample has been lived through: by the real bot, over the local chat, with a clock that
 * is set. What is half made when the process dies is made anew the next time. Takes seconds.
 */
export async function makeSample(options: StationOptions, sample: Sample, making: string): Promise<void> {
  await rm(making, { recursive: true, force: true });
  const clock = createSetClock(sample.from);
  const station = await openStation({
    ...options,
    config: sampleConfig(options.config, making),
    everyLedger: true,
    // Three weeks of its lines would hide those of the station that is open.
    logger: options.logger.child({}, { level: "warn" }),
    clock,
    ticks: clockTicks(clock),
    people: residentsOf(sample, options),
    files: hastyFiles,
    announce: () => {},
  });
  try {
    await station.app.start();
    await station.app.idle();
    await playSample(sample, clock, stageOf(station));
    await writeChats(making, chatsOf(station));
    await writeTime(making, clock.now());
  } finally {
    await station.close();
  }
}

/** The demo's configuration over the folder of a sample; there residents are also asked how content they are. */
export function sampleConfig(config: Config, data: string): Config {
  return { ...config, data, rating: true };
}

/** The residents of the sample whom the demo does not have anyway. Their ids are their names. */
function residentsOf(sample: Sample, { config }: StationOptions): LocalPersona[] {
  const officers = new Set(config.officers.map(({ name }) => name));
  const names = new Set(sample.lines.map(({ who }) => who).filter((name) => !officers.has(name)));
  return [...names].map((name) => ({ id: name, name, role: "居民", side: "people" as const }));
}

function stageOf({ app, room }: OpenStation): Stage {
  if (!room) throw new Error("a sample is played in the local chat");
  const chatOf = ({ who, in: group }: SampleLine) => {
    // One of the demo's own people comes before one that the sample added.
    const persona = room.personas().find(({ name }) => name === who);
    const chat =
      persona && room.chats(persona.id).find((c) => (group ? c.title === group : c.kind === "direct"));
    if (!persona || !chat) throw new Error(`the sample's ${who} is not in ${group ?? "the chat"}`);
    return { persona, chat };
  };
  return {
    async say(line) {
      const { persona, chat } = chatOf(line);
      const before = new Set(room.history(chat.id));
      const files = line.photo
        ? [{ kind: "image" as const, name: "照片.png", mime: "image/png", bytes: PHOTO }]
        : [];
      await room.say(persona.id, chat.id, { text: line.says, files });
      await app.idle();
      return room
        .history(chat.id)
        .flatMap((one) => (before.has(one) || one.from.persona !== undefined ? [] : one.text));
    },
    idle: () => app.idle(),
  };
}

/** Nothing of a folder that is made anew after a power cut needs to be durable before it is whole. */
const hastyFiles: Files = {
  ...diskFiles,
  async open(path, mode) {
    const file = await diskFiles.open(path, mode === "durable" ? "create" : mode);
    return {
      write: (data, position) => file.write(data, position),
      datasync: async () => {},
      truncate: (length) => file.truncate(length),
      close: () => file.close(),
    };
  },
  syncFolder: async () => {},
};

/** Puts what was made where the sample is opened, in place of an older one. */
export async function putInPlace(making: string, dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await rename(making, dir);
}

export const makingOf = (data: string) => join(data, "sample.making");
