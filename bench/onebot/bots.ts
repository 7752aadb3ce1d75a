import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GROUPS, OFFICER, TOKEN } from "./network.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export interface Bot {
  readonly process: ChildProcess;
  /** Seconds of processor time so far. */
  cpu(): Promise<number>;
  /** Megabytes resident. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

export interface BotStart {
  readonly url: string;
  /** An empty folder. */
  readonly dir: string;
}

/** The whole bot as a station runs it; pacing and limits are off, so that what is measured is the bot. */
export async function startJingmin({ url, dir }: BotStart, cron?: string): Promise<Bot> {
  const file = await writeStation(dir, { url, ...(cron !== undefined && { cron, alerts: 30 }) });
  return spawnBot(["bin/jingmin.js", "start", "--config", file]);
}

/** `bytes`: what each report is to weigh on disk. */
export async function startBare({ url, dir }: BotStart, bytes: number): Promise<Bot> {
  const args = [url, TOKEN, join(dir, "reports.ndjson"), String(bytes), String(OFFICER.id)];
  return spawnBot(["--import", "tsx", here("bare-bot.ts"), ...args]);
}

export async function startKoishi({ url, dir }: BotStart): Promise<Bot> {
  if (!existsSync(here("node_modules/koishi"))) {
    throw new Error("Koishi is not installed here: npm ci --prefix bench/onebot");
  }
  return spawnBot([here("koishi-bot.cjs"), url, TOKEN, dir, "10001", String(OFFICER.id)]);
}

/** A station of 50 groups; the alert goes out every ten seconds where `cron` says so. */
export async function writeStation(
  dir: string,
  {
    url,
    cron,
    budget = "{ perMinute: 1000000, perDay: 10000000, gap: PT0S }",
    alerts = 1,
    port = 0,
    intake = "{ appendWindow: PT0S, perMinute: 1000000 }",
  }: {
    url: string;
    cron?: string;
    budget?: string;
    alerts?: number;
    port?: number;
    intake?: string;
  },
): Promise<string> {
  const groups = GROUPS.map(
    (g) => `  - { address: "qq:${g.group_id}", office: 体育场警务室, kind: community }`,
  );
  await mkdir(join(dir, "alerts", "bench"), { recursive: true });
  const schedule = cron === undefined ? "[]" : `- { id: bench, series: bench, cron: "${cron}" }`;
  await writeFile(join(dir, "alerts", "schedule.yaml"), `${schedule}\n`);
  for (let i = 0; i < alerts; i++) {
    const front = ["---", `title: 别点退款链接${i}`, "category: Security", "severity: Minor", "---"].join(
      "\n",
    );
    const text = `【提示第${i}号】有人冒充客服说退款，让您开屏幕共享。挂掉，自己去App里查。拿不准打96110。`;
    await writeFile(join(dir, "alerts", "bench", `${String(i).padStart(3, "0")}.md`), `${front}\n${text}\n`);
  }
  const file = join(dir, "jingmin.yaml");
  await writeFile(
    file,
    [
      "station: { name: 光明路派出所 }",
      "offices: [体育场警务室]",
      `channels: [{ name: qq, type: onebot, url: "${url}", token: ${TOKEN} }]`,
      "officers:",
      `  - { name: 李, role: admin, accounts: ["qq:${OFFICER.id}"] }`,
      "groups:",
      ...groups,
      `web: { port: ${port} }`,
      `sending: { quietHours: off, budget: { qq: ${budget} } }`,
      `intake: ${intake}`,
      "data: ./data",
      "alerts: ./alerts",
      "",
    ].join("\n"),
  );
  return file;
}

/** Bytes on disk under a folder. */
export async function bytesUnder(dir: string): Promise<number> {
  let total = 0;
  for (const name of await readdir(dir, { recursive: true })) {
    const entry = await stat(join(dir, name)).catch(() => undefined);
    if (entry?.isFile()) total += entry.size;
  }
  return total;
}

export function spawnBot(args: string[]): Bot {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: [
      "ignore",
      process.env.BENCH_LOG ? "inherit" : "ignore",
      process.env.BENCH_LOG ? "inherit" : "ignore",
    ],
    env: { ...process.env, LOG_LEVEL: "warn" },
  });
  const proc = (file: string) => readFile(`/proc/${child.pid}/${file}`, "utf8");
  return {
    process: child,
    async cpu() {
      const [user, system] = (await proc("stat")).split(") ")[1]?.split(" ").slice(11, 13) ?? [];
      return (Number(user) + Number(system)) / 100;
    },
    memory: async () => Number(/VmRSS:\s+(\d+)/.exec(await proc("status"))?.[1] ?? 0) / 1024,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        const kill = setTimeout(() => child.kill("SIGKILL"), 15_000);
        child.once("exit", () => {
          clearTimeout(kill);
          resolve();
        });
        child.kill("SIGTERM");
      }),
  };
}
