/**
 * Intake over 微信客服: 32 residents in flight, each reports and waits for the number. jingmin as a station runs it, told by
 * callbacks, against a bare loop that polls without a pause, appends, syncs once a page and answers.
 *
 * `npm run bench -- kf [rounds]`
 */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../tests/support/free-port.ts";
import { callbackKeys, createKfPeer, KF } from "../../tests/support/kf-peer.ts";
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";
import { type Bot, bytesUnder, spawnBot } from "../onebot/bots.ts";
import { OFFICER, percentile, TOKEN } from "../onebot/network.ts";

const IN_FLIGHT = 32;
const WARM_UP = 8000;
const MEASURED = 8000;
/** So many reports of one person, then somebody else comes: nobody has 500 things to say in a day. */
const REPORTS_EACH = 10;
const NUMBER = /R\d{4}-\d{4,}/;

interface Result {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
  readonly cpu: number;
}
type Peer = ReturnType<typeof createKfPeer>;

const print = (line: string) => process.stdout.write(`${line}\n`);
const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

export async function bench([rounds = "3"]: string[]): Promise<void> {
  const ratios: number[] = [];
  let bytes = 600;
  for (let round = 0; round < Number(rounds); round++) {
    const ours = await measure("jingmin", startJingmin);
    bytes = Math.round(ours.bytes);
    const bare = await measure("bare", (peer, dir) => startBare(peer, dir, bytes));
    ratios.push(ours.perSecond / bare.perSecond);
  }
  const median = percentile(ratios, 50);
  print(
    `reports per second, of the bare loop's: ${ratios.map((r) => r.toFixed(2)).join(", ")}; median ${median.toFixed(2)} (wanted ≥ 0.35)`,
  );
  if (median < 0.35) process.exitCode = 1;
}

async function measure(
  name: string,
  start: (peer: Peer, dir: string, qq: string) => Promise<Bot>,
): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), `jingmin-bench-kf-${name}-`));
  const peer = createKfPeer();
  await peer.wecom.start();
  // The officer is somebody who can be reached: what an unreachable one is owed would be measured instead.
  const qq = createOnebotPeer({ token: TOKEN });
  qq.world.heard = () => {};
  await qq.start();
  const waiting = new Map<string, (text: string) => void>();
  peer.heard = (to, text) => waiting.get(to)?.(text);
  const bot = await start(peer, dir, qq.url());
  const ask = (from: string, text: string) =>
    new Promise<string>((resolve) => {
      waiting.set(from, (answer) => {
        const number = NUMBER.exec(answer)?.[0];
        if (!number) return;
        waiting.delete(from);
        resolve(number);
      });
      peer.write(from, text);
    });
  try {
    await Promise.race([
      ask("wm-first", "光明路路灯坏了三天了，晚上看不见"),
      pause(30_000).then(() => {
        throw new Error(`${name} does not answer`);
      }),
    ]);
    let told = 0;
    const run = async (ms: number, each: (number: string, took: number) => void) => {
      const end = performance.now() + ms;
      await Promise.all(
        Array.from({ length: IN_FLIGHT }, async (_, place) => {
          while (performance.now() < end) {
            const n = told++;
            const from = `wm-${place}-${Math.floor(n / (IN_FLIGHT * REPORTS_EACH))}`;
            const text = `光明路${n}号楼${place}单元三楼楼道堆满纸箱和旧家具，上下楼都不方便，麻烦派人看看`;
            const asked = performance.now();
            each(await ask(from, text), performance.now() - asked);
          }
        }),
      );
    };
    // A station's bot runs for months: each is measured warm.
    await run(WARM_UP, () => {});
    const before = await bytesUnder(dir);
    const cpu = await bot.cpu();
    const began = performance.now();
    const numbers = new Set<string>();
    const took: number[] = [];
    await run(MEASURED, (number, ms) => {
      numbers.add(number);
      took.push(ms);
    });
    const seconds = (performance.now() - began) / 1000;
    if (numbers.size !== took.length) throw new Error("a number was given twice");
    const result = {
      perSecond: took.length / seconds,
      p50: percentile(took, 50),
      p99: percentile(took, 99),
      bytes: ((await bytesUnder(dir)) - before) / took.length,
      cpu: ((await bot.cpu()) - cpu) / seconds,
    };
    print(
      `${name}: ${JSON.stringify(result, (_, v) => (typeof v === "number" ? Math.round(v * 100) / 100 : v))}`,
    );
    return result;
  } finally {
    await bot.stop();
    await peer.wecom.stop();
    await qq.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function startJingmin(peer: Peer, dir: string, qq: string): Promise<Bot> {
  await mkdir(join(dir, "alerts"), { recursive: true });
  await writeFile(join(dir, "alerts", "schedule.yaml"), "[]\n");
  const port = await freePort();
  const { corpId, secret } = peer.wecom;
  const { token, aesKey } = callbackKeys;
  const file = join(dir, "jingmin.yaml");
  const callback = { token, aesKey, listen: `127.0.0.1:${port}` };
  await writeFile(
    file,
    JSON.stringify({
      station: { name: "光明路派出所" },
      channels: [
        { name: "kf", type: "wechat-kf", corpId, secret, openKfId: KF, apiUrl: peer.wecom.url(), callback },
        { name: "qq", type: "onebot", url: qq, token: TOKEN },
      ],
      officers: [{ name: "李", role: "admin", accounts: [`qq:${OFFICER.id}`] }],
      web: { port: 0 },
      intake: { appendWindow: "PT0S", perMinute: 1_000_000 },
      data: "./data",
      alerts: "./alerts",
    }),
  );
  peer.callBack(`http://127.0.0.1:${port}/`);
  const bot = spawnBot(["bin/jingmin.js", "start", "--config", file]);
  // Until it listens, what was posted is lost: the first look reads it.
  await pause(2500);
  return bot;
}

async function startBare(peer: Peer, dir: string, bytes: number): Promise<Bot> {
  const { corpId, secret } = peer.wecom;
  const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
  const answer = await fetch(`${peer.wecom.url()}/cgi-bin/gettoken?${query}`);
  const { access_token } = (await answer.json()) as { access_token: string };
  const args = [peer.wecom.url(), access_token, join(dir, "reports.ndjson"), String(bytes)];
  return spawnBot(["--import", "tsx", here("bare-loop.ts"), ...args]);
}
