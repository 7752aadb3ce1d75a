// npm run bench -- wechaty-station [rounds]: a whole station on WeChat, over real gRPC, with alerts to 50 groups going
// out and people reporting, while its gateway is killed, frozen and signed out. Ids stay the same (what happens when
// they change: tests/e2e/wechat-login.test.ts and the benchmark `wechaty`).
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createLogger } from "../../src/lib/logger.ts";
import { loadKey } from "../../src/lib/sealing.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { freePort } from "../../tests/support/free-port.ts";
import { createOnebotPeer } from "../../tests/support/onebot-peer.ts";
import { type PeerWorld, startPeer, TOKEN } from "../../tests/support/puppet-rig.ts";
import { createStation } from "../../tests/support/station-process.ts";

const rounds = Number(parseArgs({ allowPositionals: true }).positionals[1] ?? 20);
const people = Array.from({ length: 8 }, (_, i) => `居民${i}`);
const groups = Array.from({ length: 50 }, (_, i) => `第${i}警民群`);
const office = "体育场警务室";
const admin = { id: 10_002, name: "王" };

const sent: { to: string; text: string; at: number }[] = [];
const onSent = (message: { to: string; text: string }) => void sent.push({ ...message, at: Date.now() });
const world: PeerWorld = {
  port: await freePort(),
  token: TOKEN,
  people: {
    bot: { id: "bot", name: "警民小助手" },
    ...Object.fromEntries(people.map((name, i) => [name, { id: `user-${i}`, name }])),
  },
  rooms: Object.fromEntries(groups.map((name, i) => [name, { id: `${i}@chatroom`, name }])),
};
let peer = await startPeer(onSent);
await peer.open(world);
const qq = createOnebotPeer({ token: "t" });
await qq.start();
const station = await createStation(
  {
    station: { name: "光明路派出所" },
    offices: [office],
    channels: [
      { name: "qq", type: "onebot", url: qq.url(), token: "t" },
      {
        name: "wechat",
        type: "wechaty",
        puppet: "wechaty-puppet-service",
        options: { endpoint: `127.0.0.1:${world.port}`, token: TOKEN },
      },
    ],
    officers: [{ name: admin.name, role: "admin", accounts: [`qq:${admin.id}`] }],
    groups: groups.map((name) => ({ match: { channel: "wechat", name }, office })),
    sending: {
      quietHours: "off",
      budget: { wechat: { perMinute: 100_000, perDay: 10_000_000, gap: "PT0S" } },
    },
    intake: { appendWindow: "PT0S", perMinute: 1000 },
  },
  {
    "schedule.yaml": JSON.stringify([{ id: "daily", series: "daily", cron: "*/2 * * * * *" }]),
    // So many that no slot has the words of another.
    ...Object.fromEntries(
      Array.from({ length: 1000 }, (_, i) => [
        `daily/${String(i).padStart(4, "0")}.md`,
        `---\ntitle: 提示${i}\n---\n第${i}条提示。{station}\n`,
      ]),
    ),
  },
);
await station.start();

const told = () => qq.received("user", admin.id);
const ask = async (words: string) => {
  const count = told().length;
  qq.dm(admin, [{ type: "text", data: { text: words } }]);
  while (told().length === count) await pause(10);
};
while (!told().join().includes("重新登录")) await pause(50);
for (const i of groups.keys()) await ask(`/群 确认 ${i + 1} ${office}`);
const alerts = () => sent.filter((m) => m.text.includes("条提示"));
while (alerts().length === 0) await pause(50);

let alive = true;
let running = true;
let said = 0;
const writing = (async () => {
  while (running) {
    if (alive) {
      said += 1;
      const words = `第${said}件：新程街有人贴小广告`;
      await Promise.race([peer.dm(people[said % people.length] ?? "", words).catch(() => {}), pause(300)]);
    }
    await pause(60);
  }
})();

const back: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  await pause(1_000 + Math.random() * 3_000);
  const kind = (["kill", "freeze", "sign out"] as const)[round % 3] ?? "kill";
  alive = false;
  if (kind === "sign out") {
    await peer.signOut();
    await pause(Math.random() * 3_000);
    await peer.signIn();
  } else {
    if (kind === "freeze") peer.freeze();
    else await peer.kill();
    await pause(Math.random() * 15_000);
    if (kind === "freeze") peer.thaw();
    else {
      peer = await startPeer(onSent);
      await peer.open(world);
    }
  }
  alive = true;
  const returned = Date.now();
  // After a freeze the first words may be those that were under way when it froze.
  while (!sent.some((m) => m.at > returned) && Date.now() - returned < 60_000) await pause(20);
  back.push(Date.now() - returned);
  process.stdout.write(`round ${round + 1}/${rounds}: ${kind}: the first words after ${back.at(-1)} ms\n`);
}
await pause(5_000);
running = false;
await writing;
await pause(3_000);
const code = await station.stop();

const acknowledged = new Set(
  sent.filter((m) => !m.to.endsWith("@chatroom")).flatMap((m) => /R\d{4}-\d{4,}/.exec(m.text)?.[0] ?? []),
);
const store = await openStore({
  dir: `${station.dir}/data`,
  key: await loadKey({ file: `${station.dir}/jingmin.key`, data: `${station.dir}/data` }),
  stamp: "real",
  logger: createLogger({ level: "silent", pretty: false }),
});
let missing = 0;
for (const number of acknowledged) if (!(await store.reports.byNumber(number))) missing += 1;
const { reports, total } = await store.reports.find({}, { limit: 1_000_000 });
const numbers = new Set(reports.map((report) => report.number)).size;
const unknown = (await store.deliveries.inStates(["unknown"])).length;
await store.close();
await peer.kill();
await qq.stop();
await station.clean();

const perGroup = alerts().map((m) => `${m.to}\n${m.text}`);
const twice = perGroup.length - new Set(perGroup).size;
const slowest = Math.max(...back);
process.stdout.write(
  [
    `${rounds} faults; first words after the peer's return (promised: 15000 ms; a slot is due every 2 s):`,
    `  median ${back.toSorted((a, b) => a - b)[back.length >> 1]} ms, slowest ${slowest} ms`,
    `people wrote ${said}; reports ${total}, acknowledged ${acknowledged.size}, of those missing ${missing}; numbers used twice ${total - numbers}`,
    `alerts to groups ${perGroup.length}, twice ${twice}; deliveries left unknown ${unknown}; exit code ${code}`,
    "",
  ].join("\n"),
);
process.exitCode = missing + twice + (total - numbers) === 0 && slowest <= 15_000 ? 0 : 1;
