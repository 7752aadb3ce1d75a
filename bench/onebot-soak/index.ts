// npm run bench -- onebot-soak [--minutes N] [--cut SECONDS] [--rate REPORTS_PER_SECOND]: mixed load with the line cut
// again and again. At the end the bot may hold no more than the stored reports explain: what a bot holds that is started
// anew over the same data.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../../tests/support/free-port.ts";
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";
import { type Bot, spawnBot, writeStation } from "../onebot/bots.ts";
import { GROUPS, OFFICER, TOKEN } from "../onebot/network.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    minutes: { type: "string", default: "20" },
    cut: { type: "string", default: "20" },
    rate: { type: "string", default: "4" },
  },
});
const MINUTES = Number(options.minutes);
const CUT_MS = Number(options.cut) * 1000;
const RATE = Number(options.rate);
const CHATTER = 50;
const HISTORY = 3_000;
/** Ratio of what is held at the end to what the same data cost a bot that has just begun. */
const ALLOWED = 1.15;
const print = (line: string) => process.stdout.write(`${line}\n`);
const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

const dir = await mkdtemp(join(tmpdir(), "jingmin-soak-"));
const [wirePort, webPort] = [await freePort(), await freePort()];
const peer = createOnebotPeer({ port: wirePort, token: TOKEN, heartbeat: 1000 });
peer.world.groups.push(...GROUPS);
let answers = 0;
peer.world.heard = () => void answers++;
const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
peer.world.files.set("pic.png", { base64: png });
await peer.start();
const config = await writeStation(dir, {
  url: peer.url(),
  cron: "*/30 * * * * *",
  alerts: 120,
  port: webPort,
});
const start = () =>
  spawnBot([
    "--expose-gc",
    "--import",
    "tsx",
    "--import",
    new URL("collect-garbage.ts", import.meta.url).href,
    "src/cli/main.ts",
    "start",
    "--config",
    config,
  ]);
let bot: Bot = start();
let outcome = 0;

try {
  await ready();
  const first = await held(bot);
  print(`at the start: ${shown(first)}`);
  const stop = load();
  const until = performance.now() + MINUTES * 60_000;
  for (let cuts = 1; performance.now() < until; cuts++) {
    await pause(CUT_MS);
    if (cuts % 2) peer.hangUp();
    else {
      await peer.stop();
      await pause(2_000);
      await peer.start();
    }
    if (cuts % 6 === 0) print(`after ${cuts} cuts: ${shown(await held(bot))}`);
  }
  const sent = stop();
  await ready();
  await settled();
  const end = await held(bot);
  const { received, accounted } = await account();
  await bot.stop();
  bot = start();
  await ready();
  await settled();
  const fresh = await held(bot);
  const ratio = end.heap / fresh.heap;
  print(
    `\n${sent} frames sent, ${answers} answers; the account: ${received} received, ${accounted} accounted for`,
  );
  print(`at the end: ${shown(end)}`);
  print(`started anew over the same data: ${shown(fresh)}`);
  print(`held at the end against that: ${ratio.toFixed(3)} (wanted ≤ ${ALLOWED})`);
  const left = (what: "handles" | "files") => end[what] - Math.max(first[what], fresh[what]);
  print(`left over: ${left("handles")} handles, ${left("files")} open files (wanted ≤ 0)`);
  if (ratio > ALLOWED || left("handles") > 0 || left("files") > 0 || received !== accounted) outcome = 1;
} finally {
  await bot.stop();
  await peer.stop();
  await rm(dir, { recursive: true, force: true });
}
process.exit(outcome);

/** Begins the load; the returned function ends it and says how many frames were sent. */
function load(): () => number {
  let count = 0;
  const text = (words: string) => [{ type: "text", data: { text: words } }];
  const dm = (id: number, segments: { type: string; data: Record<string, unknown> }[], extra = {}) => {
    count++;
    peer.world.history.push(peer.dm({ id, name: `居民${id}` }, segments, extra));
    if (peer.world.history.length > HISTORY) peer.world.history.splice(0, HISTORY / 3);
  };
  const kinds: ((id: number, n: number) => void)[] = [
    (id, n) => dm(id, text(`光明路${n}号楼三楼楼道堆满纸箱和旧家具，上下楼都不方便，麻烦派人看看`)),
    (id, n) => dm(id, text(`新程街${n}号有人打架，快来`)),
    (id) => dm(id, [{ type: "image", data: { file: "pic.png" } }]),
    (id, n) =>
      dm(id, [
        { type: "forward", data: { content: [{ sender: { nickname: "甲" }, message: text(`转账${n}元`) }] } },
      ]),
    (id, n) =>
      dm(id, [
        {
          type: "json",
          data: { data: { meta: { news: { title: `退款${n}`, jumpUrl: "https://x.example" } } } },
        },
      ]),
    (id) => dm(id, [{ type: "longmsg", data: { id: "1" } }]),
    (id) => dm(id, text("谢谢")),
    (id) => dm(id, text("在吗"), { message_type: "guild" }),
    () => {
      count++;
      peer.push('{"post_type":');
    },
    (id) => dm(id, text("进度")),
  ];
  let n = 0;
  const timers = [
    setInterval(() => {
      n++;
      const id = 20_000_000 + (n % 3_000);
      // Every second message is a report.
      kinds[n % 2 ? 0 : (n / 2) % kinds.length]?.(id, n);
    }, 500 / RATE),
    setInterval(() => {
      count++;
      const from = { id: 3_000_000 + (n % 500), name: "群友" };
      peer.say(7_000_001 + (count % 50), from, text(`今天天气不错 ${count}`));
    }, 1000 / CHATTER),
    setInterval(() => dm(OFFICER.id, text(n % 4 ? "/列表" : "/状态")), 2_000),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
    return count;
  };
}

interface Held {
  /** Megabytes after a collection of garbage: V8's heap with what lies beside it, and all that is resident. */
  readonly heap: number;
  readonly resident: number;
  readonly handles: number;
  readonly files: number;
}

/** The least of some looks: a collection comes every three seconds. */
async function held({ memory }: Bot): Promise<Held> {
  const looks: Held[] = [];
  for (let look = 0; look < 10; look++) {
    const figures = await metrics();
    const heap =
      (figure(figures, "nodejs_heap_size_used_bytes") + figure(figures, "nodejs_external_memory_bytes")) /
      1e6;
    const handles = figure(figures, "nodejs_active_handles_total");
    looks.push({ heap, resident: await memory(), handles, files: figure(figures, "process_open_fds") });
    await pause(700);
  }
  return looks.reduce((a, b) => ({
    heap: Math.min(a.heap, b.heap),
    resident: Math.min(a.resident, b.resident),
    handles: Math.min(a.handles, b.handles),
    files: Math.min(a.files, b.files),
  }));
}

function shown({ heap, resident, handles, files }: Held): string {
  return `heap ${heap.toFixed(1)} MB, resident ${resident.toFixed(0)} MB, ${handles} handles, ${files} files`;
}

async function metrics(): Promise<string> {
  return (await fetch(`http://127.0.0.1:${webPort}/metrics`)).text();
}

/** The sum over all labels. */
function figure(text: string, name: string): number {
  const lines = text.matchAll(new RegExp(`^jingmin_${name}(?:\\{[^}]*\\})? ([\\d.e+-]+)$`, "gm"));
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}

async function account(): Promise<{ received: number; accounted: number }> {
  const text = await metrics();
  const received = figure(text, "messages_received_total");
  return { received, accounted: figure(text, "messages_accounted_total") };
}

async function ready(): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const answer = await fetch(`http://127.0.0.1:${webPort}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error("the bot is not ready");
}

/** Until everything is answered and kept: the journal's last checkpoint is a minute away. */
async function settled(): Promise<void> {
  await pause(75_000);
}
