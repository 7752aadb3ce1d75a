import { expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../support/free-port.ts";
import { createOnebotPeer } from "../support/onebot-peer.ts";
import { text } from "../support/onebot-rig.ts";
import { type PeerWorld, startPeer, TOKEN, worldOf } from "../support/puppet-rig.ts";
import { createStation } from "../support/station-process.ts";

const SLOT_MS = 1_000;
const soon = { timeout: 20_000, interval: 50 };
const admin = { id: 10_002, name: "王" };
const names = ["体育场警务室警民群", "新程街警民群"];

test("after a login in which everybody got somebody else's id, no alert, answer or right goes with the id", async () => {
  const sent: { to: string; text: string }[] = [];
  const port = await freePort();
  const before = worldOf(port);
  let peer = await startPeer((message) => sent.push(message));
  await peer.open(before);
  const qq = createOnebotPeer({ token: "t" });
  await qq.start();
  const station = await createStation(
    {
      station: { name: "光明路派出所" },
      offices: ["体育场警务室", "新程街社区警务室"],
      channels: [
        { name: "qq", type: "onebot", url: qq.url(), token: "t" },
        {
          name: "wechat",
          type: "wechaty",
          puppet: "wechaty-puppet-service",
          options: { endpoint: `127.0.0.1:${port}`, token: TOKEN },
        },
      ],
      officers: [
        { name: "王", role: "admin", accounts: [`qq:${admin.id}`] },
        { name: "李梅", role: "officer", office: "体育场警务室" },
      ],
      groups: [
        { match: { channel: "wechat", name: names[0] }, office: "体育场警务室" },
        { match: { channel: "wechat", name: names[1] }, office: "新程街社区警务室" },
      ],
      sending: { quietHours: "off", budget: { wechat: { perMinute: 1000, perDay: 100_000, gap: "PT0S" } } },
      intake: { appendWindow: "PT0S", perMinute: 1000 },
    },
    {
      "schedule.yaml": JSON.stringify([{ id: "daily", series: "daily", cron: "* * * * * *" }]),
      "daily/1.md": "---\ntitle: 甲\n---\n今天的提示。{station}\n",
      "daily/2.md": "---\ntitle: 乙\n---\n今天的提示。{station}\n",
    },
  );
  onTestFinished(async () => {
    await station.kill();
    await peer.kill();
    await qq.stop();
    await station.clean();
  });
  const told = () => qq.received("user", admin.id);
  const asked = async (words: string) => {
    const count = told().length;
    qq.dm(admin, [text(words)]);
    await vi.waitFor(() => expect(told().length).toBeGreaterThan(count), soon);
    return told().slice(count).join("\n");
  };
  const alerts = (id: string) => sent.filter((m) => m.to === id && m.text.includes("今天的提示"));
  const idOf = (world: PeerWorld, role: string) => (world.people[role] ?? world.rooms[role])?.id ?? "";
  /** Confirms both groups by what the list calls them, and waits until both get alerts. */
  const confirmAll = async (world: PeerWorld) => {
    const list = await asked("/群");
    for (const [i, office] of ["体育场警务室", "新程街社区警务室"].entries()) {
      const number = new RegExp(`^(\\d+) ${names[i]}`, "m").exec(list)?.[1];
      await asked(`/群 确认 ${number} ${office}`);
    }
    for (const role of ["group", "second"]) {
      await vi.waitFor(() => expect(alerts(idOf(world, role)).length).toBeGreaterThan(0), soon);
    }
  };

  await station.start();
  await vi.waitFor(() => expect(told().join("\n")).toContain(names[1]), soon);
  expect(sent.filter((m) => m.to.endsWith("@chatroom"))).toEqual([]);
  await confirmAll(before);

  const code = /\/绑定 (\S+)/.exec(await asked("/邀请码 李梅"))?.[1];
  await peer.dm("other", `/绑定 ${code}`);
  await peer.dm("person", "三楼楼道堆满纸箱");
  const answers = (id: string) => sent.filter((m) => m.to === id).map((m) => m.text);
  await vi.waitFor(() => expect(answers(idOf(before, "person")).join()).toMatch(/R\d{4}-0001/), soon);
  await vi.waitFor(() => expect(answers(idOf(before, "other"))).not.toHaveLength(0), soon);

  // The gateway dies; everybody comes back with an id that belonged to somebody else.
  await peer.kill();
  const { person, other, bot } = before.people;
  const { group, second } = before.rooms;
  if (!person || !other || !bot || !group || !second) throw new Error("the world is not as expected");
  const after: PeerWorld = {
    ...before,
    people: { bot, person: { ...person, id: other.id }, other: { ...other, id: person.id } },
    rooms: { group: { ...group, id: second.id }, second: { ...second, id: group.id } },
  };
  sent.length = 0;
  const toldBefore = told().length;
  peer = await startPeer((message) => sent.push(message));
  await peer.open(after);
  await vi.waitFor(() => expect(told().slice(toldBefore).join("\n")).toMatch(/重新登录/), soon);

  // 张秀英 now has the id that the officer was bound to.
  await peer.dm("person", "/列表");
  await peer.dm("person", "纸箱还没清走");
  await vi.waitFor(() => expect(answers(idOf(after, "person")).join()).toMatch(/R\d{4}-000\d/), soon);
  expect(answers(idOf(after, "person")).join()).not.toContain("三楼楼道");
  const began = Date.now();
  await vi.waitFor(() => expect(Date.now() - began).toBeGreaterThan(3 * SLOT_MS), soon);
  expect(sent.filter((m) => m.to.endsWith("@chatroom"))).toEqual([]);
  expect(answers(idOf(after, "other"))).toEqual([]);

  await confirmAll(after);
}, 120_000);
