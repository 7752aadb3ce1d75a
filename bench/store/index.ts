import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** `npm run bench -- store [10000,100000,200000] [seconds of rest]`: everything measured in processes of their own. */
export async function bench(args: string[]): Promise<void> {
  const counts = (args[0] ?? "10000,100000,200000").split(",").map(Number);
  const rest = Number(args[1] ?? 30) * 1000;
  const root = await mkdtemp(join(tmpdir(), "jingmin-bench-"));
  try {
    for (const count of counts) {
      const dir = join(root, String(count));
      const began = Date.now();
      await run("fill.ts", [dir, String(count)]);
      print(`\n${count} reports (made in ${((Date.now() - began) / 1000).toFixed(0)} s)`);
      await cp(dir, `${dir}-alone`, { recursive: true });
      const alone = JSON.parse(await run("alone.ts", [`${dir}-alone`, String(count)])) as Rate;
      await rm(`${dir}-alone`, { recursive: true });
      const served = await run("serve.ts", [dir, String(count), String(Date.now()), String(rest)]);
      report(JSON.parse(served) as Result, alone);
    }
    const [small, large] = [Math.min(...counts), Math.max(...counts)];
    if (small !== large) await compare(root, small, large);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** What 64 writers file in the largest store and in the smallest, in turns: the machine is faster now and slower then. */
async function compare(root: string, small: number, large: number): Promise<void> {
  const children = [small, large].map((count) =>
    fork(join(import.meta.dirname, "writers.ts"), [join(root, String(count)), String(count)], {
      execArgv: ["--import", "tsx"],
    }),
  ) as [ChildProcess, ChildProcess];
  await Promise.all(children.map((child) => once(child, "message")));
  const rate = async (child: ChildProcess, ms: number): Promise<number> => {
    child.send(ms);
    return (await once(child, "message"))[0] as number;
  };
  for (const child of children) await rate(child, 2_000);
  const ratios: number[] = [];
  for (let i = 0; i < 7; i++) {
    const few = await rate(children[0], 2_000);
    ratios.push((await rate(children[1], 2_000)) / few);
  }
  for (const child of children) child.kill();
  print(
    `\n64 writers at ${large}, of what they file at ${small}: ${spread(ratios.sort((a, b) => a - b))} (wanted ≥ 0.8)`,
  );
}

interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}
interface Rate extends Quantiles {
  readonly writers: number;
  readonly extent: "report" | "message";
  readonly bytes: number;
  readonly perSecond: number;
  readonly withReads?: number;
  readonly floor: number;
  /** Sorted, of each turn. */
  readonly ofFloor: readonly number[];
  readonly bare: number;
}
interface Result {
  readonly opened: number;
  readonly firstAnswer: number;
  readonly rssOpen: number;
  readonly rssRest: number;
  readonly reads: Readonly<Record<string, Quantiles>>;
  readonly totals: Readonly<Record<string, unknown>>;
  readonly bytesAlone: number;
  readonly rates: readonly Rate[];
  readonly pauses: Readonly<Record<string, { wall: number; cpu: number }>>;
}

const extents = { report: "a report and its number", message: "all that a message leaves" } as const;

function report(r: Result, alone: Rate): void {
  print(`  process start to open ${r.opened} ms, to first durable answer ${r.firstAnswer} ms`);
  print(`  resident memory ${r.rssOpen.toFixed(0)} MB after opening, ${r.rssRest.toFixed(0)} MB at rest`);
  for (const [name, q] of Object.entries(r.reads)) {
    print(`  ${name.padEnd(9)} p50 ${q.p50.toFixed(2)} ms, p99 ${q.p99.toFixed(2)} ms`);
  }
  print(
    `  found: ${JSON.stringify(r.totals)}; written for one report and a checkpoint for it alone ${(r.bytesAlone / 2 ** 20).toFixed(1)} MB`,
  );
  for (const rate of [alone, ...r.rates]) {
    const { writers, extent, bytes, perSecond, p50, p99, withReads } = rate;
    print(
      `  ${String(writers).padStart(2)} writers, ${extents[extent]} (${bytes} bytes): ${perSecond.toFixed(0)}/s, p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    );
    const reads = withReads === undefined ? "" : `; with the bot's reads ${withReads.toFixed(0)}/s`;
    print(
      `     of the floor ${spread(rate.ofFloor)}; floor ${rate.floor.toFixed(0)}/s, bare work ${rate.bare.toFixed(0)}/s${reads}`,
    );
  }
  for (const [name, p] of Object.entries(r.pauses)) {
    print(
      `  longest pause in ${name}: ${p.wall.toFixed(0)} ms by the clock, ${p.cpu.toFixed(0)} ms of own work`,
    );
  }
}

/** Of sorted ratios the median, and between what they lie. */
function spread(ratios: readonly number[]): string {
  const at = (i: number) => (ratios[i] as number).toFixed(2);
  return `${at(Math.floor(ratios.length / 2))} (${at(0)}–${at(ratios.length - 1)})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a script of this folder; gives what it printed. */
function run(script: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", join(import.meta.dirname, script), ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (data) => {
      output += String(data);
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${script} ended with ${code}`)),
    );
  });
}
