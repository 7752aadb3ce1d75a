// npm run bench -- wechaty [rounds]: a gateway with the mock puppet is killed, frozen, signed out and started again
// with other ids while the bot sends and people write. Prints how soon the bot is back, and whether anything went to
// somebody else, twice, or got lost without being said so.
import { parseArgs } from "node:util";
import { DeliveryError } from "../../src/channels/channel.ts";
import { createWechatyChannel } from "../../src/channels/wechaty/wechaty-channel.ts";
import type { Address } from "../../src/domain/people.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { recordEvents } from "../../tests/contract/channel.ts";
import { freePort } from "../../tests/support/free-port.ts";
import { type Peer, type PeerWorld, startPeer, TOKEN } from "../../tests/support/puppet-rig.ts";

const rounds = Number(parseArgs({ allowPositionals: true }).positionals[1] ?? 20);
const PEOPLE = Array.from({ length: 12 }, (_, i) => `居民${i}`);
const GROUPS = Array.from({ length: 50 }, (_, i) => `第${i}警民群`);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const port = await freePort();
let dealt = 0;
/** The same people and groups; `fresh` ids nobody had before, `mixed` ones that others had. */
function deal(how: "same" | "fresh" | "mixed", before?: PeerWorld): PeerWorld {
  if (before && how === "same") return before;
  if (how === "fresh" || !before) dealt += 1;
  const turn = how === "mixed" ? 1 + Math.floor(Math.random() * (PEOPLE.length - 1)) : 0;
  const at = (list: string[], i: number) => (i + turn) % list.length;
  return {
    port,
    token: TOKEN,
    people: {
      bot: {
        id: how === "mixed" && before ? (before.people.bot?.id ?? "") : `bot-${dealt}`,
        name: "警民小助手",
      },
      ...Object.fromEntries(PEOPLE.map((name, i) => [name, { id: `user-${dealt}-${at(PEOPLE, i)}`, name }])),
    },
    rooms: Object.fromEntries(
      GROUPS.map((name, i) => [name, { id: `${dealt}-${at(GROUPS, i)}@chatroom`, name }]),
    ),
  };
}

let world = deal("fresh");
const nameOf = (id: string) =>
  [...Object.values(world.people), ...Object.values(world.rooms)].find((entry) => entry.id === id)?.name;

/** Text → how often it reached the network. Texts name whom they are for. */
const reached = new Map<string, number>();
let wrong = 0;
const onSent = ({ to, text }: { to: string; text: string }) => {
  reached.set(text, (reached.get(text) ?? 0) + 1);
  if (!text.startsWith(`${nameOf(to)} `)) wrong += 1;
};

let peer: Peer = await startPeer(onSent);
let alive = true;
await peer.open(world);

/** What the app would hold: who may be written to under which address. */
const book = new Map<string, Address>();
let heard = 0;
const channel = createWechatyChannel({
  name: "wechat",
  puppet: "wechaty-puppet-service",
  options: { endpoint: `127.0.0.1:${port}`, token: TOKEN },
  clock: systemClock,
  logger: createLogger({ level: "silent", pretty: false }),
});
await channel.start(
  recordEvents({
    message(message) {
      heard += 1;
      book.set(message.fromName, message.from);
    },
    epoch({ groups }) {
      for (const group of groups) book.set(group.name, group.address);
    },
  }),
);
const online = async (wanted: boolean, limit: number) => {
  const began = Date.now();
  while (channel.health().online !== wanted) {
    if (Date.now() - began > limit)
      throw new Error(`still ${wanted ? "offline" : "online"} after ${limit} ms`);
    await sleep(20);
  }
  return Date.now() - began;
};
await online(true, 30_000);

let running = true;
const outcomes = { sent: 0, unknown: 0, notSent: 0, stale: 0 };
const confirmed: string[] = [];
const refused: string[] = [];
const sending = (async () => {
  for (let n = 0; running; n += 1) {
    const [name, to] = [...book][n % Math.max(book.size, 1)] ?? [];
    if (name && to) {
      const text = `${name} ${n}`;
      try {
        await channel.send(to, { text });
        outcomes.sent += 1;
        confirmed.push(text);
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
        if (error.outcome === "unknown") outcomes.unknown += 1;
        else {
          refused.push(text);
          if (error.reason === "stale-epoch") outcomes.stale += 1;
          else outcomes.notSent += 1;
        }
      }
    }
    await sleep(5);
  }
})();
let said = 0;
const writing = (async () => {
  while (running) {
    if (alive) {
      said += 1;
      await Promise.race([
        peer.dm(PEOPLE[said % PEOPLE.length] ?? "", `第${said}条`).catch(() => {}),
        sleep(500),
      ]);
    }
    await sleep(20);
  }
})();

const back: Record<string, number[]> = {};
const kinds = ["kill", "freeze", "kill, fresh ids", "sign out", "kill, mixed ids"] as const;
for (let round = 0; round < rounds; round += 1) {
  const kind = kinds[round % kinds.length] ?? "kill";
  await sleep(Math.random() * 3_000);
  if (kind === "freeze") {
    alive = false;
    peer.freeze();
    await online(false, 30_000);
    await sleep(Math.random() * 10_000);
    peer.thaw();
  } else if (kind === "sign out") {
    await peer.signOut();
    await online(false, 10_000);
    await peer.signIn();
  } else {
    alive = false;
    await peer.kill();
    await online(false, 30_000);
    await sleep(Math.random() * 10_000);
    peer = await startPeer(onSent);
    world = deal(kind === "kill" ? "same" : kind === "kill, fresh ids" ? "fresh" : "mixed", world);
    await peer.open(world);
  }
  alive = true;
  const ms = await online(true, 30_000);
  back[kind] = [...(back[kind] ?? []), ms];
  process.stdout.write(`round ${round + 1}/${rounds}: ${kind}: back after ${ms} ms\n`);
}
await sleep(3_000);
running = false;
await Promise.all([sending, writing]);
await sleep(500);
await channel.stop();
await peer.kill();

const twice = [...reached.values()].filter((count) => count > 1).length;
const lost = confirmed.filter((text) => !reached.has(text)).length;
const unsaid = refused.filter((text) => reached.has(text)).length;
const slowest = Math.max(...Object.values(back).flat());
const rows = Object.entries(back).map(([kind, times]) => {
  const sorted = times.toSorted((a, b) => a - b);
  return `  ${kind.padEnd(16)} median ${sorted[sorted.length >> 1]} ms, slowest ${sorted.at(-1)} ms`;
});
process.stdout.write(
  [
    `${rounds} faults; back after the peer's return (promised: 15000 ms):`,
    ...rows,
    `sends: ${outcomes.sent} confirmed, ${outcomes.unknown} unknown, ${outcomes.notSent} refused while offline, ${outcomes.stale} refused as stale`,
    `to a wrong person or group: ${wrong}; twice: ${twice}; confirmed but not there: ${lost}; refused but there: ${unsaid}`,
    `people wrote ${said}, the bot heard ${heard} (what was written to a gateway in its last second may be gone)`,
    `memory of the bot's process: ${Math.round(process.memoryUsage().rss / 1e6)} MB`,
    "",
  ].join("\n"),
);
process.exitCode = wrong + twice + lost + unsaid === 0 && slowest <= 15_000 ? 0 : 1;
