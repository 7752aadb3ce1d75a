import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cronTicks } from "../../src/alerts/ticks.ts";
import type { House } from "../../src/app/house.ts";
import { createDemoHouse } from "../../src/app/sample/demo-house.ts";
import { openStation, type StationOptions } from "../../src/app/station.ts";
import { loadConfig } from "../../src/config/config.ts";
import { categories, type Status } from "../../src/domain/reports.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { verifyFolder } from "../../src/store/lowdb/backup/verify.ts";

const states: Status[] = [
  "received",
  "accepted",
  "in_progress",
  "resolved",
  "unresolved",
  "referred",
  "duplicate",
  "rejected",
  "withdrawn",
];

let dir: string;
let house: House;
let first: unknown;
let options: StationOptions;

/** Presses one of the page's buttons. */
async function press(path: string, fields: Record<string, string> = {}) {
  const { web } = await house.current();
  const body = new URLSearchParams(fields);
  const env = { incoming: { socket: { remoteAddress: "127.0.0.1", remotePort: 1, remoteFamily: "IPv4" } } };
  const headers = { host: "127.0.0.1:8080", origin: "http://127.0.0.1:8080" };
  return web.fetch(new Request(`http://127.0.0.1:8080${path}`, { method: "POST", body, headers }), env);
}

async function all() {
  const { store } = await house.current();
  return (await store.reports.find({}, { limit: 500 })).reports;
}

/** Of all reports: what does not hang on ids drawn by lot. */
async function facts() {
  return (await all()).map(({ number, category, status, priority, receivedAt, closedAt, dueAt }) => ({
    number,
    category,
    status,
    priority,
    receivedAt,
    closedAt,
    dueAt,
  }));
}

/** What a person says to the bot, and all that it has said to them. */
async function say(persona: string, text: string): Promise<string[]> {
  const { room, app } = await house.current();
  await room?.say(persona, `direct:${persona}`, { text });
  await app.idle();
  return (room?.history(`direct:${persona}`) ?? []).map((one) => one.text);
}

async function inGroup(group: string): Promise<string[]> {
  const { room } = await house.current();
  return (room?.history(`group:${group}`) ?? []).map((one) => one.text);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "jingmin-sample-"));
  const config = await loadConfig("jingmin.yaml");
  options = {
    config: { ...config, data: join(dir, "data") },
    key: Buffer.alloc(32, 7),
    logger: createLogger({ level: "warn", pretty: false, write: () => {} }),
    clock: systemClock,
    ticks: cronTicks,
    announce: () => {},
  };
  house = await createDemoHouse(options);
  await house.start();
  expect(await all()).toEqual([]);
  expect((await press("/chat/demo/clock", { move: "hour" })).status).toBe(400);
  expect((await press("/chat/demo/sample")).status).toBe(303);
  first = await facts();
}, 180_000);
afterAll(async () => {
  await house.close();
  await rm(dir, { recursive: true, force: true });
});

test("the sample has reports of every category in every state, some restricted, sensitive, urgent, overdue, rated", async () => {
  const reports = await all();
  expect(reports.length).toBeGreaterThanOrEqual(60);
  expect(new Set(reports.map(({ category }) => category))).toEqual(new Set(categories));
  expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(states));
  for (const mark of ["restricted", "sensitive", "rating", "mergedInto"] as const)
    expect(reports.some((report) => report[mark] !== undefined)).toBe(true);
  const open = reports.filter(({ closedAt }) => !closedAt);
  expect(open.some(({ priority }) => priority === "urgent")).toBe(true);
  const { app } = await house.current();
  expect(open.some(({ firstDueAt = "9" }) => firstDueAt < app.actions.clock.now().toISOString())).toBe(true);
  expect((await inGroup("tiyuchang")).length).toBeGreaterThan(20);
}, 60_000);

test("each of the shipped ledgers is in use in the sample and holds what was written in chat, nothing half-finished", async () => {
  const { store, app } = await house.current();
  const ids = app.actions.ledgers().map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      "visits",
      "hazards",
      "mediation",
      "patrols",
      "helpers",
      "rentals",
      "outreach",
      "appointments",
    ]),
  );
  const { entries } = await store.ledgerEntries.find({}, { limit: 100 });
  expect(new Set(entries.map(({ ledger }) => ledger))).toEqual(new Set(ids));
  expect(await store.ledgerDrafts.all()).toEqual([]);
  const today = "2026-11-26";
  expect(entries.some(({ dueOn = "9" }) => dueOn < today)).toBe(true);
  expect(entries.some(({ endedAt }) => endedAt !== undefined)).toBe(true);
}, 60_000);

test("the alert that waits is approved, goes out tomorrow morning once, and a restart goes on from there", async () => {
  const { store } = await house.current();
  const [waiting] = await store.alerts.inStates(["pending-approval"], 5);
  expect(await say("chen", `同意 ${waiting?.number}`)).toContainEqual(expect.stringMatching(/已同意/));
  const title = `【${waiting?.title}】`;
  const sent = async () => (await inGroup("tiyuchang")).filter((text) => text.includes(title)).length;
  expect(await sent()).toBe(0);
  expect((await press("/chat/demo/clock", { move: "morning" })).status).toBe(303);
  expect(await sent()).toBe(1);
  const moved = (await house.current()).app.actions.clock.now();
  expect(moved.toISOString()).toMatch(/^2026-11-27T00:30/);

  await house.close();
  const data = join(dir, "data", "sample");
  expect((await verifyFolder({ dir: data, key: options.key })).problems).toEqual([]);
  // As a process leaves it that died while it made another one.
  await mkdir(join(dir, "data", "sample.making"));
  house = await createDemoHouse(options);
  expect(await readdir(join(dir, "data"))).not.toContain("sample.making");
  await house.start();
  await (await house.current()).app.idle();
  expect((await house.current()).app.actions.clock.now().getTime()).toBeGreaterThanOrEqual(moved.getTime());
  await press("/chat/demo/clock", { move: "hour" });
  expect(await sent()).toBe(1);
}, 60_000);

test("a station without the local channel has neither the buttons nor the clock", async () => {
  const config = {
    ...options.config,
    data: join(dir, "real"),
    channels: [{ name: "byhand", type: "manual" as const }],
  };
  const station = await openStation({ ...options, config, clock: systemClock });
  const request = new Request("http://127.0.0.1:8080/chat/demo/sample", { method: "POST" });
  expect((await station.web.fetch(request)).status).toBe(404);
  await station.store.close();
});

test("made anew, the sample is the same again, whatever was done in it", async () => {
  await say("zhangdama", "体育场北门路灯不亮，晚上看不见路");
  expect(await facts()).not.toEqual(first);
  expect((await press("/chat/demo/sample")).status).toBe(303);
  expect(await facts()).toEqual(first);
}, 180_000);

test("leaving the sample gives the demo back as it was, and nothing of the sample stays", async () => {
  expect((await press("/chat/demo/leave")).status).toBe(303);
  expect(await all()).toEqual([]);
  expect(await readdir(join(dir, "data"))).not.toContain("sample");
}, 60_000);
