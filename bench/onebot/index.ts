// npm run bench -- onebot [--seconds N] [--rounds N] [--only jingmin,bare,koishi]
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Bot, type BotStart, bytesUnder, startBare, startJingmin, startKoishi } from "./bots.ts";
import { type Network, OFFICER, openNetwork, percentile } from "./network.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: {
    seconds: { type: "string", default: "10" },
    /** One bot after the other, so often: the machine is faster now and slower then. */
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "jingmin,bare,koishi" },
  },
});
const SECONDS = Number(options.seconds);
const WARM_UP = 3;
const IN_FLIGHT = 32;
const CHATTER = 2000;
const QUERIES = 400;
const print = (line: string) => process.stdout.write(`${line}\n`);

interface Result {
  perSecond: number;
  p50: number;
  p99: number;
  bytes: number;
  query: { p50: number; p99: number };
  busyQuery: { p50: number; p99: number };
  chatterCpu: number;
  chatterSent: number;
  fanOut: number;
  memory: number;
  reports: number;
}

let bytesPerReport = 900;
const starts: Record<string, (start: BotStart) => Promise<Bot>> = {
  jingmin: (start) => startJingmin(start),
  bare: (start) => startBare(start, bytesPerReport),
  koishi: startKoishi,
};
/** By bot, one of each round. */
const results = new Map<string, Result[]>();
for (let round = 1; round <= Number(options.rounds); round++) {
  for (const name of options.only.split(",")) await run(name, round);
}
summary();
process.exit();

async function run(name: string, round: number): Promise<void> {
  const start = starts[name];
  if (!start) throw new Error(`no such bot: ${name}`);
  print(`${name}, round ${round} …`);
  try {
    const result = await measure(name, start);
    results.set(name, [...(results.get(name) ?? []), result]);
    if (name === "jingmin") bytesPerReport = Math.round(result.bytes);
    print(JSON.stringify(result, (_key, v) => (typeof v === "number" ? Math.round(v * 100) / 100 : v)));
  } catch (error) {
    // The others are still worth measuring.
    print(`${name}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

async function measure(name: string, start: (start: BotStart) => Promise<Bot>): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), `jingmin-bench-${name}-`));
  const network = await openNetwork();
  const bot = await start({ url: network.url, dir });
  try {
    await until(() => network.connected());
    await untilAnswered(network);
    const intake = await measureIntake(network, dir);
    const number = intake.numbers[Math.floor(intake.numbers.length / 2)] ?? "";
    const query = await measureQueries(network, number);
    await network.introduceGroups();
    const cpu = await bot.cpu();
    const stop = network.chatter(CHATTER);
    const began = performance.now();
    const busyQuery = await measureQueries(network, number);
    await pause(Math.max(0, SECONDS * 1000 - (performance.now() - began)));
    const chatterSent = stop();
    const chatterCpu = (await bot.cpu()) - cpu;
    const keepsUp = Number.isFinite(busyQuery.p99);
    const fanOut =
      name === "jingmin"
        ? await scheduledFanOut()
        : keepsUp
          ? await fanOutOf(network)
          : Number.POSITIVE_INFINITY;
    return {
      ...intake.result,
      query,
      busyQuery,
      chatterCpu: (chatterCpu / (performance.now() - began)) * 1000,
      chatterSent,
      fanOut,
      memory: await bot.memory(),
      reports: intake.numbers.length,
    };
  } finally {
    await bot.stop();
    await network.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function measureIntake(network: Network, dir: string) {
  const latencies: number[] = [];
  const numbers: string[] = [];
  // A station's bot runs for months: each is measured warm.
  await reports(network, WARM_UP * 1000, () => {});
  const before = await bytesUnder(dir);
  const began = performance.now();
  await reports(network, SECONDS * 1000, (number, took) => {
    numbers.push(number);
    latencies.push(took);
  });
  const seconds = (performance.now() - began) / 1000;
  const twice = numbers.length - new Set(numbers).size;
  if (twice > 0) throw new Error(`${twice} numbers were given twice`);
  const result = {
    perSecond: numbers.length / seconds,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
    bytes: ((await bytesUnder(dir)) - before) / numbers.length,
  };
  return { result, numbers };
}

/** As many residents as are in flight report one thing after the other for `ms`. */
async function reports(network: Network, ms: number, each: (number: string, took: number) => void) {
  const end = performance.now() + ms;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async (_, place) => {
      while (performance.now() < end) {
        const asked = performance.now();
        each(await network.report(place), performance.now() - asked);
      }
    }),
  );
}

/** A bot that cannot keep up does not answer at all: infinite, and no more is asked. */
async function measureQueries(network: Network, number: string) {
  const latencies: number[] = [];
  const wanted = new RegExp(`${number}[^]*楼道`);
  while (latencies.length < QUERIES && latencies.at(-1) !== Number.POSITIVE_INFINITY) {
    const asked = performance.now();
    const answer = await network.ask(OFFICER, `/show ${number}`, wanted).catch(() => undefined);
    latencies.push(answer === undefined ? Number.POSITIVE_INFINITY : performance.now() - asked);
  }
  return { p50: percentile(latencies, 50), p99: percentile(latencies, 99) };
}

/** Milliseconds from the first to the last of 50 groups, told by the officer. */
async function fanOutOf(network: Network): Promise<number> {
  const last = lastOfGroups(network);
  network.peer.dm(OFFICER, [{ type: "text", data: { text: "/提示" } }]);
  return last;
}

/** The same of jingmin, whose alerts go out by their schedule: a bot of its own, or one would go out while reports are counted. */
async function scheduledFanOut(): Promise<number> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-bench-alert-"));
  const network = await openNetwork();
  const bot = await startJingmin({ url: network.url, dir }, "*/5 * * * * *");
  try {
    return await lastOfGroups(network);
  } finally {
    await bot.stop();
    await network.close();
    await rm(dir, { recursive: true, force: true });
  }
}

async function lastOfGroups(network: Network): Promise<number> {
  const times: number[] = [];
  network.onGroup(() => times.push(performance.now()));
  await until(() => times.length >= 50);
  return (times[49] ?? 0) - (times[0] ?? 0);
}

async function until(condition: () => boolean): Promise<void> {
  const began = performance.now();
  while (!condition()) {
    if (performance.now() - began > 90_000) throw new Error("waited for 90 s in vain");
    await pause(10);
  }
}

/** A bot that has connected may still be starting. */
async function untilAnswered(network: Network): Promise<void> {
  for (let tries = 0; ; tries++) {
    const number = await network
      .ask({ id: 2_500_000, name: "先来" }, "光明路路灯坏了三天了，晚上看不见", /R\d/, 2000)
      .catch(() => "");
    if (number) return;
    if (tries > 20) throw new Error("the bot does not answer");
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function summary(): void {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  print(
    `\n${"".padEnd(10)}reports/s  p50       p99       query p99  with ${CHATTER}/s chatter  CPU of it  50 groups  memory`,
  );
  for (const [name, all] of results) {
    const of = (figure: (r: Result) => number) => median(all.map(figure));
    const row = [
      of((r) => r.perSecond).toFixed(0),
      ms(of((r) => r.p50)),
      ms(of((r) => r.p99)),
      ms(of((r) => r.query.p99)),
      ms(of((r) => r.busyQuery.p99)),
      `${(of((r) => r.chatterCpu) * 100).toFixed(0)} %`,
      ms(of((r) => r.fanOut)),
      `${of((r) => r.memory).toFixed(0)} MB`,
    ];
    print([name.padEnd(9), ...row.map((cell) => cell.padEnd(10))].join(" "));
  }
  compare("reports per second, of the bare bot's", "bare", (r) => r.perSecond, "≥ 0.35");
  compare("reports per second, times Koishi's", "koishi", (r) => r.perSecond, "≥ 8");
  compare("query p99 under chatter, times the bare bot's", "bare", (r) => r.busyQuery.p99, "≤ 10");
}

/** Ours to another bot's, round by round. */
function compare(what: string, other: string, figure: (r: Result) => number, wanted: string): void {
  const ours = results.get("jingmin") ?? [];
  const theirs = results.get(other) ?? [];
  const ratios = ours.flatMap((r, i) => (theirs[i] ? [figure(r) / figure(theirs[i])] : []));
  if (ratios.length === 0) return;
  const each = ratios.map((ratio) => ratio.toFixed(2)).join(", ");
  print(`${what}: ${each}; median ${median(ratios).toFixed(2)} (wanted ${wanted})`);
}

function median(values: readonly number[]): number {
  return percentile([...values], 50);
}
