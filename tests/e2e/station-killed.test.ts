import { expect, onTestFinished, test, vi } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";
import { loadKey } from "../../src/lib/sealing.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { createStation } from "../support/station-process.ts";

const token = "a-token-for-tests";
const community = [700001, 700002, 700003];
const traffic = 700002;
const officersGroup = 700009;

/** Enough that no alert comes round again: the same text twice in a group is the same slot twice. */
const series = (name: string, title: string) =>
  Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [
      `${name}/${String(i).padStart(3, "0")}.md`,
      `---\ntitle: ${title}${i}\n---\n第${i}条提示。{station}\n`,
    ]),
  );

test("killed between and during slots, the bot sends no slot twice to a group, reaches exactly its audience, and keeps every acknowledged report", async () => {
  const peer = createOnebotPeer({ token });
  await peer.start();
  peer.world.groups.push(
    ...[...community, officersGroup].map((id) => ({ group_id: id, group_name: `群${id}` })),
  );
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [{ name: "qq", type: "onebot", url: peer.url(), token }],
      officers: [{ name: "王", role: "admin", accounts: ["qq:10002"] }],
      groups: [
        ...community.map((id) => ({
          address: `qq:${id}`,
          topics: id === traffic ? ["交通安全"] : ["治安防范"],
        })),
        { address: `qq:${officersGroup}`, kind: "officers" },
      ],
      sending: { quietHours: "off", budget: { qq: { perMinute: 1000, perDay: 100_000, gap: "PT0S" } } },
      intake: { appendWindow: "PT0S", perMinute: 1000 },
    },
    {
      "schedule.yaml": JSON.stringify([
        { id: "daily", series: "daily", cron: "*/2 * * * * *" },
        { id: "traffic", series: "traffic", cron: "*/3 * * * * *", audience: { topics: ["交通安全"] } },
      ]),
      ...series("daily", "每日"),
      ...series("traffic", "交通"),
    },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.stop();
    await station.clean();
  });

  const residents = Array.from({ length: 6 }, (_, i) => ({ id: 2_000_001 + i, name: `居民${i}` }));
  peer.world.friends.push(...residents.map((r) => ({ user_id: r.id, nickname: r.name })));
  const answers = () => residents.reduce((sum, r) => sum + peer.received("user", r.id).length, 0);
  let written = 0;
  for (let round = 0; round < 4; round++) {
    await station.start();
    await vi.waitFor(() => expect(peer.connections()).toBe(1), { timeout: 10_000 });
    const until = Date.now() + 1500 + round * 700;
    while (Date.now() < until) {
      for (const resident of residents)
        peer.dm(resident, [text(`第${written++}件：新程街有人贴小广告，请来看看`)]);
      const answered = answers();
      await vi.waitFor(() => expect(answers()).toBeGreaterThan(answered), { timeout: 10_000 });
    }
    await station.kill();
  }
  await station.start();
  await vi.waitFor(() => expect(peer.connections()).toBe(1), { timeout: 10_000 });
  const before = residents.map((r) => peer.received("user", r.id).length);
  for (const resident of residents) peer.dm(resident, [text("最后一件：路灯不亮")]);
  await vi.waitFor(
    () => {
      for (const [n, r] of residents.entries())
        expect(peer.received("user", r.id).length).toBeGreaterThan(before[n] ?? 0);
      for (const group of community) expect(peer.received("group", group).length).toBeGreaterThan(2);
    },
    { timeout: 20_000 },
  );
  expect(await station.stop()).toBe(0);

  const alertsIn = (group: number) => peer.received("group", group);
  for (const group of community) {
    const alerts = alertsIn(group);
    expect(alerts.length).toBeGreaterThan(2);
    expect(new Set(alerts).size).toBe(alerts.length);
    expect(alerts.some((alert) => alert.includes("交通"))).toBe(group === traffic);
  }
  expect(alertsIn(officersGroup).join()).not.toMatch(/每日|交通/);

  const acknowledged = residents.flatMap((r) =>
    peer.received("user", r.id).flatMap((answer) => /R\d{4}-\d{4,}/.exec(answer)?.[0] ?? []),
  );
  expect(acknowledged.length).toBeGreaterThan(20);
  const store = await openStore({
    dir: `${station.dir}/data`,
    key: await loadKey({ file: `${station.dir}/jingmin.key`, data: `${station.dir}/data` }),
    stamp: "real",
    logger: createLogger({ level: "silent", pretty: false }),
  });
  onTestFinished(() => store.close());
  for (const number of new Set(acknowledged))
    expect(await store.reports.byNumber(number), number).toBeDefined();
  const { reports, total } = await store.reports.find({}, { limit: 100_000 });
  expect(new Set(reports.map((r) => r.number)).size).toBe(total);
  // What a person wrote, or who wrote it, is in no log line of any of the runs.
  expect(station.logs.join("\n")).not.toMatch(/小广告|居民\d|200000\d/);
}, 90_000);
