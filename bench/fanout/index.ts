// npm run bench -- fanout [--groups N] [--rounds N]: an approved alert to all groups, unpaced, over a real OneBot wire.
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { WebSocket } from "ws";
import { createApp } from "../../src/app/app.ts";
import { readModel } from "../../src/app/understanding-files.ts";
import { createOnebotChannel } from "../../src/channels/onebot/onebot-channel.ts";
import { parseConfig } from "../../src/config/config.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createCodes } from "../../src/lib/codes.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { callsAbreast } from "../../src/outbox/budget.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";
import { plainText } from "../../tests/support/onebot-peer-actions.ts";
import { percentile } from "../onebot/network.ts";

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { groups: { type: "string", default: "1000" }, rounds: { type: "string", default: "5" } },
});
const GROUPS = Array.from({ length: Number(values.groups) }, (_, i) => 700_001 + i);
const ROUNDS = Number(values.rounds);
const ABREAST = callsAbreast.onebot;
const token = "bench-token";
const leader = { id: 20_001, name: "所长" };
const officer = { id: 20_002, name: "李" };
const print = (line: string) => process.stdout.write(`${line}\n`);
const segment = (words: string) => [{ type: "text", data: { text: words } }];

const dir = await mkdtemp(join(tmpdir(), "jingmin-fanout-"));
const peer = createOnebotPeer({ token });
let onGroup = (_words: string) => {};
const waiting = new Map<number, (words: string) => void>();
peer.world.heard = (kind, id, message) => {
  const words = plainText(message);
  if (kind === "group") onGroup(words);
  else waiting.get(id)?.(words);
};
await peer.start();
peer.world.groups.push(...GROUPS.map((id) => ({ group_id: id, group_name: `群${id}` })));

const config = parseConfig(
  JSON.stringify({
    station: { name: "光明路派出所" },
    channels: [{ name: "qq", type: "onebot", url: peer.url(), token }],
    officers: [
      { name: officer.name, role: "officer", accounts: [`qq:${officer.id}`] },
      { name: leader.name, role: "leader", accounts: [`qq:${leader.id}`] },
    ],
    groups: GROUPS.map((id) => ({ address: `qq:${id}` })),
    sending: { quietHours: "off", budget: { qq: { perMinute: 1_000_000, perDay: 10_000_000, gap: "PT0S" } } },
    data: "./data",
    alerts: "./alerts",
  }),
  join(dir, "jingmin.yaml"),
  {},
);
const logger = createLogger({ level: "silent", pretty: false });
const store = await openStore({ dir: config.data, key: new Uint8Array(32).fill(9), stamp: "real", logger });
const app = createApp({
  config,
  store,
  channels: [
    createOnebotChannel({ name: "qq", url: peer.url(), token, friendLimit: 500, clock: systemClock, logger }),
  ],
  clock: systemClock,
  ticks: () => () => {},
  logger,
  model: readModel(),
  codes: createCodes(Buffer.from("a secret of the bench")),
  attachments: join(dir, "attachments"),
  announce: () => {},
});
await app.start();
while (peer.connections() === 0) await pause(10);
await pause(500);

let sending = 0;
let mostSending = 0;
const states = new Map<string, Delivery["state"]>();
store.onDeliveries(({ rows }) => {
  for (const { id, kind, state } of rows) {
    if (kind !== "broadcast") continue;
    const before = states.get(id) === "sending" ? 1 : 0;
    states.set(id, state);
    sending += (state === "sending" ? 1 : 0) - before;
  }
  mostSending = Math.max(mostSending, sending);
});

const answers: number[] = [];
const ours: number[] = [];
const loops: number[] = [];
const bare: number[] = [];
const memory: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  // A group bears two alerts a day; what is measured is the sending, so yesterday's are made older.
  await forgetDay();
  const drafted = await ask(
    officer,
    `/提示 写 第${round}条\n有人冒充客服说退款，让您开屏幕共享。挂掉，自己查。`,
    /T\d{4}-\d+/,
  );
  await ask(officer, `/提示 送审 ${drafted}`, /已送审/);
  ours.push(await measured(`【第${round}条】`, () => peer.dm(leader, segment(`同意 ${drafted}`)), true));
  await app.idle();
  loops.push(await appendLoop(round));
  bare.push(await bareLoop(round));
  globalThis.gc?.();
  memory.push(process.memoryUsage().rss / 1e6);
}
const ratios = ours.map((ms, i) => ms / (loops[i] ?? 1));
const ms = (all: number[]) => all.map((one) => one.toFixed(0)).join(", ");
print(`${GROUPS.length} groups, from approval to the last frame: ${ms(ours)} ms`);
print(
  `append, sync, send, ${ABREAST} at a time: ${ms(loops)} ms; a bare socket, the same way: ${ms(bare)} ms`,
);
print(
  `ours to the loop: ${ratios.map((r) => r.toFixed(2)).join(", ")}; median ${percentile(ratios, 50).toFixed(2)} (wanted ≤ 1.5)`,
);
print(`most rows sending: ${mostSending} (wanted ≤ ${ABREAST})`);
print(
  `officers' answers meanwhile: ${answers.length}, p99 ${percentile(answers, 99).toFixed(1)} ms (wanted ≤ 20)`,
);
print(`memory after each round: ${ms(memory)} MB`);
await app.stop();
await store.close();
await peer.stop();
await rm(dir, { recursive: true, force: true });

/** Milliseconds until the last group has it; meanwhile an officer asks one thing after the other. */
async function measured(begins: string, begin: () => void, asks = false): Promise<number> {
  let left = GROUPS.length;
  const began = performance.now();
  const done = new Promise<number>((resolve) => {
    onGroup = (words) => {
      if (words.startsWith(begins) && --left === 0) resolve(performance.now() - began);
    };
  });
  begin();
  while (asks && left > 0) {
    const asked = performance.now();
    await ask(officer, "/我是谁", /李/);
    answers.push(performance.now() - asked);
    await pause(5);
  }
  return done;
}

/** The least that keeps the same promise: a row is on the disk before its frame leaves, and its outcome after. */
async function appendLoop(round: number): Promise<number> {
  const file = await open(join(dir, `loop-${round}`), "a");
  const call = await callsOf();
  const row = (id: number, state: string) =>
    JSON.stringify({
      id: `01M85AKZ12XB2ZCS26AB${id}`,
      kind: "broadcast",
      to: { group: id },
      text: textOf(round),
      state,
    });
  const took = await measured(`【环${round}】`, () => {
    void (async () => {
      for (let at = 0; at < GROUPS.length; at += ABREAST) {
        const some = GROUPS.slice(at, at + ABREAST);
        for (const state of ["sending", "sent"]) {
          await file.appendFile(`${some.map((id) => row(id, state)).join("\n")}\n`);
          await file.datasync();
          if (state === "sending") await Promise.all(some.map((id) => call.send(id, textOf(round))));
        }
      }
    })();
  });
  await pause(50);
  await file.close();
  call.close();
  return took;
}

/** The wire alone. */
async function bareLoop(round: number): Promise<number> {
  const call = await callsOf();
  const took = await measured(`【环${round}】`, () => {
    void (async () => {
      for (let at = 0; at < GROUPS.length; at += ABREAST)
        await Promise.all(GROUPS.slice(at, at + ABREAST).map((id) => call.send(id, textOf(round))));
    })();
  });
  await pause(50);
  call.close();
  return took;
}

function textOf(round: number): string {
  return `【环${round}】\n有人冒充客服说退款，让您开屏幕共享。挂掉，自己查。`;
}

/** A socket of its own to the same network. */
async function callsOf() {
  const socket = new WebSocket(peer.url(), { headers: { Authorization: `Bearer ${token}` } });
  const open = new Map<string, () => void>();
  socket.on("message", (data) => {
    const { echo } = JSON.parse(data.toString());
    open.get(echo)?.();
    open.delete(echo);
  });
  await new Promise((resolve) => socket.once("open", resolve));
  let count = 0;
  return {
    send: (group_id: number, words: string) =>
      new Promise<void>((resolve) => {
        const echo = String(++count);
        open.set(echo, resolve);
        socket.send(
          JSON.stringify({ action: "send_group_msg", params: { group_id, message: segment(words) }, echo }),
        );
      }),
    close: () => socket.close(),
  };
}

function ask(who: typeof leader, words: string, wanted: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer to ${words.slice(0, 12)}`)), 30_000);
    waiting.set(who.id, (answer) => {
      const [found] = wanted.exec(answer) ?? [];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    peer.dm(who, segment(words));
  });
}

async function forgetDay(): Promise<void> {
  await store.tx(async (t) => {
    for (const alert of await t.alerts.inStates(["broadcasting", "completed"], 100))
      t.alerts.put({
        ...alert,
        steps: (alert.steps ?? []).map((step) => ({ ...step, at: "2026-01-01T00:00:00.000Z" })),
      });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
