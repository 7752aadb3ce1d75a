// npm run bench -- onebot-faults [--faults N]: the implementation fails at random moments while residents report and alerts go out.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { freePort } from "../../tests/support/free-port.ts";
import { spawnBot, writeStation } from "../onebot/bots.ts";
import { OFFICER, percentile } from "../onebot/network.ts";
import { type FaultyNetwork, faults, openFaultyNetwork } from "./network.ts";

const { values: options } = parseArgs({
  args: process.argv.slice(3),
  options: { faults: { type: "string", default: "50" } },
});
const ROUNDS = Number(options.faults);
const RESIDENTS = 8;
const NUMBER = /R\d{4}-\d{4,}/;
const print = (line: string) => process.stdout.write(`${line}\n`);

const dir = await mkdtemp(join(tmpdir(), "jingmin-faults-"));
const [wirePort, webPort] = [await freePort(), await freePort()];
const network = await openFaultyNetwork(wirePort);
const config = await writeStation(dir, {
  url: `ws://127.0.0.1:${wirePort}/`,
  cron: "*/30 * * * * *",
  budget: "{ perMinute: 600, perDay: 1000000, gap: PT0.2S }",
  // No alert twice in the run: then no text may reach a group twice.
  alerts: 120,
  port: webPort,
});
const bot = spawnBot(["bin/jingmin.js", "start", "--config", config]);
const acknowledged = new Map<string, number>();
const lost: number[] = [];
let reporting = true;
let outcome = 0;

try {
  await until(isReady, 60_000);
  const residents = Array.from({ length: RESIDENTS }, (_, i) => reportOn(network, 2_000_000 + i));
  const returns: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await pause(500 + Math.random() * 3000);
    const fault = faults[Math.floor(Math.random() * faults.length)] ?? "dies";
    const lasts = 300 + Math.random() * 5000;
    await network.suffer(fault, lasts);
    const back = performance.now();
    await until(isReady, 60_000);
    returns.push(performance.now() - back);
    print(
      `${round + 1}. ${fault} for ${(lasts / 1000).toFixed(1)} s: back after ${(returns.at(-1) ?? 0).toFixed(0)} ms`,
    );
  }
  await pause(25_000);
  reporting = false;
  await Promise.all(residents);
  const missing = await askFor(network, [...acknowledged.keys()]);
  const twice = [...network.groupTexts].filter(([, times]) => times > 1);
  const given = [...acknowledged.values()].filter((times) => times > 1).length;
  const doubtful = await unknownDeliveries();
  const account = await readAccount();
  print(
    `\n${ROUNDS} faults, ${acknowledged.size} reports acknowledged, ${network.groupTexts.size} alerts in groups`,
  );
  print(
    `back after the peer's return: p50 ${percentile(returns, 50).toFixed(0)} ms, longest ${Math.max(...returns).toFixed(0)} ms (wanted ≤ 15,000)`,
  );
  print(`acknowledged reports that are not there: ${missing.length} (wanted 0)`);
  print(`numbers given to two reports: ${given} (wanted 0)`);
  print(`messages of residents that were never answered: ${lost.length}`);
  print(`alerts that reached a group twice: ${twice.length} (wanted 0)`);
  print(`deliveries of unknown fate: ${doubtful ?? "?"} (at most one for each fault: ${ROUNDS})`);
  print(`messages received: ${account.received}, accounted for: ${account.accounted} (wanted the same)`);
  if (account.received !== account.accounted) outcome = 1;
  if (missing.length > 0 || given > 0 || twice.length > 0 || Math.max(...returns) > 15_000) outcome = 1;
} finally {
  reporting = false;
  await bot.stop();
  await network.close();
  await rm(dir, { recursive: true, force: true });
}
process.exit(outcome);

/** A resident writes, waits for the number, writes again. What is not answered in 90 s counts as lost. */
async function reportOn(net: FaultyNetwork, first: number): Promise<void> {
  for (let n = 1; reporting; n++) {
    // Somebody else from time to time: past 500 messages a day nobody is answered.
    const id = first + RESIDENTS * Math.floor(n / 400);
    const answers = net.answersOf(id);
    const before = new Set(answers.flatMap((text) => NUMBER.exec(text)?.[0] ?? []));
    net.write(id, `光明路${n}号楼${id % 10}单元楼道堆满纸箱，麻烦派人看看`);
    const fresh = () =>
      answers.flatMap((text) => NUMBER.exec(text)?.[0] ?? []).find((found) => !before.has(found));
    await until(async () => fresh() !== undefined, 90_000).catch(() => lost.push(n));
    const number = fresh();
    if (number) acknowledged.set(number, (acknowledged.get(number) ?? 0) + 1);
    await pause(200);
  }
}

/** Asks an officer's way for each number, fifty at a time; gives those that are not there. */
async function askFor(net: FaultyNetwork, numbers: string[]): Promise<string[]> {
  const answers = net.answersOf(OFFICER.id);
  const missing: string[] = [];
  for (let at = 0; at < numbers.length; at += 50) {
    const from = answers.length;
    const some = numbers.slice(at, at + 50);
    for (const number of some) net.write(OFFICER.id, `/show ${number}`);
    const absent = () => {
      const shown = answers.slice(from).filter((text) => text.includes("楼道"));
      return some.filter((number) => !shown.some((text) => text.includes(number)));
    };
    await until(async () => absent().length === 0, 20_000).catch(() => missing.push(...absent()));
  }
  return missing;
}

/** Asked of the officers' list of today's alerts: 「不确定3」. */
async function unknownDeliveries(): Promise<number | undefined> {
  const answers = network.answersOf(OFFICER.id);
  let total = 0;
  for (let page = 1; page < 20; page++) {
    const from = answers.length;
    network.write(OFFICER.id, `/提示 第${page}页`);
    await until(async () => answers.length > from, 20_000).catch(() => {});
    const text = answers.slice(from).join("\n");
    const found = [...text.matchAll(/不确定\s?(\d+)/g)].map((match) => Number(match[1]));
    total += found.reduce((a, b) => a + b, 0);
    if (!new RegExp(`第${page + 1}页`).test(text)) return total;
  }
  return total;
}

/** The two sums, once nothing is under way any more. */
async function readAccount(): Promise<{ received: number; accounted: number }> {
  let account = { received: 0, accounted: -1 };
  const look = async () => {
    const text = await (await fetch(`http://127.0.0.1:${webPort}/metrics`)).text();
    const sum = (name: string) =>
      [...text.matchAll(new RegExp(`^jingmin_messages_${name}_total\\{.*\\} (\\d+)$`, "gm"))]
        .map(([, count]) => Number(count))
        .reduce((a, b) => a + b, 0);
    account = { received: sum("received"), accounted: sum("accounted") };
    return account.received === account.accounted;
  };
  await until(look, 10_000).catch(() => {});
  return account;
}

async function isReady(): Promise<boolean> {
  return fetch(`http://127.0.0.1:${webPort}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function until(condition: () => Promise<boolean>, timeout: number): Promise<void> {
  const began = performance.now();
  while (!(await condition())) {
    if (performance.now() - began > timeout) throw new Error(`waited for ${timeout} ms in vain`);
    await pause(50);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
