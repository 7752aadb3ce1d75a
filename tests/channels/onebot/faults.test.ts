import { afterEach, describe, expect, test, vi } from "vitest";
import { CallError, createCalls } from "../../../src/channels/onebot/calls.ts";
import { readFrame } from "../../../src/channels/onebot/frames.ts";
import { fetchMissed } from "../../../src/channels/onebot/history.ts";
import { refusalOf } from "../../../src/channels/onebot/refusals.ts";
import type { Address } from "../../../src/domain/people.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { group, type OnebotRig, openOnebot, person, text } from "../../support/onebot-rig.ts";
import { recordAll } from "../../support/recorded-events.ts";

const resident: Address = { channel: "qq", epoch: "", kind: "user", id: String(person.id) };
const community: Address = { channel: "qq", epoch: "", kind: "group", id: String(group.id) };

const open = new Set<OnebotRig>();
afterEach(async () => {
  for (const rig of open) {
    await rig.channel.stop();
    await rig.close();
  }
  open.clear();
});

async function begin(...args: Parameters<typeof openOnebot>) {
  const rig = await openOnebot(...args);
  open.add(rig);
  const { on, told } = recordAll();
  await rig.channel.start(on);
  const health = (wanted: object) =>
    vi.waitFor(() => expect(rig.channel.health()).toMatchObject(wanted), { timeout: 6000, interval: 10 });
  return { ...rig, told, health };
}
const connected = async (...args: Parameters<typeof openOnebot>) => {
  const rig = await begin(...args);
  await rig.health({ online: true });
  return rig;
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 6000, interval: 10 });

describe("the line", () => {
  for (const refuses of ["napcat", "lagrange"] as const) {
    test(`a token refused in the manner of ${refuses} is called so, and the bot comes when it is right`, async () => {
      const { peer, health, told } = await begin("forward", { peer: { token: "another", refuses } });
      await health({ online: false, fault: "wrong-token" });
      expect(told.health.some((h) => h.online)).toBe(false);
      peer.setToken("a-token-for-tests");
      await health({ online: true });
    });
  }

  test("a lost network is called offline, and the bot comes back by itself", async () => {
    const { channel, peer, health, told } = await connected();
    await peer.stop();
    await health({ online: false, fault: "offline" });
    peer.dm(person, [text("断线时写的")]);
    await peer.start();
    await health({ online: true });
    expect(channel.health()).not.toHaveProperty("fault");
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["断线时写的"]));
  });

  test("an open socket that says nothing is no connection", async () => {
    const { peer, health, told } = await begin("forward", {
      peer: { greets: false },
      channel: { timeouts: { probe: 100 } },
    });
    peer.freeze();
    await health({ online: false, fault: "no-answer" });
    expect(told.health.some((h) => h.online)).toBe(false);
    peer.thaw();
    await health({ online: true });
  });

  test("a greeting is proof enough where calls are not answered", async () => {
    const { health } = await (async () => {
      const rig = await openOnebot("forward", { channel: { timeouts: { probe: 100 } } });
      open.add(rig);
      for (const action of ["get_login_info", "get_status"]) rig.peer.faults.set(action, { kind: "silent" });
      await rig.channel.start(recordAll().on);
      return { health: () => soon(() => expect(rig.channel.health().online).toBe(true)) };
    })();
    await health();
  });

  test("a peer that freezes with its socket open is noticed by its missing heartbeat", async () => {
    const { peer, health, told } = await connected("forward", { channel: { timeouts: { probe: 100 } } });
    const beat = {
      post_type: "meta_event",
      meta_event_type: "heartbeat",
      status: { online: true },
      interval: 60,
    };
    peer.push({ ...beat, time: 1764000000, self_id: 10001 });
    peer.dm(person, [text("在")]);
    await soon(() => expect(told.message).toHaveLength(1));
    peer.freeze();
    await health({ online: false, fault: "no-answer" });
    peer.thaw();
    await health({ online: true });
  });

  test("an implementation that dials us is heard again when it dials again, and nothing is missed", async () => {
    const { peer, health, told } = await connected("reverse");
    await peer.stop();
    await health({ online: false, fault: "offline" });
    peer.dm(person, [text("断线时")]);
    await peer.start();
    await health({ online: true });
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["断线时"]));
  });

  test("the token travels in the header, never in the address", async () => {
    const { peer } = await connected();
    expect(peer.lastHeaders().authorization).toBe("Bearer a-token-for-tests");
  });

  test("stopping while the peer is frozen takes no longer than two seconds", async () => {
    const { peer, channel } = await connected();
    peer.freeze();
    const began = Date.now();
    await channel.stop();
    expect(Date.now() - began).toBeLessThan(2500);
  });
});

describe("signed out with the socket up", () => {
  const ways = {
    "NapCat's notice and heartbeat": { notice: true, beats: true },
    "Lagrange's notice, its heartbeat saying true": { notice: true, beats: false },
    "LLOneBot's heartbeat alone": { notice: false, beats: true },
  };
  for (const [name, how] of Object.entries(ways)) {
    test(`${name}: nothing is sent, nothing is lost, and it ends`, async () => {
      const { peer, channel, health } = await connected("forward", { peer: { heartbeat: 50 } });
      peer.signOut(how);
      await health({ online: false, fault: "signed-out" });
      await expect(channel.send(resident, { text: "x" })).rejects.toMatchObject({
        outcome: "not-sent",
        reason: "offline",
        retryable: true,
      });
      expect(peer.received("user", person.id)).toEqual([]);
      peer.signIn({ notice: how.notice });
      await health({ online: true });
      await channel.send(resident, { text: "在了" });
      expect(peer.received("user", person.id)).toEqual(["在了"]);
    });
  }

  test("what was written while the account was out is fetched when it is in again", async () => {
    const { peer, health, told } = await connected();
    const frame = peer.dm(person, [text("之前")]);
    peer.signOut({ notice: true, beats: true });
    await health({ online: false });
    peer.world.history.push({ ...frame, message_id: 77, message: [text("掉线时")] });
    peer.signIn({ notice: true });
    await soon(() => expect(told.message.map((m) => m.text)).toEqual(["之前", "掉线时"]));
  });

  test("a connection to a signed-out account is not online", async () => {
    const rig = await openOnebot();
    open.add(rig);
    rig.peer.world.online = false;
    await rig.channel.start(recordAll().on);
    await soon(() => expect(rig.channel.health()).toMatchObject({ online: false, fault: "signed-out" }));
  });
});

describe("what became of a send", () => {
  const refusals: [retcode: number, message: string, outcome: string, reason: string][] = [
    [
      1200,
      "Timeout: NTEvent serviceAndMethod:NodeIKernelMsgService/sendMsg\nEventRet:\n{}",
      "unknown",
      "risk-control",
    ],
    [
      1200,
      'EventChecker Failed: …/sendMsg EventRet:\n{\n "result": 299,\n "errMsg": ""\n}',
      "unknown",
      "risk-control",
    ],
    [100, "SEND_MSG_API_ERROR", "unknown", "risk-control"],
    [
      1200,
      'EventChecker Failed: …/sendMsg EventRet:\n{\n "result": 120,\n "errMsg": "x"\n}',
      "not-sent",
      "muted",
    ],
    [
      200,
      'EventChecker Failed: {"result": 110, "errMsg": "发送失败，你已被移出该群，请重新加群。"}',
      "not-sent",
      "removed",
    ],
    [100, "GROUP_NOT_FOUND 群聊不存在", "not-sent", "removed"],
    [1200, "请先添加对方为好友", "not-sent", "not-friend"],
    [1404, "不支持的Api send_group_msg", "not-sent", "unsupported"],
    [1400, "参数错误", "not-sent", "rejected"],
    [-1, "something new", "not-sent", "rejected"],
  ];
  for (const [retcode, message, outcome, reason] of refusals) {
    test(`${retcode} ${message.slice(0, 20)}…: ${outcome}, ${reason}`, async () => {
      const { peer, channel } = await connected();
      peer.faults.set("send_group_msg", { kind: "fail", retcode, message });
      await expect(channel.send(community, { text: "x" })).rejects.toMatchObject({
        name: "DeliveryError",
        outcome,
        reason,
        retryable: false,
      });
    });
  }

  test("no answer is unknown, and the message of the error names nobody", async () => {
    const { peer, channel } = await connected("forward", { channel: { timeouts: { send: 80 } } });
    peer.faults.set("send_private_msg", { kind: "silent" });
    const refused = channel.send(resident, { text: "私事" });
    await expect(refused).rejects.toMatchObject({ outcome: "unknown", reason: "timeout", retryable: false });
    const error = await refused.catch((e: Error) => e);
    expect(JSON.stringify([String(error), String((error as Error).cause)])).not.toMatch(/2000001|私事/);
  });

  test("async is unknown", async () => {
    const { peer, channel } = await connected();
    peer.faults.set("send_private_msg", { kind: "async" });
    await expect(channel.send(resident, { text: "x" })).rejects.toMatchObject({
      outcome: "unknown",
      reason: "timeout",
    });
  });

  test("an answer after the time-out settles it as an echo", async () => {
    const { peer, channel, told } = await connected("forward", { channel: { timeouts: { send: 50 } } });
    peer.faults.set("send_group_msg", { kind: "late", ms: 200 });
    await expect(channel.send(community, { text: "迟到" })).rejects.toMatchObject({ outcome: "unknown" });
    await soon(() => expect(told.echo).toEqual([expect.objectContaining({ to: community, text: "迟到" })]));
    expect(told.echo[0]?.id).toMatch(/^\d+$/);
  });

  for (const done of [true, false]) {
    test(`a call cut in the middle is unknown; history ${done ? "settles" : "does not settle"} it`, async () => {
      const { peer, channel, told, health } = await connected();
      peer.faults.set("send_group_msg", { kind: "hang-up", done });
      await expect(channel.send(community, { text: "今日提示" })).rejects.toMatchObject({
        outcome: "unknown",
        reason: "offline",
      });
      await health({ online: true });
      await soon(() => expect(peer.world.calls).toContain("get_group_msg_history"));
      peer.dm(person, [text("完")]);
      await soon(() => expect(told.message.map((m) => m.text)).toContain("完"));
      expect(told.echo.map((e) => e.text)).toEqual(done ? ["今日提示"] : []);
    });
  }

  test("without a connection a send is certainly not sent, and worth another try", async () => {
    const { peer, channel, health } = await connected();
    await peer.stop();
    await health({ online: false });
    await expect(channel.send(resident, { text: "x" })).rejects.toMatchObject({
      outcome: "not-sent",
      retryable: true,
    });
  });

  test("several answers to one call do no harm", async () => {
    const { peer, channel } = await connected();
    peer.faults.set("send_private_msg", { kind: "twice" });
    const ids = [
      await channel.send(resident, { text: "一" }),
      await channel.send(resident, { text: "二" }),
    ].map((s) => s.id);
    expect(new Set(ids).size).toBe(2);
  });

  test("a text too long for one message arrives whole, in order", async () => {
    const { peer, channel } = await connected();
    const long = Array.from({ length: 400 }, (_, i) => `第${i}条：出门前关火关电关气，别给陌生人开门。`).join(
      "\n",
    );
    await channel.send(resident, { text: long });
    const parts = peer.received("user", person.id);
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.join("")).toBe(long);
  });

  test("a temporary session is answered through its group", async () => {
    const { peer, channel, told } = await connected();
    peer.dm(person, [text("在吗")], { sub_type: "group", group_id: group.id });
    await soon(() => expect(told.message).toHaveLength(1));
    await channel.send(told.message[0]?.chat ?? resident, { text: "在" });
    expect(peer.world.sent[0]?.params).toMatchObject({ user_id: person.id, group_id: group.id });
  });

  test("the way a person wrote last is the way back", async () => {
    const { peer, channel, told } = await connected();
    const wrote = async (extra: object) => {
      const count = told.message.length;
      peer.dm(person, [text("在吗")], extra);
      await soon(() => expect(told.message).toHaveLength(count + 1));
    };
    /** To the address that was kept at first contact. */
    const answered = async (to: Address) => {
      await channel.send(to, { text: "在" });
      const { user_id, group_id } = peer.world.sent.at(-1)?.params ?? {};
      return { user_id, group_id };
    };
    const first = { ...resident, via: "7000001" };
    await wrote({ sub_type: "group", group_id: 7000001 });
    expect(await answered(first)).toEqual({ user_id: person.id, group_id: 7000001 });
    await wrote({ sub_type: "group", group_id: 7000002, sender: { nickname: "王姐", group_id: 7000002 } });
    expect(await answered(first)).toEqual({ user_id: person.id, group_id: 7000002 });
    await wrote({ sub_type: "friend" });
    expect(await answered(first)).toEqual({ user_id: person.id, group_id: undefined });
    await wrote({ sub_type: "group", group_id: 0, sender: { group_id: 7000003 } });
    expect(await answered(resident)).toEqual({ user_id: person.id, group_id: 7000003 });
    peer.push({ ...friendAdd, time: Math.floor(Date.now() / 1000) });
    await soon(() => expect(told.friendAdded).toHaveLength(1));
    expect(await answered(first)).toEqual({ user_id: person.id, group_id: undefined });
  });

  const friendAdd = { self_id: 10001, post_type: "notice", notice_type: "friend_add", user_id: person.id };

  for (const retcode of [102, 103]) {
    test(`where one way is refused with ${retcode} the other is tried, and is the way from then on`, async () => {
      const { peer, channel } = await connected();
      const via = { ...resident, via: "7000001" };
      peer.world.refuses = ({ group_id }) => (group_id === undefined ? undefined : retcode);
      await channel.send(via, { text: "在" });
      expect(peer.world.sent.map(({ params }) => params.group_id)).toEqual([undefined]);
      peer.world.calls.length = 0;
      await channel.send(via, { text: "还在" });
      expect(peer.world.calls.filter((action) => action === "send_private_msg")).toHaveLength(1);
      peer.world.refuses = () => retcode;
      await expect(channel.send(via, { text: "x" })).rejects.toMatchObject({
        outcome: "not-sent",
        reason: "not-friend",
      });
    });
  }

  test("a report of 39,000 characters is a beginning and a file, or paced parts where no file is taken", async () => {
    const { peer, channel } = await connected("forward", { channel: { timeouts: { part: 200 } } });
    const long = Array.from(
      { length: 1500 },
      (_, i) => `第${i}条：出门前关火关电关气，别给陌生人开门👩‍👩‍👧。`,
    ).join("\n");
    await channel.send(resident, { text: long });
    expect(peer.world.sent).toHaveLength(2);
    const [, file] = peer.world.sent;
    expect(file?.params.name).toBe("全文.txt");
    const content = Buffer.from(String(file?.params.file).replace("base64://", ""), "base64").toString();
    expect(content).toBe(`\uFEFF${long}`);
    peer.faults.set("upload_private_file", { kind: "fail", retcode: 1404, message: "不支持" });
    peer.world.sent.length = 0;
    const began = performance.now();
    await channel.send(resident, { text: long.slice(0, 20_000) });
    const parts = peer.received("user", person.id);
    expect(parts.length).toBeGreaterThan(5);
    expect(performance.now() - began).toBeGreaterThan(200 * (parts.length - 1));
    expect(parts.join("").endsWith(long.slice(19_000, 20_000))).toBe(true);
  });

  test("an answer that quotes names the message it quotes", async () => {
    const { peer, channel } = await connected();
    await channel.send(resident, { text: "在", quote: "42" });
    expect(peer.world.sent[0]?.message).toEqual([{ type: "reply", data: { id: "42" } }, text("在")]);
  });
});

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
      open.add(rig);
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
    open.add(rig);
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

describe("a text in several parts", () => {
  for (const how of ["late", "echo"] as const) {
    test(`is not told as sent because its first part is seen after all (${how})`, async () => {
      const { peer, channel, told } = await connected("forward", { channel: { timeouts: { send: 100 } } });
      const long = "出门前关火关电关气，别给陌生人开门。".repeat(300);
      peer.faults.set(
        "send_group_msg",
        how === "late" ? { kind: "late", ms: 300 } : { kind: "silent", done: true },
      );
      await expect(channel.send(community, { text: long })).rejects.toMatchObject({ outcome: "unknown" });
      if (how === "echo") peer.push({ ...peer.world.history.at(-1) });
      await soon(() => expect(told.echo).toHaveLength(1));
      expect(told.echo[0]?.text).not.toBe(long);
    });
  }
});

test("go-cqhttp's refusal by risk control, whose code stands in msg, may have gone out", async () => {
  const calls = createCalls({
    clock: systemClock,
    timeout: 1000,
    send(frame) {
      const { echo } = JSON.parse(frame) as { echo: string };
      const hint = "请参考 go-cqhttp 端输出";
      const refusal = {
        msg: "SEND_MSG_API_ERROR",
        retcode: 100,
        status: "failed",
        wording: hint,
        message: hint,
      };
      queueMicrotask(() => {
        const read = readFrame(JSON.stringify({ ...refusal, data: null, echo }));
        if ("answer" in read) calls.answer(read.answer);
      });
      return true;
    },
  });
  const error = await calls.call("send_group_msg").catch((e: unknown) => e);
  expect(refusalOf(error)).toMatchObject({ outcome: "unknown", reason: "risk-control" });
});
