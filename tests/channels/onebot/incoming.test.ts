import { describe, expect, test } from "vitest";
import { CallError } from "../../../src/channels/onebot/calls.ts";
import { fetchMissed } from "../../../src/channels/onebot/history.ts";
import type { Address } from "../../../src/domain/people.ts";
import { closeLater, connected, soon } from "../../support/onebot-bot.ts";
import { group, openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

const resident: Address = { channel: "qq", epoch: "", kind: "user", id: String(person.id) };
const community: Address = { channel: "qq", epoch: "", kind: "group", id: String(group.id) };

describe("what comes in", () => {
  test("a frame pushed twice is one message", async () => {
    const { peer, told } = await connected();
    const frame = peer.dm(person, [text("楼道堆物")]);
    peer.push(frame);
    peer.dm(person, [text("完")]);
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["楼道堆物", "完"]));
  });

  test("the same words twice are two messages", async () => {
    const { peer, told } = await connected();
    for (const word of ["在吗", "在吗"]) peer.dm(person, [text(word)]);
    await soon(() => expect(told.message).toHaveLength(2));
  });

  test("what was written while the line was down arrives once, after it is back", async () => {
    const { peer, told, health } = await connected();
    peer.dm(person, [text("之前")]);
    await soon(() => expect(told.message).toHaveLength(1));
    await peer.stop();
    await health({ online: false });
    peer.dm(person, [text("断线时")]);
    await peer.start();
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["之前", "断线时"]));
    peer.hangUp();
    await health({ online: false });
    await health({ online: true });
    peer.dm(person, [text("之后")]);
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["之前", "断线时", "之后"]));
  });

  test("a history that gives other ids does not make a message two", async () => {
    const { peer, told, health } = await connected();
    const frame = peer.dm(person, [text("一次")]);
    await soon(() => expect(told.message).toHaveLength(1));
    peer.world.history.splice(0, 1, { ...frame, message_id: 987 });
    peer.hangUp();
    await health({ online: false });
    await soon(() => expect(peer.world.calls).toContain("get_friend_msg_history"));
    peer.dm(person, [text("完")]);
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["一次", "完"]));
  });

  test("where the implementation has no history the bot goes on without", async () => {
    const { peer, told, health } = await connected();
    for (const action of ["get_recent_contact", "get_friend_msg_history"]) {
      peer.faults.set(action, { kind: "fail", retcode: 1404, message: "no" });
    }
    peer.hangUp();
    await health({ online: false });
    await health({ online: true });
    peer.dm(person, [text("还在")]);
    await soon(() => expect(told.message).toHaveLength(1));
  });

  test("after a restart, what was written since the app last lived is fetched", async () => {
    const { told } = await (async () => {
      const rig = await openOnebot("forward", { channel: { lastAlive: async () => new Date() } });
      closeLater(rig);
      rig.peer.dm(person, [text("夜里写的")]);
      const recorded = recordAll();
      await rig.channel.start(recorded.on);
      return recorded;
    })();
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["夜里写的"]));
  });

  test("a quote of the bot's own message carries its text, and in a group addresses the bot", async () => {
    const { peer, channel, told } = await connected();
    const { id } = await channel.send(community, { text: "R2611-0042 求助·新程街" });
    peer.say(group.id, person, [{ type: "reply", data: { id } }, text("接")]);
    await soon(() => expect(told.message).toHaveLength(1));
    expect(told.message[0]).toMatchObject({
      mentionsMe: true,
      quoted: { id, text: "R2611-0042 求助·新程街" },
      text: "接",
    });
  });

  test("groups joined and left while the line was down are told after it is back", async () => {
    const { peer, told, health } = await connected();
    await soon(() => expect(peer.world.calls).toContain("get_group_list"));
    peer.world.groups.splice(0, 1, { group_id: 7000009, group_name: "新群" });
    peer.hangUp();
    await health({ online: false });
    await soon(() => expect(told.left).toEqual([{ address: community }]));
    expect(told.joined).toEqual([{ address: { ...community, id: "7000009" }, name: "新群" }]);
  });

  test("a friend request is accepted by its flag; a friendship whose notice was lost is looked up", async () => {
    const { peer, told } = await connected("forward", { channel: { timeouts: { effect: 50 } } });
    const request = {
      time: 1764000000,
      self_id: 10001,
      post_type: "request",
      request_type: "friend",
      flag: "f|1",
      comment: "居民",
    };
    peer.push({ ...request, user_id: person.id });
    await soon(() => expect(told.friendRequest).toHaveLength(1));
    await told.friendRequest[0]?.accept();
    expect(peer.world.approved).toEqual([{ action: "set_friend_add_request", flag: "f|1" }]);
    await soon(() => expect(told.friendAdded.map((f) => f.address)).toEqual([resident]));
  });

  test("an invitation is accepted by its flag; a group that is really there is told, with its name", async () => {
    const { peer, told } = await connected("forward", { channel: { timeouts: { effect: 50 } } });
    const request = {
      time: 1764000000,
      self_id: 10001,
      post_type: "request",
      request_type: "group",
      sub_type: "invite",
    };
    peer.push({ ...request, flag: "g1", user_id: person.id, group_id: group.id });
    await soon(() => expect(told.invitation).toHaveLength(1));
    await told.invitation[0]?.accept();
    await soon(() => expect(told.joined).toEqual([{ address: community, name: group.name }]));
  });
});

describe("catching up", () => {
  test("the photos of one second are as many as they were", async () => {
    const { peer, told, health } = await connected();
    peer.dm(person, [text("之前")]);
    await soon(() => expect(told.message).toHaveLength(1));
    await peer.stop();
    await health({ online: false });
    const time = Math.floor(Date.now() / 1000);
    for (const name of ["a", "b", "c"])
      peer.dm(person, [{ type: "image", data: { file: `${name}.jpg`, url: `https://x.test/${name}` } }], {
        time,
      });
    await peer.start();
    await health({ online: true });
    await soon(() => expect(told.message.filter((m) => m.attachments.length > 0)).toHaveLength(3));
  });

  test("a conversation whose history the network refuses hides no other", async () => {
    const now = Math.floor(Date.now() / 1000);
    const call = async (action: string, params: Record<string, unknown> = {}) => {
      if (action === "get_recent_contact")
        return [1, 2].map((n) => ({ peerUin: `${n}`, chatType: 1, msgTime: `${now}` }));
      // NapCat's words for a conversation without messages.
      if (params.user_id === 1) throw new CallError("failed", action, 1200, "记录1不存在");
      return { messages: [{ user_id: 2, self_id: 10001, message_id: 7, time: now, message: "楼道着过火" }] };
    };
    const seen: unknown[] = [];
    const wanted = {
      since: new Date(Date.now() - 60_000),
      until: new Date(),
      known: [],
      unsettled: [],
    };
    await fetchMissed(call, wanted, (event) => seen.push(event.message));
    expect(seen).toEqual(["楼道着过火"]);
  });

  test("a line that breaks meanwhile leaves it to the next one", async () => {
    const lastAlive = async () => new Date(Date.now() - 30 * 60_000);
    const rig = await openOnebot("forward", { channel: { lastAlive } });
    closeLater(rig);
    rig.peer.dm(person, [text("二十分钟前写的")], { time: Math.floor(Date.now() / 1000) - 20 * 60 });
    rig.peer.faults.set("get_recent_contact", { kind: "hang-up" });
    const { on, told } = recordAll();
    await rig.channel.start(on);
    await soon(() => expect(rig.peer.world.calls).toContain("get_recent_contact"));
    await soon(() => expect(rig.channel.health().online).toBe(false));
    rig.peer.faults.delete("get_recent_contact");
    await soon(() => expect(told.message.map((m) => m.text)).toContain("二十分钟前写的"));
  });
});
