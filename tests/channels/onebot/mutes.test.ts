import { expect, onTestFinished, test, vi } from "vitest";
import type { Address } from "../../../src/domain/people.ts";
import { group, openOnebot, person } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";
import { createTestClock } from "../../support/test-clock.ts";

const address: Address = { channel: "qq", epoch: "", kind: "group", id: String(group.id) };
const clock = createTestClock();
const inTenMinutes = new Date(clock.now().getTime() + 600_000);
const seconds = (at: Date) => at.getTime() / 1000;
const soon = (check: () => void) => vi.waitFor(check, { timeout: 6000, interval: 10 });

/** A channel whose app believes these groups muted; the peer's world is as `prepare` leaves it. */
async function connected(
  believed: string[],
  prepare: (peer: Awaited<ReturnType<typeof openOnebot>>["peer"]) => void = () => {},
) {
  const rig = await openOnebot("forward", { channel: { clock, mutedGroups: async () => believed } });
  prepare(rig.peer);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  onTestFinished(async () => {
    await rig.channel.stop();
    await rig.close();
  });
  await soon(() => expect(rig.channel.health().online).toBe(true));
  return { ...rig, told };
}

test("a mute of the bot says when it is over, one of the whole group does not, others' do not count", async () => {
  const { peer, told } = await connected([]);
  const notice = { self_id: 10001, post_type: "notice", notice_type: "group_ban", group_id: group.id };
  peer.push({ ...notice, sub_type: "ban", user_id: 10001, duration: 600 });
  peer.push({ ...notice, sub_type: "ban", user_id: person.id, duration: 600 });
  peer.push({ ...notice, sub_type: "ban", user_id: 0, duration: 268435455 });
  peer.push({ ...notice, sub_type: "ban", user_id: 10001, duration: 1e300 });
  peer.push({ ...notice, sub_type: "lift_ban", user_id: 0, duration: 0 });
  await soon(() => expect(told.muted).toHaveLength(4));
  expect(told.muted).toEqual([
    { address, muted: true, until: inTenMinutes },
    { address, muted: true },
    { address, muted: true },
    { address, muted: false },
  ]);
});

for (const role of ["admin", "owner", "member"]) {
  test(`a mute of the whole group ${role === "member" ? "holds for" : "does not hold for"} the bot as its ${role}`, async () => {
    const { peer, told } = await connected([], ({ world }) => world.membership.set(group.id, { role }));
    const notice = { self_id: 10001, post_type: "notice", notice_type: "group_ban", group_id: group.id };
    peer.push({ ...notice, sub_type: "ban", user_id: 0, duration: 0 });
    await soon(() => expect(peer.world.calls).toContain("get_group_member_info"));
    await settled(peer, told);
    const muted = { address, muted: true };
    expect(told.muted).toEqual(role === "member" ? [muted] : [muted, { address, muted: false }]);
    // What is about the bot alone counts in any case.
    peer.push({ ...notice, sub_type: "ban", user_id: 10001, duration: 600 });
    await settled(peer, told);
    expect(told.muted.at(-1)).toEqual({ address, muted: true, until: inTenMinutes });
  });
}

test("a mute of the whole group does not end the bot's own, be it an admin", async () => {
  const mine = { role: "admin", shut_up_timestamp: seconds(inTenMinutes) };
  const { peer, told } = await connected([], ({ world }) => world.membership.set(group.id, mine));
  const notice = { self_id: 10001, post_type: "notice", notice_type: "group_ban", group_id: group.id };
  peer.push({ ...notice, sub_type: "ban", user_id: 0, duration: 0 });
  await soon(() => expect(peer.world.calls).toContain("get_group_member_info"));
  await settled(peer, told);
  expect(told.muted).toEqual([{ address, muted: true }]);
});

const answers = {
  "NapCat: over": [{ group_all_shut: 0 }, { shut_up_timestamp: 0 }, { muted: false }],
  "NapCat: everyone still": [{ group_all_shut: -1 }, { shut_up_timestamp: 0 }, { muted: true }],
  "NapCat: the bot, a while yet": [
    { group_all_shut: 0 },
    { shut_up_timestamp: seconds(inTenMinutes) },
    { muted: true, until: inTenMinutes },
  ],
  "everyone still, but the bot is an admin": [
    { group_all_shut: -1 },
    { shut_up_timestamp: 0, role: "admin" },
    { muted: false },
  ],
  "LLOneBot: over": [{ shut_up_all_timestamp: 1 }, { shut_up_timestamp: "1" }, { muted: false }],
  "LLOneBot: everyone still": [
    { shut_up_all_timestamp: seconds(inTenMinutes) },
    { shut_up_timestamp: 0 },
    { muted: true },
  ],
} as const;
for (const [name, [ofGroup, ofBot, mute]] of Object.entries(answers)) {
  test(`what became of a mute while nobody listened is asked at the next connection (${name})`, async () => {
    const { told } = await connected([address.id], ({ world }) => {
      Object.assign(world.groups[0] ?? {}, ofGroup);
      world.membership.set(group.id, ofBot);
    });
    await soon(() => expect(told.muted).toEqual([{ address, ...mute }]));
  });
}

test("an implementation that does not say changes nothing, and a group not believed muted is not asked about", async () => {
  for (const { ofGroup = {}, ofBot = {} } of [
    {},
    { ofGroup: { group_all_shut: 0 }, ofBot: { shut_up_timestamp: "soon" } },
    { ofBot: { shut_up_timestamp: 0 } },
  ]) {
    const { peer, told } = await connected([address.id], ({ world }) => {
      Object.assign(world.groups[0] ?? {}, ofGroup);
      world.membership.set(group.id, ofBot);
    });
    await soon(() => expect(peer.world.calls).toContain("get_group_info"));
    await settled(peer, told);
    expect(told.muted).toEqual([]);
  }
  const { peer, told } = await connected([], ({ world }) =>
    world.membership.set(group.id, { shut_up_timestamp: seconds(inTenMinutes) }),
  );
  await soon(() => expect(peer.world.calls).toContain("get_group_list"));
  await settled(peer, told);
  expect(peer.world.calls).not.toContain("get_group_member_info");
});

test("a send refused for a mute that nobody saw begin tells until when it lasts", async () => {
  const { peer, channel, told } = await connected([], ({ world }) =>
    world.membership.set(group.id, { shut_up_timestamp: seconds(inTenMinutes) }),
  );
  peer.faults.set("send_group_msg", { kind: "fail", retcode: 1200, message: '{"result": 120}' });
  await expect(channel.send(address, { text: "x" })).rejects.toMatchObject({ reason: "muted" });
  await soon(() => expect(told.muted).toEqual([{ address, muted: true, until: inTenMinutes }]));
});

test("a refused send is believed more than an answer that knows of no mute", async () => {
  const { peer, channel, told } = await connected([], ({ world }) => {
    Object.assign(world.groups[0] ?? {}, { group_all_shut: 0 });
    world.membership.set(group.id, { shut_up_timestamp: 0 });
  });
  peer.faults.set("send_group_msg", { kind: "fail", retcode: 1200, message: '{"result": 120}' });
  await expect(channel.send(address, { text: "x" })).rejects.toMatchObject({ reason: "muted" });
  await soon(() => expect(peer.world.calls).toContain("get_group_info"));
  await settled(peer, told);
  expect(told.muted).toEqual([]);
});

/** Whatever the peer answered before has been taken in once this message is. */
async function settled(
  peer: Awaited<ReturnType<typeof openOnebot>>["peer"],
  told: ReturnType<typeof recordAll>["told"],
): Promise<void> {
  const before = told.message.length;
  peer.dm(person, [{ type: "text", data: { text: `完${before}` } }]);
  await soon(() => expect(told.message).toHaveLength(before + 1));
}
