import { expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { createOnebotPeer, type OnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { createStation } from "../support/station-process.ts";

const token = "a-token-for-tests";
const admin = { id: 10002, name: "王" };
const soon = { timeout: 20_000, interval: 50 };

async function startStation(peer: OnebotPeer) {
  await peer.start();
  const port = await freePort();
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      channels: [{ name: "qq", type: "onebot", url: peer.url(), token }],
      officers: [{ name: admin.name, role: "admin", accounts: [`qq:${admin.id}`] }],
      web: { port },
    },
    { "schedule.yaml": "[]" },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.stop();
    await station.clean();
  });
  await station.start();
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return { status: answer.status, body: (await answer.json()) as { channels: { qq: object } } };
  };
  await vi.waitFor(async () => expect((await ready()).status).toBe(200), soon);
  return { station, ready };
}

test("after a night with the bot killed, 60 groups talking and 80 people writing, each of the 80 has an answer", async () => {
  const peer = createOnebotPeer({ token });
  const { station } = await startStation(peer);
  peer.dm({ id: 2_000_000, name: "早的" }, [text("路灯坏了，建议修一修")]);
  await vi.waitFor(() => expect(peer.received("user", 2_000_000).join()).toContain("R"), soon);
  // What is kept of how far it was read is written with what ends it, or within half a minute; killed before, it reads more.
  await station.stop();
  for (let i = 0; i < 80; i++)
    peer.dm({ id: 2_100_000 + i, name: `居民${i}` }, [text(`${i}号楼三楼楼道堆满纸箱，麻烦派人看看`)]);
  for (let g = 0; g < 60; g++)
    for (let n = 0; n < 5; n++) peer.say(7_100_000 + g, { id: 5, name: "群友" }, [text(`闲聊${n}`)]);
  await station.start();
  const unanswered = () =>
    Array.from({ length: 80 }, (_, i) => i).filter(
      (i) => !peer.received("user", 2_100_000 + i).some((answer) => /R\d{4}-\d{4}/.test(answer)),
    );
  await vi.waitFor(() => expect(unanswered()).toEqual([]), soon);
  expect(peer.received("user", 2_000_000)).toHaveLength(1);
}, 90_000);

test("a clock that is four days off silences nobody, and is told to /readyz, /状态 and the admins", async () => {
  const peer = createOnebotPeer({ token });
  const { ready } = await startStation(peer);
  const fourDaysAgo = () => ({ time: Math.floor(Date.now() / 1000) - 4 * 86_400 });
  for (let i = 0; i < 5; i++) {
    const who = { id: 2_200_000 + i, name: `居民${i}` };
    peer.dm(who, [text(`${i}号楼路灯坏了，建议修一修`)], fourDaysAgo());
    await vi.waitFor(() => expect(peer.received("user", who.id).join()).toMatch(/R\d{4}-\d{4}/), soon);
  }
  const { status, body } = await ready();
  expect([status, Object.keys(body.channels.qq)]).toEqual([503, expect.arrayContaining(["clockOffset"])]);
  await vi.waitFor(
    () => expect(peer.received("user", admin.id).join()).toContain("值班电脑的时间和QQ对不上：快了4天"),
    soon,
  );
  peer.dm(admin, [text("/状态")], fourDaysAgo());
  await vi.waitFor(
    () => expect(peer.received("user", admin.id).join()).toContain("电脑时间快了4天，请校准"),
    soon,
  );
}, 90_000);
