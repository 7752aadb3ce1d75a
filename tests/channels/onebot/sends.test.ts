import { describe, expect, test } from "vitest";
import { createCalls } from "../../../src/channels/onebot/calls.ts";
import { readFrame } from "../../../src/channels/onebot/frames.ts";
import { refusalOf } from "../../../src/channels/onebot/refusals.ts";
import type { Address } from "../../../src/domain/people.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { connected, soon } from "../../support/onebot-bot.ts";
import { group, person, text } from "../../support/onebot-rig.ts";

const resident: Address = { channel: "qq", epoch: "", kind: "user", id: String(person.id) };
const community: Address = { channel: "qq", epoch: "", kind: "group", id: String(group.id) };

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
