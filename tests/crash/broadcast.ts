import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { groupsReached } from "../../src/domain/alert-corrections.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { loadKey } from "../../src/lib/sealing.ts";
import { inZone } from "../../src/lib/time.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { createStation } from "../support/station-process.ts";
import type { Outcome } from "./rounds.ts";
import { createRandom } from "./sim-disk.ts";

const token = "a-token-for-tests";
const GROUPS = Array.from({ length: 200 }, (_, i) => 700_001 + i);
const leader = { id: 20_001, name: "所长" };
const deputy = { id: 20_002, name: "副所长" };
const soon = 20_000;
/** Its schedule fires so often that each start finds something to send. */
const cron = "*/2 * * * * *";
const files = Object.fromEntries(
  Array.from({ length: 600 }, (_, i) => [
    `daily/${String(i).padStart(3, "0")}.md`,
    `---\ntitle: 第${i}条\n---\n请大家当心第${i}件事。{station}\n`,
  ]),
);

/**
 * Kills a whole station with -9 while it broadcasts to 200 groups over a real OneBot wire; in every fourth round an alert
 * is corrected, in every sixth cancelled, while it goes out. Afterwards no group has a text twice, and each group has a row that tells
 * the truth: sent and seen once, or listed as unknown.
 */
export async function runBroadcasts(seed: number, rounds: number): Promise<Outcome> {
  const random = createRandom(seed);
  const peer = createOnebotPeer({ token });
  const seen = new Map<string, number>();
  /** What a group got last. */
  let latest = "";
  peer.world.told = (kind, id, words) => {
    if (kind !== "group") return;
    seen.set(`${id} ${words}`, (seen.get(`${id} ${words}`) ?? 0) + 1);
    latest = words;
  };
  await peer.start();
  peer.world.groups.push(...GROUPS.map((id) => ({ group_id: id, group_name: `群${id}` })));
  for (const { id, name } of [leader, deputy]) peer.world.friends.push({ user_id: id, nickname: name });
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [{ name: "qq", type: "onebot", url: peer.url(), token }],
      officers: [
        { name: leader.name, role: "leader", accounts: [`qq:${leader.id}`] },
        { name: deputy.name, role: "leader", accounts: [`qq:${deputy.id}`] },
      ],
      groups: GROUPS.map((id) => ({ address: `qq:${id}` })),
      sending: {
        quietHours: "off",
        budget: { qq: { perMinute: 1_000_000, perDay: 10_000_000, gap: "PT0S" } },
      },
    },
    { "schedule.yaml": JSON.stringify([{ id: "daily", series: "daily", cron }]), ...files },
  );
  const losses: string[] = [];
  let known = 0;
  const told = (who: typeof leader) => peer.received("user", who.id);
  const ask = async (who: typeof leader, words: string, wanted: RegExp): Promise<string> => {
    const before = told(who).length;
    peer.dm(who, [text(words)]);
    for (const end = Date.now() + soon; Date.now() < end; await pause(5)) {
      const found = told(who)
        .slice(before)
        .find((answer) => wanted.test(answer));
      if (found !== undefined) return wanted.exec(found)?.[1] ?? "";
    }
    throw new Error(`no answer to ${words.slice(0, 12)}: ${told(who).slice(before).join(" | ")}`);
  };
  /** Of the alert with this text: numbers are given one after the other. */
  const numberOf = async (words: string): Promise<string> => {
    const month = inZone(new Date(), "Asia/Shanghai").format("YYMM");
    for (;;) {
      const number = `T${month}-${String(++known).padStart(3, "0")}`;
      const shown = await ask(leader, `/提示 ${number}`, new RegExp(`^((?:没有 )?${number}[\\s\\S]+)`));
      if (shown.includes(words)) return number;
      if (/^没有/.test(shown)) throw new Error(`no alert has this text: ${words.slice(0, 8)}`);
    }
  };
  const up = async () => {
    await station.start();
    for (const end = Date.now() + soon; peer.connections() === 0 && Date.now() < end; ) await pause(10);
  };
  try {
    for (let round = 0; round < rounds; round++) {
      latest = "";
      await up();
      for (const end = Date.now() + soon; !/^【第/.test(latest) && Date.now() < end; ) await pause(5);
      if (round % 4 === 3 || round % 6 === 5) {
        const number = await numberOf(latest);
        if (round % 6 === 5) await ask(leader, `/提示 撤回 ${number}`, /(正发|取消了)/);
        else {
          const update = await ask(leader, `/提示 更正 ${number} 第${round}次改`, /(T\d{4}-\d+) 已送审/);
          await ask(deputy, `同意 ${update}`, /已同意/);
        }
      }
      await pause(random() * 250);
      await station.kill();
    }
    // What is left goes out, and nothing new begins.
    await writeFile(join(station.dir, "alerts", "schedule.yaml"), "[]\n");
    await up();
    await pause(5_000);
    await station.stop();
    for (const [what, count] of seen) if (count > 1) losses.push(`seed ${seed}: ${count} times: ${what}`);
    losses.push(...(await findUntrue(station.dir, seen)));
  } catch (error) {
    losses.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
  }
  await station.kill();
  await peer.stop();
  await station.clean();
  return { acknowledged: seen.size, losses };
}

/** Rows of the ledger that say otherwise than what the network saw. */
async function findUntrue(dir: string, seen: ReadonlyMap<string, number>): Promise<string[]> {
  const store = await openStore({
    dir: `${dir}/data`,
    key: await loadKey({ file: `${dir}/jingmin.key`, data: `${dir}/data` }),
    stamp: "real",
    logger: createLogger({ level: "silent", pretty: false }),
  });
  const wrong: string[] = [];
  try {
    const groups = new Map((await store.groups.all()).map((group) => [group.id, group.address.id]));
    for (const alert of await store.alerts.inStates(["broadcasting", "completed", "cancelled"], 10_000)) {
      const rows = await store.deliveries.ofAlert(alert.id);
      const { number = "" } = alert;
      const first = alert.msgType === "Alert" ? undefined : alert.references?.at(-1);
      if (
        first === undefined &&
        rows.length !== groups.size &&
        alert.steps?.some(({ move }) => move === "broadcast")
      )
        wrong.push(`${number}: ${rows.length} rows for ${groups.size} groups`);
      if (first !== undefined) {
        const reached = groupsReached(await store.deliveries.ofAlert(first));
        const got = rows.flatMap(({ to }) => ("group" in to ? [to.group] : []));
        if (reached.some((id) => !got.includes(id)))
          wrong.push(`${number}: a group that got the first is left out`);
      }
      for (const row of rows) {
        const count = "group" in row.to ? (seen.get(`${groups.get(row.to.group)} ${row.text}`) ?? 0) : 0;
        const isTrue =
          row.state === "unknown" ||
          (row.state === "sent" ? count === 1 : row.state === "cancelled" && count === 0);
        if (!isTrue) wrong.push(`${number}: ${row.state} (${row.refusal ?? ""}), seen ${count} times`);
      }
    }
  } finally {
    await store.close();
  }
  return wrong;
}
