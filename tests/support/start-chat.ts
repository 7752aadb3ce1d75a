import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { clockTicks } from "../../src/alerts/clock-ticks.ts";
import { type App, createApp } from "../../src/app/app.ts";
import { readModel } from "../../src/app/understanding-files.ts";
import type { Channel, InboundAttachment, InboundMessage } from "../../src/channels/channel.ts";
import { type Config, parseConfig } from "../../src/config/config.ts";
import type { AnswerLimit } from "../../src/domain/answer-window.ts";
import type { GroupKind, GroupMembers } from "../../src/domain/groups.ts";
import type { Role } from "../../src/domain/people.ts";
import { createCodes } from "../../src/lib/codes.ts";
import { createLogger } from "../../src/lib/logger.ts";
import type { FolderStore } from "../../src/store/lowdb/folder-store.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createMemoryChannel, type MemoryChannel } from "./memory-channel.ts";
import { createTestClock, type TestClock } from "./test-clock.ts";

interface OfficerOption {
  approves?: string[];
  name: string;
  role?: Role;
  office?: string;
}
interface GroupOption {
  unit?: string;
  members?: GroupMembers;
  name: string;
  office?: string;
  topics?: string[];
  kind?: GroupKind;
}

export interface ChatOptions {
  officers?: (string | OfficerOption)[];
  /** Groups named in the configuration, so confirmed from the start. */
  groups?: (string | GroupOption)[];
  offices?: (string | { name: string; places: string[] })[];
  /** More of jingmin.yaml, merged over the test station's. */
  config?: Record<string, unknown>;
  /** How much the network lets the bot say before somebody writes again; as much as it likes unless given. */
  answers?: AnswerLimit;
  /** 2026-11-24 10:00 in Shanghai unless given. */
  at?: Date;
  /** Channels beside the memory channel, which `config.channels` names too; made anew by each start. */
  beside?: (clock: TestClock) => Channel[];
}

interface SayOptions {
  images?: Uint8Array[];
  voice?: Uint8Array;
  quote?: string;
  mention?: boolean;
  /** Other fields of the message, as a network may fill them. */
  message?: Partial<InboundMessage>;
}

export interface Speaker {
  /** Says it to the bot directly; returns the texts that came back to this person at once. */
  dm(text: string, options?: SayOptions): Promise<string[]>;
  /** Says it in a group; returns what the bot said there at once. */
  say(group: string, text: string, options?: SayOptions): Promise<string[]>;
  /** Every text the bot ever sent this person. */
  readonly inbox: string[];
  readonly id: string;
}

export interface Chat {
  resident(name: string): Speaker;
  officer(name: string): Speaker;
  /** Every text the bot said in a group. */
  said(group: string): string[];
  /** Moves the clock on, running what falls due. */
  advance(ms: number): Promise<void>;
  /** Lets days go by: as `advance`, but what looks again each minute looks every ten. */
  pass(ms: number): Promise<void>;
  idle(): Promise<void>;
  /** The same station started again over the same data, by what is changed in its configuration. */
  restart(changed?: Pick<ChatOptions, "officers" | "groups" | "config">): Promise<void>;
  readonly app: App;
  readonly store: FolderStore;
  readonly channel: MemoryChannel;
  readonly clock: TestClock;
  /** The folder of its data. */
  readonly dir: string;
  /** All log lines so far, parsed. */
  readonly logs: string[];
  /** What was said to whoever started the bot. */
  readonly announced: string[];
}

const model = readModel();

/** The real app over a memory channel, with a set clock; stopped when the test ends. */
export async function startChat(options: ChatOptions = {}): Promise<Chat> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-chat-"));
  const clock = createTestClock(options.at);
  let config = stationConfig(options, dir);
  const logs: string[] = [];
  const announced: string[] = [];
  const logger = createLogger({ level: "debug", pretty: false, write: (line) => logs.push(line) });
  let store: FolderStore;
  let app: App;
  let channel: MemoryChannel;

  async function start() {
    store = await openStore({
      dir: config.data,
      key: Buffer.alloc(32, 7),
      stamp: "demo",
      logger,
      clock,
      rehearse: true,
    });
    channel = createMemoryChannel(clock, "test", options.answers);
    app = createApp({
      config,
      store,
      channels: [channel, ...(options.beside?.(clock) ?? [])],
      clock,
      ticks: clockTicks(clock),
      logger,
      model,
      codes: createCodes(Buffer.from("a secret of the tests")),
      attachments: join(dir, "data", "attachments"),
      announce: (text) => announced.push(text),
    });
    await app.start();
    await app.idle();
  }
  await start();
  onTestFinished(async () => {
    await app.stop();
    await store.close();
    await rm(dir, { recursive: true, force: true });
  });

  function speaker(name: string, id: string): Speaker {
    const me = () => channel.address("user", id);
    const textsTo = (key: "user" | "group", whom: string, from = 0) =>
      channel.sent
        .slice(from)
        .filter((s) => s.to.kind === key && s.to.id === whom)
        .map((s) => s.content.text);
    return {
      id,
      get inbox() {
        return textsTo("user", id);
      },
      async dm(text, said = {}) {
        const before = channel.sent.length;
        channel.receive({ id, name }, { text, chat: me(), ...parts(channel, said) });
        await app.idle();
        return textsTo("user", id, before);
      },
      async say(group, text, said = {}) {
        const before = channel.sent.length;
        channel.receive(
          { id, name },
          { text, chat: channel.address("group", group), ...parts(channel, said) },
        );
        await app.idle();
        return textsTo("group", group, before);
      },
    };
  }

  return {
    resident: (name) => speaker(name, `resident-${name}`),
    officer: (name) => speaker(name, officerId(name)),
    said: (group) =>
      channel.sent.filter((s) => s.to.kind === "group" && s.to.id === group).map((s) => s.content.text),
    advance: (ms) => clock.advance(ms, () => app.idle()),
    pass: (ms) => clock.pass(ms, () => app.idle()),
    idle: () => app.idle(),
    async restart(changed) {
      await app.stop();
      await store.close();
      config = stationConfig({ ...options, ...changed }, dir);
      await start();
    },
    get app() {
      return app;
    },
    get channel() {
      return channel;
    },
    get store() {
      return store;
    },
    clock,
    dir: join(dir, "data"),
    logs,
    announced,
  };
}

function parts(channel: MemoryChannel, said: SayOptions): Partial<InboundMessage> {
  const attachments: InboundAttachment[] = [
    ...(said.images ?? []).map((image) => ({ kind: "image" as const, ref: channel.upload(image) })),
    ...(said.voice ? [{ kind: "voice" as const, ref: channel.upload(said.voice) }] : []),
  ];
  return {
    attachments,
    mentionsMe: said.mention ?? false,
    ...(said.quote ? { quoted: { text: said.quote } } : {}),
    ...said.message,
  };
}

/** No network's id has a blank in it. */
function officerId(name: string): string {
  return `officer-${name.replace(/\s/g, "_")}`;
}

const usualOffices = [{ name: "体育场警务室", places: ["矿工路"] }, "新程街社区警务室"];

/** jingmin.yaml of the test station; officers and groups are known by their names. */
function stationConfig(options: ChatOptions, dir: string): Config {
  const { officers = [], groups = [], offices = usualOffices } = options;
  const station = {
    station: { name: "光明路派出所", sms110: "12110375", phone: "0375-0000000" },
    offices,
    units: ["治安大队", "交巡大队"],
    channels: [{ name: "test", type: "local" }],
    officers: officers.map((o) => {
      const { name, role = "officer", ...more } = typeof o === "string" ? { name: o } : (o as OfficerOption);
      return { name, role, ...more, accounts: [`test:${officerId(name)}`] };
    }),
    groups: groups.map((g) => {
      const { name, ...rest } = typeof g === "string" ? { name: g } : g;
      return { address: `test:${name}`, name, ...rest };
    }),
    data: "./data",
    alerts: "./alerts",
    ...options.config,
  };
  return parseConfig(JSON.stringify(station), join(dir, "jingmin.yaml"), {});
}
