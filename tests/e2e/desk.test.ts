import { expect, onTestFinished, test, vi } from "vitest";
import { createLogger } from "../../src/lib/logger.ts";
import { loadKey } from "../../src/lib/sealing.ts";
import { openStore } from "../../src/store/lowdb/lowdb-store.ts";
import { createOnebotPeer, type OnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { createStation, type StationProcess } from "../support/station-process.ts";

const token = "a-token-for-tests";
const residents = Array.from({ length: 20 }, (_, i) => ({ id: 2_300_001 + i, name: `居民${i}` }));
const officers = Array.from({ length: 5 }, (_, i) => ({ id: 10_011 + i, name: `民警${"甲乙丙丁戊"[i]}` }));
const messages = 10;
const soon = { timeout: 20_000, interval: 50 };

/** What only this resident says, and only once. */
const words = (r: number, n: number) => `${r + 1}号楼三楼楼道堆满纸箱，第${n + 1}回来说，麻烦派人看看`;
/** What an officer answers to one report, and to no other. */
const answer = (number: string) => `给 ${number} 的答复，明天上午来清`;

async function startStation(peer: OnebotPeer): Promise<StationProcess> {
  await peer.start();
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [{ name: "qq", type: "onebot", url: peer.url(), token }],
      officers: officers.map(({ id, name }) => ({ name, role: "officer", accounts: [`qq:${id}`] })),
      sending: { quietHours: "off", budget: { qq: { perMinute: 6000, perDay: 100_000, gap: "PT0S" } } },
    },
    { "schedule.yaml": "[]" },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.stop();
    await station.clean();
  });
  peer.world.friends.push(...[...residents, ...officers].map((p) => ({ user_id: p.id, nickname: p.name })));
  await station.start();
  await vi.waitFor(() => expect(peer.connections()).toBe(1), soon);
  return station;
}

/** The officers take and answer, each their share, every report that has a number and was not answered. */
function work(peer: OnebotPeer, answered: Set<string>): void {
  // Their own notices come at their pace; they work from the list.
  const numbers = residents.flatMap(
    ({ id }) =>
      peer
        .received("user", id)
        .join()
        .match(/R\d{4}-\d{4,}/g) ?? [],
  );
  for (const number of new Set(numbers)) {
    const officer = officers[Number(number.slice(-4)) % officers.length];
    if (!officer || answered.has(number)) continue;
    answered.add(number);
    peer.dm(officer, [text(`/认领 ${number}`)]);
    peer.dm(officer, [text(`/回复 ${number} ${answer(number)}`)]);
  }
}

test("20 residents write ten messages each at once, 5 officers work, and twice the power goes: each message is in one report, each answer with its person", async () => {
  const peer = createOnebotPeer({ token });
  const station = await startStation(peer);
  const answered = new Set<string>();
  for (let n = 0; n < messages; n++) {
    for (const [r, resident] of residents.entries()) peer.dm(resident, [text(words(r, n))]);
    work(peer, answered);
    if (n === 3 || n === 7) {
      await vi.waitFor(() => expect(answered.size + peer.world.sent.length).toBeGreaterThan(n), soon);
      await station.kill();
      // Said while nobody listens.
      for (const [r, resident] of residents.entries()) peer.dm(resident, [text(words(r, messages + n))]);
      await station.start();
      await vi.waitFor(() => expect(peer.connections()).toBe(1), soon);
    }
  }
  const numberOf = (id: number) => /R\d{4}-\d{4,}/.exec(peer.received("user", id).join())?.[0];
  await vi.waitFor(() => {
    for (const { id } of residents) expect(numberOf(id), String(id)).toBeDefined();
    work(peer, answered);
    const got = residents.filter(({ id }) => peer.received("user", id).join().includes("的答复"));
    expect(got).toHaveLength(residents.length);
  }, soon);
  await station.stop();

  const store = await openStore({
    dir: `${station.dir}/data`,
    key: await loadKey({ file: `${station.dir}/jingmin.key`, data: `${station.dir}/data` }),
    stamp: "real",
    logger: createLogger({ level: "silent", pretty: false }),
  });
  onTestFinished(() => store.close());
  const { reports } = await store.reports.find({}, { limit: 1000 });
  const kept = new Map<string, string[]>();
  for (const report of reports)
    for (const entry of await store.reports.entries(report.id))
      if (entry.kind === "said") kept.set(entry.text, [...(kept.get(entry.text) ?? []), report.reporter]);

  const all = [...Array.from({ length: messages }, (_, n) => n), messages + 3, messages + 7];
  for (const [r, { id }] of residents.entries()) {
    const person = (
      await store.contacts.byAddress({ channel: "qq", epoch: "", kind: "user", id: String(id) })
    )?.id;
    for (const n of all) expect(kept.get(words(r, n)), words(r, n)).toEqual([person]);
    const own = reports.filter(({ reporter }) => reporter === person).map(({ number }) => number);
    const got = peer.received("user", id).flatMap((said) => /给 (R\S+) 的答复/.exec(said)?.[1] ?? []);
    expect(got.length).toBe(new Set(got).size);
    for (const number of got) expect(own).toContain(number);
  }
  // Of nothing that anybody said or of who they are is there a trace in the logs.
  expect(station.logs.join("\n")).not.toMatch(/纸箱|居民\d|23000\d\d/);
}, 60_000);
