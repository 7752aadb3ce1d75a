import { expect, test } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import { clockLeapText, outboxFaultText } from "../../src/operators/admin-texts.ts";
import { createHealthWatch } from "../../src/operators/health-watch.ts";
import { createTellAdmins } from "../../src/operators/tell-admins.ts";
import { StoreError } from "../../src/store/store.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { anAddress, anOfficer, outboxRig } from "../support/outbox-rig.ts";

const MINUTE = 60_000;

/** An admin on QQ and WeChat, one on QQ only, and an officer who is neither. */
async function station(types: ("onebot" | "wechaty")[] = ["onebot", "wechaty"]) {
  const fakes = types.map((type) => createFakeChannel(type === "onebot" ? "qq" : "wechat", { type }));
  const channels = new Map<string, Channel>(fakes.map((fake) => [fake.name, fake]));
  const rig = await outboxRig({
    channels,
    seed: (store) =>
      store.tx(async (t) => {
        const accounts = [anAddress("boss"), anAddress("wx-boss", { channel: "wechat" })];
        t.officers.put(anOfficer("boss", { role: "admin", accounts }));
        t.officers.put(anOfficer("deputy", { role: "admin" }));
      }),
  });
  const external: string[] = [];
  const notify = async (text: string) => external.push(text) > 0;
  const tell = createTellAdmins({ ...rig.deps, outbox: rig.outbox, notify });
  const watch = createHealthWatch({ ...rig.deps, tell });
  watch.start();
  const idle = async () => {
    await watch.idle();
    await rig.outbox.idle();
  };
  const [qq, wechat] = fakes;
  if (!qq) throw new Error("no channel");
  return { ...rig, qq, wechat, tell, external, watch, advance: (ms: number) => rig.clock.advance(ms, idle) };
}

test("an account that is down for more than a minute is told over another channel, and that it is back", async () => {
  const { qq, wechat, external, advance } = await station();
  qq.set({ online: false });
  await advance(MINUTE);
  expect(wechat?.texts()).toEqual([]);
  await advance(MINUTE);
  expect(wechat?.texts()).toEqual([
    expect.stringMatching(/^wx-boss: QQ已掉线1分钟，居民私聊收不到。\n①.*紧急请打110/s),
  ]);
  await advance(8 * MINUTE);
  qq.set({ online: true });
  await advance(2 * MINUTE);
  expect(qq.texts()).toEqual([
    "boss: QQ恢复了，前后断了约10分钟。没发完的接着发，回复照常。",
    "deputy: QQ恢复了，前后断了约10分钟。没发完的接着发，回复照常。",
  ]);
  expect(wechat?.texts()).toHaveLength(1);
  expect(external).toEqual([]);
});

test("a clock that is off from the network's is told once, and that it is right again", async () => {
  const { qq, advance } = await station(["onebot"]);
  qq.set({ clockOffset: 4 * 24 * 60 * MINUTE });
  await advance(5 * MINUTE);
  const off =
    "值班电脑的时间和QQ对不上：快了4天。提示会在错的时间发，请马上校准电脑的日期、时间和时区。居民的消息照常收。";
  expect(qq.texts()).toEqual([`boss: ${off}`, `deputy: ${off}`]);
  qq.set({ clockOffset: undefined });
  await advance(5 * MINUTE);
  expect(qq.texts().slice(2)).toEqual([
    "boss: 值班电脑的时间和QQ对上了，恢复正常。",
    "deputy: 值班电脑的时间和QQ对上了，恢复正常。",
  ]);
});

test("a clock that looks off for a moment is nobody's business", async () => {
  const { qq, watch, advance } = await station(["onebot"]);
  qq.set({ clockOffset: -11 * MINUTE });
  watch.changed();
  qq.set({ clockOffset: undefined });
  await advance(5 * MINUTE);
  expect(qq.texts()).toEqual([]);
});

test("where no other channel works, it goes out by webhook or e-mail", async () => {
  const { qq, external, advance } = await station(["onebot"]);
  qq.set({ online: false });
  await advance(2 * MINUTE);
  expect(external).toEqual([expect.stringContaining("QQ已掉线")]);
  expect(qq.texts()).toEqual([]);
});

test("flapping is told once, however short each drop, when the channel says so itself", async () => {
  const { qq, watch, external, advance } = await station(["onebot"]);
  for (let n = 0; n < 6; n++) {
    for (const online of [false, true]) {
      qq.set({ online });
      watch.changed();
      await advance(3000);
    }
  }
  await advance(5 * MINUTE);
  expect([...external, ...qq.texts()]).toEqual([expect.stringContaining("QQ时断时续")]);
});

test("friends near their limit are told once for each threshold, also over a restart, and again after a good clearing", async () => {
  const { qq, deps, tell, watch, advance } = await station(["onebot"]);
  const told = async (count: number, limit = 500) => {
    const before = qq.texts().length;
    qq.set({ friends: { count, limit } });
    await advance(MINUTE);
    return qq.texts().slice(before);
  };
  expect(await told(449)).toEqual([]);
  const nearly = await told(450);
  expect(nearly).toEqual([
    expect.stringMatching(/^boss: QQ好友快满了：450个，上限按500个算。.*清理.*friendLimit.*备用号/s),
    expect.stringMatching(/^deputy: /),
  ]);
  expect([await told(449), await told(499)]).toEqual([[], []]);
  expect((await told(500))[0]).toMatch(/^boss: QQ好友满了：500个/);
  await watch.stop();
  const again = createHealthWatch({ ...deps, tell });
  again.start();
  expect([await told(500), await told(498), await told(500)]).toEqual([[], [], []]);
  expect([await told(449), await told(499)]).toEqual([[], []]);
  expect(await told(500)).toHaveLength(2);
  expect([await told(399), await told(449)]).toEqual([[], []]);
  expect(await told(450)).toHaveLength(2);
  expect([await told(450, 1000), await told(899, 1000)]).toEqual([[], []]);
  await again.stop();
});

test("while the account is away nothing is said of its friends", async () => {
  const { qq, external, advance } = await station(["onebot"]);
  qq.set({ online: false, friends: { count: 500, limit: 500 } });
  await advance(2 * MINUTE);
  expect(external).toEqual([expect.stringContaining("QQ已掉线")]);
  qq.set({ online: true });
  await advance(MINUTE);
  expect(qq.texts()).toContainEqual(expect.stringContaining("QQ好友满了"));
});

test("admins are told although the store takes nothing", async () => {
  const { qq, tell, store } = await station(["onebot"]);
  store.tx = () => Promise.reject(new StoreError("full", "no room"));
  await tell("硬盘满了");
  expect(qq.texts()).toEqual(["boss: 硬盘满了", "deputy: 硬盘满了"]);
});

test("what else admins hear says what happened and what to do, in the station's time", () => {
  const until = new Date("2026-11-24T10:00:00Z");
  const zone = "Asia/Shanghai";
  expect(outboxFaultText("QQ", { channel: "qq", fault: "risk-control", until }, zone)).toMatch(
    /停到11月24日18:00/,
  );
  expect(outboxFaultText("QQ", { channel: "qq", fault: "day-budget", until }, zone)).toMatch(
    /等到11月24日18:00再发/,
  );
  const leap = { from: until, to: new Date("2026-12-24T10:00:00Z"), held: [] };
  expect(clockLeapText(leap, zone)).toMatch(/从2026年11月24日18:00一下到了2026年12月24日18:00/);
});
