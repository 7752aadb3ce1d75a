import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createWecomGroupsChannel } from "../../../src/channels/wecom-groups/wecom-groups-channel.ts";
import { createLogger } from "../../../src/lib/logger.ts";
import { createCustomerGroups } from "../../support/customer-groups-peer.ts";
import { startChat } from "../../support/start-chat.ts";
import { createWecomPeer } from "../../support/wecom-peer.ts";

const MINUTE = 60_000;
const soon = { timeout: 10_000, interval: 10 };

/** Two owners with three groups, a leader and an officer who posts by hand where nobody taps. */
async function openStation({ perDay = 5, at = "2026-12-01T02:00:00Z" } = {}) {
  const wecom = createWecomPeer();
  await wecom.start();
  const dir = await mkdtemp(join(tmpdir(), "jingmin-groups-"));
  const logger = createLogger({ level: "silent", pretty: false });
  let now = () => Date.now();
  const owned = createCustomerGroups(wecom, () => now());
  owned.groups.set("wr-1", { name: "一号院", owner: "wang" });
  owned.groups.set("wr-2", { name: "二号院", owner: "wang" });
  owned.groups.set("wr-3", { name: "三号院", owner: "li" });
  const { corpId, secret } = wecom;
  const office = "体育场警务室";
  const chat = await startChat({
    at: new Date(at),
    officers: [
      { name: "王", office },
      { name: "所长", role: "leader" },
    ],
    beside(clock) {
      now = () => clock.now().getTime();
      let kept: string | undefined;
      const memory = {
        read: async () => kept,
        write: async (text: string) => {
          kept = text;
        },
      };
      const common = { corpId, secret, perDay, apiUrl: wecom.url(), dir, timezone: "Asia/Shanghai" };
      return [createWecomGroupsChannel({ name: "wgroups", ...common, memory, clock, logger })];
    },
    config: {
      channels: [
        { name: "test", type: "manual" },
        { name: "wgroups", type: "wecom-groups", corpId, secret, perDay, apiUrl: wecom.url() },
      ],
      groups: ["wr-1", "wr-2", "wr-3"].map((id) => ({ address: `wgroups:${id}`, name: id, office })),
      sending: { quietHours: "22:00-07:00" },
    },
  });
  onTestFinished(async () => {
    await wecom.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const channel = chat.app.actions.channels.get("wgroups");
  await vi.waitFor(() => expect(channel?.health().online).toBe(true), soon);
  /** An alert that an officer writes and a leader lets out. */
  const send = async (words: string) => {
    await chat.officer("王").dm(`/提示 写 停水通知\n${words}`);
    await chat.officer("王").dm("好");
    expect((await chat.officer("所长").dm("同意"))[0]).toMatch(/同意/);
  };
  return { chat, wecom, owned, send };
}

test("an alert is one task an owner; what they tap is sent, by whom and when, and nothing is handed over twice", async () => {
  const { chat, owned, send } = await openStation();
  await send("明天九点停水，请先存水。");
  await vi.waitFor(() => expect(owned.tasks).toHaveLength(2), soon);
  expect(owned.tasks.map(({ owner, groups }) => [owner, groups])).toEqual([
    ["wang", ["wr-1", "wr-2"]],
    ["li", ["wr-3"]],
  ]);
  const waiting = () => chat.store.deliveries.inStates(["unknown"]);
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(3), soon);
  expect(await waiting()).toEqual(
    expect.arrayContaining([expect.objectContaining({ refusal: "awaits-owner", sentId: "task-1" })]),
  );
  expect((await chat.officer("所长").dm("/提示 T2612-001"))[0]).toMatch(
    /等群主点3\n[\s\S]*群主在企业微信里点一下才发/,
  );
  owned.tap("wang");
  await chat.advance(3 * MINUTE);
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(1), soon);
  expect(owned.received("wr-1")).toEqual([expect.stringContaining("明天九点停水")]);
  owned.tap("li");
  await chat.advance(3 * MINUTE);
  await vi.waitFor(async () => expect(await waiting()).toHaveLength(0), soon);
  await chat.advance(60 * MINUTE);
  expect(owned.tasks.map(({ reminders }) => reminders)).toEqual([0, 0]);
  expect(owned.tasks).toHaveLength(2);
});

test("who does not tap is reminded once, then officers post it by hand and the task is taken back", async () => {
  const { chat, owned, send } = await openStation();
  await send("明天九点停水，请先存水。");
  await vi.waitFor(() => expect(owned.tasks).toHaveLength(2), soon);
  owned.tap("li");
  for (let i = 0; i < 35; i++) await chat.advance(2 * MINUTE);
  expect(owned.tasks.map(({ reminders }) => reminders)).toEqual([1, 0]);
  for (let i = 0; i < 65; i++) await chat.advance(2 * MINUTE);
  expect(owned.tasks.map(({ reminders }) => reminders)).toEqual([1, 0]);
  expect(owned.tasks[0]).toMatchObject({ cancelled: true });
  await vi.waitFor(async () => {
    await chat.idle();
    expect(chat.officer("王").inbox.join("\n")).toMatch(/明天九点停水/);
  }, soon);
});

test("a task whose answer was lost is found again, and never made twice", async () => {
  const { chat, wecom, owned, send } = await openStation();
  wecom.fail("externalcontact/add_msg_template", { kind: "hang-up", done: true });
  await send("明天九点停水，请先存水。");
  await vi.waitFor(() => expect(owned.tasks).toHaveLength(2), soon);
  await vi.waitFor(
    async () => expect(await chat.store.deliveries.inStates(["unknown"])).toHaveLength(3),
    soon,
  );
  owned.tap("wang");
  owned.tap("li");
  for (let i = 0; i < 3; i++) await chat.advance(2 * MINUTE);
  await vi.waitFor(
    async () => expect(await chat.store.deliveries.inStates(["unknown"])).toHaveLength(0),
    soon,
  );
  expect(owned.tasks).toHaveLength(2);
});

test("a group that had its share gets no more, and the rest goes on; a token that ran out is renewed", async () => {
  const { chat, wecom, owned, send } = await openStation({ perDay: 1 });
  await send("明天九点停水，请先存水。");
  await vi.waitFor(() => expect(owned.tasks).toHaveLength(2), soon);
  owned.tap("wang");
  owned.tap("li");
  await chat.advance(3 * MINUTE);
  wecom.expireTokens();
  await send("后天九点停电，请先准备。");
  await chat.advance(3 * MINUTE);
  await chat.idle();
  expect(owned.tasks).toHaveLength(2);
  await chat.advance(24 * 60 * MINUTE);
  owned.full.add("wr-1");
  await send("大后天九点停气，请先做饭。");
  await vi.waitFor(() => expect(owned.tasks.length).toBeGreaterThan(2), soon);
  expect(
    owned.tasks
      .slice(2)
      .flatMap(({ groups }) => groups)
      .sort(),
  ).toEqual(["wr-2", "wr-3"]);
});

test("groups that come are told of and confirmed by a person, as ever; a wrong secret is said", async () => {
  const { chat, wecom, owned } = await openStation();
  owned.groups.set("wr-9", { name: "九号院", owner: "wang" });
  await chat.advance(16 * MINUTE);
  const address = { channel: "wgroups", epoch: "", kind: "group", id: "wr-9" } as const;
  await vi.waitFor(
    async () => expect((await chat.store.groups.byAddress(address))?.state).toBe("unconfirmed"),
    soon,
  );
  wecom.expireTokens();
  wecom.fail("gettoken", { kind: "code", code: 40001 }, { kind: "code", code: 40001 });
  await chat.advance(16 * MINUTE);
  const channel = chat.app.actions.channels.get("wgroups");
  await vi.waitFor(() => expect(channel?.health()).toMatchObject({ online: false }), soon);
});
