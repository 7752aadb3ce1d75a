// npm run bench -- flood [--seconds N] [--rate N]: one account floods the station while fifty others report.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../../tests/support/free-port.ts";
import { spawnBot, writeStation } from "../onebot/bots.ts";
import { type Network, OFFICER, openNetwork, percentile } from "../onebot/network.ts";
import { attackText } from "./attacks.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { seconds: { type: "string", default: "20" }, rate: { type: "string", default: "200" } },
});
const SECONDS = Number(options.seconds);
const RATE = Number(options.rate);
const RESIDENTS = 50;
/** The figure that is wanted, in milliseconds. */
const WANTED = 200;
const FLOODER = { id: 6_000_000, name: "洪水" };
const print = (line: string) => process.stdout.write(`${line}\n`);

/** Danger, blame, pictures of nothing, attacks on patterns: what an account can say by turns. */
const said = [
  (n: number) => `着火了${n}，快来`,
  (n: number) => `我要投诉窗口的民警骂人${n}`,
  (n: number) => `新程街${n}号门口有人贴小广告`,
  (n: number) => attackText(n, 4_500),
];

const dir = await mkdtemp(join(tmpdir(), "jingmin-flood-"));
const network = await openNetwork();
const port = await freePort();
// The limits as a station has them: they are what is measured.
const config = await writeStation(dir, { url: network.url, port, intake: "{}" });
const bot = spawnBot(["bin/jingmin.js", "start", "--config", config]);
let outcome = 0;

try {
  await until(() => network.connected(), 30_000);
  const quiet = await report(network, 3, 1);
  const stop = flood(network);
  const loud = await report(network, SECONDS, 2);
  const sent = stop();
  await pause(3_000);
  const missing = await absent(network, loud.numbers);
  const { received, accounted } = await figures();
  const p99 = percentile(loud.times, 99);
  print(
    `${sent} messages of one account in ${SECONDS} s, ${loud.numbers.length} reports of ${RESIDENTS} others`,
  );
  print(`answered without the flood: p50 ${ms(quiet.times, 50)}, p99 ${ms(quiet.times, 99)}`);
  print(
    `answered in the flood:      p50 ${ms(loud.times, 50)}, p99 ${ms(loud.times, 99)} (wanted ≤ ${WANTED} ms)`,
  );
  print(`not answered: ${loud.lost} (wanted 0); answered and not there: ${missing} (wanted 0)`);
  print(`received ${received}, accounted for ${accounted} (wanted the same)`);
  if (p99 > WANTED || loud.lost > 0 || missing > 0 || received !== accounted) outcome = 1;
} finally {
  await bot.stop();
  await network.close();
  await rm(dir, { recursive: true, force: true });
}
process.exit(outcome);

function flood(net: Network): () => number {
  const began = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * RATE);
    for (; sent < due; sent++) {
      const text = (said[sent % said.length] ?? String)(sent);
      net.peer.dm(FLOODER, [{ type: "text", data: { text } }]);
    }
  }, 5);
  return () => {
    clearInterval(timer);
    return sent;
  };
}

/** Fifty residents, each of whom reports once a second and waits for the number. */
async function report(net: Network, seconds: number, run: number) {
  const times: number[] = [];
  const numbers: string[] = [];
  let lost = 0;
  const until = performance.now() + seconds * 1000;
  async function one(place: number): Promise<void> {
    await pause((place * 1000) / RESIDENTS);
    for (let n = 0; performance.now() < until; n++) {
      // Somebody else each time: nobody has a new matter every second.
      const id = 7_000_000 + run * 1_000_000 + n * RESIDENTS + place;
      const text = `光明路${n}号楼${place}单元三楼楼道堆满纸箱和旧家具，麻烦派人看看`;
      const began = performance.now();
      const answer = await net.ask({ id, name: `居民${id}` }, text, /R\d{4}-\d{4,}/).catch(() => "");
      const took = performance.now() - began;
      const number = /R\d{4}-\d{4,}/.exec(answer)?.[0];
      if (number) numbers.push(number);
      else lost++;
      times.push(took);
      await pause(Math.max(0, 1000 - took));
    }
  }
  await Promise.all(Array.from({ length: RESIDENTS }, (_, place) => one(place)));
  return { times, numbers, lost };
}

/** How many of these an officer cannot open. */
async function absent(net: Network, numbers: readonly string[]): Promise<number> {
  let missing = 0;
  for (const number of numbers) {
    const shown = await net.ask(OFFICER, `/看 ${number}`, new RegExp(`${number}|没有找到`)).catch(() => "");
    if (!shown.includes("楼道")) missing++;
  }
  return missing;
}

async function figures(): Promise<{ received: number; accounted: number }> {
  const text = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
  const sum = (name: string) =>
    text
      .split("\n")
      .filter((line) => line.startsWith(`jingmin_${name}{`))
      .reduce((total, line) => total + Number(line.split(" ").at(-1)), 0);
  return { received: sum("messages_received_total"), accounted: sum("messages_accounted_total") };
}

function ms(times: readonly number[], p: number): string {
  return `${percentile(times, p).toFixed(0)} ms`;
}

async function until(condition: () => boolean, timeout: number): Promise<void> {
  const began = performance.now();
  while (!condition()) {
    if (performance.now() - began > timeout) throw new Error(`waited for ${timeout} ms in vain`);
    await pause(50);
  }
}

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, length));
}
