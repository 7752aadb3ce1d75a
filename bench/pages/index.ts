// npm run bench -- pages [--stored N] [--rate N] [--seconds N] [--streams N]: officers' pages, while residents write.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createWebApp, serveWeb } from "../../src/web/server.ts";
import { openDesk } from "../desk/desk.ts";

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    stored: { type: "string", default: "100000" },
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    streams: { type: "string", default: "200" },
  },
});
const [stored, rate, seconds, streams] = [values.stored, values.rate, values.seconds, values.streams].map(
  Number,
);
/** The figures that are wanted: milliseconds, and megabytes of heap. */
const [WANTED_MS, WANTED_MB] = [100, 30];

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const dir = await mkdtemp(join(tmpdir(), "jingmin-pages-"));
let outcome = 0;
try {
  execFileSync(process.execPath, [
    "--import",
    "tsx",
    "bench/store/fill.ts",
    join(dir, "data"),
    String(stored),
  ]);
  const desk = await openDesk(dir);
  const { app, store } = desk;
  const web = await serveWeb(
    createWebApp({
      logger: createLogger({ level: "fatal", pretty: false }),
      clock: systemClock,
      health: () => store.health(),
      ready: () => [],
      officer: {
        actions: app.actions,
        outbox: app.outbox,
        attachmentPath: app.attachmentPath,
        poster: app.pictureOf,
        drawPage: app.drawPage,
        version: "bench",
        publicUrl: "http://127.0.0.1",
        trustProxy: false,
        demo: true,
      },
    }),
    { host: "127.0.0.1", port: 0 },
  );
  const entered = await fetch(`${web.url}/officer/sign-in`, {
    method: "POST",
    body: new URLSearchParams({ name: "李" }),
    headers: { origin: web.url },
    redirect: "manual",
  });
  const cookie = entered.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const [some] = (await store.reports.find({}, { limit: 1, offset: 500 })).reports;
  const paths = [
    "/officer",
    "/officer/reports?whose=all",
    "/officer/reports?whose=all&state=any&page=20",
    "/officer/reports?whose=all&state=any&q=路灯",
    "/officer/reports?due=late",
    `/officer/reports/${some?.number}`,
    "/officer/alerts",
    "/officer/figures?period=month",
    "/officer/figures?period=year",
    "/officer/sessions",
  ];
  const began = performance.now();
  let written = 0;
  const residents = setInterval(() => {
    const due = Math.floor(((performance.now() - began) / 1000) * (rate ?? 0));
    for (; written < due; written++) desk.residentWrites(written);
  }, 5);
  const times = new Map<string, number[]>(paths.map((path) => [path, []]));
  await pause(1_000);
  const used = process.cpuUsage();
  const measured = performance.now();
  for (let n = 0; performance.now() - measured < (seconds ?? 0) * 1000; n++) {
    const path = paths[n % paths.length] ?? "";
    const from = performance.now();
    const answer = await fetch(web.url + path, { headers: { cookie } });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
    times.get(path)?.push(performance.now() - from);
    await pause(20);
  }
  const { user, system } = process.cpuUsage(used);
  clearInterval(residents);
  await desk.idle();
  const share = (user + system) / 10 / (performance.now() - measured);
  console.log(
    `${stored} reports stored, ${written} messages at ${rate} a second, ${share.toFixed(0)} % of a core`,
  );
  console.log(`${"in ms".padEnd(46)}   p50    p95    (wanted p95 ≤ ${WANTED_MS})`);
  for (const [path, all] of times) {
    const p95 = at(all, 0.95);
    console.log(`${path.padEnd(46)}${at(all, 0.5).toFixed(1).padStart(7)}${p95.toFixed(1).padStart(7)}`);
    if (p95 > WANTED_MS) outcome = 1;
  }
  const before = heap();
  const open = Array.from({ length: streams ?? 0 }, () => new AbortController());
  await Promise.all(
    open.map(({ signal }) =>
      fetch(`${web.url}/officer/events?tables=reports`, { headers: { cookie }, signal }),
    ),
  );
  await pause(500);
  const more = (heap() - before) / 1024 / 1024;
  console.log(
    `${streams} open streams: ${more.toFixed(1)} MB more heap, both ends of them here (wanted ≤ ${WANTED_MB})`,
  );
  if (more > WANTED_MB) outcome = 1;
  for (const one of open) one.abort();
  await web.close();
  await desk.close();
} finally {
  await rm(dir, { recursive: true, force: true });
}
process.exit(outcome);

/** Bytes in use after a collection, the middle of five. */
function heap(): number {
  const all = Array.from({ length: 5 }, () => {
    collect();
    return process.memoryUsage().heapUsed;
  });
  return at(all, 0.5);
}

function at(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN;
}
