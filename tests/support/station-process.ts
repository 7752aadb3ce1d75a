import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

export interface StationProcess {
  readonly dir: string;
  /** Resolves once it says that it runs. */
  start(...flags: string[]): Promise<void>;
  /** As a power switch would: SIGKILL, whatever it is doing. */
  kill(): Promise<void>;
  /** As an operator would; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** All it ever printed on standard output. */
  readonly logs: string[];
  /** Resolves with the exit code of the last run, whatever ended it. */
  ended(): Promise<number | null>;
  /** What the last run printed for the operator, on standard error. */
  said(): string;
  /** Removes the folder. */
  clean(): Promise<void>;
}

/** A station as `npm start -- --config FILE` runs it, in a process of its own, over a folder that outlives it. */
export async function createStation(config: object, alerts: Record<string, string>): Promise<StationProcess> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-station-"));
  for (const [path, text] of Object.entries(alerts)) {
    await mkdir(join(dir, "alerts", path, ".."), { recursive: true });
    await writeFile(join(dir, "alerts", path), text);
  }
  const file = join(dir, "jingmin.yaml");
  const whole = { web: { port: 0 }, data: "./data", alerts: "./alerts", ...config };
  await writeFile(file, JSON.stringify(whole));
  const logs: string[] = [];
  let child: ChildProcess | undefined;
  let ended: Promise<number | null> = Promise.resolve(null);
  let said: string[] = [];
  return {
    dir,
    logs,
    async start(...flags) {
      const running = spawn(
        process.execPath,
        [resolve("bin/jingmin.js"), "start", "--config", file, ...flags],
        {
          stdio: ["ignore", "pipe", "pipe"],
          env: { ...process.env, LOG_LEVEL: "debug" },
        },
      );
      child = running;
      said = [];
      ended = new Promise((done) => running.once("close", done));
      const ready = new Promise<true>((up) => {
        createInterface({ input: running.stdout }).on("line", (line) => {
          logs.push(line);
          if (line.includes('"msg":"started"')) up(true);
        });
      });
      createInterface({ input: running.stderr }).on("line", (line) => said.push(line));
      const first = await Promise.race([ready, ended]);
      if (first !== true) throw new Error(`the station ended with code ${first}: ${said.join("\n")}`);
    },
    async kill() {
      child?.kill("SIGKILL");
      await ended;
    },
    async stop() {
      child?.kill("SIGTERM");
      return ended;
    },
    ended: () => ended,
    said: () => said.join("\n"),
    clean: () => rm(dir, { recursive: true, force: true }),
  };
}
