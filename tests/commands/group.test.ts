import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "所长", role: "leader" as const },
  { name: "管", role: "admin" as const },
];

/** The network takes the bot into a group. */
async function joined(chat: Chat, name: string): Promise<void> {
  chat.channel.events.joined({ address: chat.channel.address("group", name), name });
  await chat.idle();
}

async function groupOf(chat: Chat, name: string) {
  const group = await chat.store.groups.byAddress(chat.channel.address("group", name));
  if (!group) throw new Error(`no group ${name}`);
  return group;
}

test("an officer confirms the group it is said in: office, topics, kind; the bot greets there once", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "新城群");
  expect(chat.said("新城群")).toEqual([]);
  const answers = await chat.officer("李").say("新城群", "/群 新程街 治安防范 交通安全");
  expect(answers).toHaveLength(2);
  expect(answers).toContain("确认好了：新程街社区警务室，居民群，话题：治安防范、交通安全。");
  expect(answers).toContainEqual(expect.stringMatching(/^大家好，我是光明路派出所的警民小助手，是个机器人/));
  expect(chat.officer("管").inbox.at(-1)).toMatch(/^李确认了「新城群」：新程街社区警务室，居民群/);
  expect(await groupOf(chat, "新城群")).toMatchObject({
    state: "confirmed",
    office: "新程街社区警务室",
    topics: ["治安防范", "交通安全"],
    kind: "community",
  });
  expect(await chat.officer("李").say("新城群", "/群 新程街 交通安全")).toEqual([
    "确认好了：新程街社区警务室，居民群，话题：交通安全。",
  ]);
  expect(await chat.officer("李").say("新城群", "/群")).toEqual([
    "已确认：新程街社区警务室，居民群，话题：交通安全。",
  ]);
  const { id } = await groupOf(chat, "新城群");
  expect(await chat.store.audit.of({ kind: "group", id }, 3)).toMatchObject([
    { action: "group.confirmed" },
    { action: "group.confirmed" },
    { action: "group.joined" },
  ]);
});

test("without words it is a residents' group of the officer's own office", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "新城群");
  expect(await chat.officer("李").say("新城群", "/群")).toContain("确认好了：体育场警务室，居民群。");
});

test("who has no office must name one, or say that it is the whole station's", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "新城群");
  expect(await chat.officer("所长").say("新城群", "/群 治安防范")).toEqual([
    expect.stringMatching(
      /要写警务室，有：体育场警务室、新程街社区警务室；[\s\S]*例如「\/群 体育场警务室 治安防范」/,
    ),
  ]);
  expect((await groupOf(chat, "新城群")).state).toBe("unconfirmed");
  expect(await chat.officer("所长").say("新城群", "/群 全所 治安防范")).toContain(
    "确认好了：全所，居民群，话题：治安防范。",
  );
});

test("a mistyped office is refused, not taken for a topic", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "新城群");
  expect(await chat.officer("李").say("新城群", "/群 火车站警务室")).toEqual([
    "没有警务室「火车站警务室」。有：体育场警务室、新程街社区警务室。",
  ]);
  expect(await chat.officer("李").say("新城群", "/群 体育场 新程街")).toEqual([
    expect.stringMatching(/一个群只归一个警务室/),
  ]);
  expect((await groupOf(chat, "新城群")).state).toBe("unconfirmed");
});

test("an officers' group gets no greeting, and its notices from then on", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "内部群");
  expect(await chat.officer("李").say("内部群", "/群 民警群")).toEqual(["确认好了：体育场警务室，民警群。"]);
  await chat.resident("张").dm("体育场对面楼道堆满纸箱，怕着火");
  expect(chat.said("内部群").at(-1)).toMatch(/R2611-0001/);
});

test("a group the network never announced is known from its confirmation", async () => {
  const chat = await startChat({ officers });
  expect(await chat.officer("李").say("老群", "/群")).toContain("确认好了：体育场警务室，居民群。");
  expect((await groupOf(chat, "老群")).state).toBe("confirmed");
});

test("an admin sees the groups in a direct message, confirms and removes by number; numbers stay", async () => {
  const chat = await startChat({ officers });
  for (const name of ["甲群", "乙群", "丙群"]) await joined(chat, name);
  expect(await chat.officer("管").dm("/群")).toEqual([
    "共3个群：\n1 甲群：没确认，不发\n2 乙群：没确认，不发\n3 丙群：没确认，不发",
  ]);
  expect(await chat.officer("管").dm("/群 移除 1")).toEqual([
    "已移除「甲群」，不再往里发。要恢复，在那个群里发「/群」。",
  ]);
  expect(await chat.officer("管").dm("/群 确认 2 体育场 治安防范")).toEqual([
    "「乙群」确认好了：体育场警务室，居民群，话题：治安防范。",
  ]);
  expect(chat.said("乙群")).toEqual([expect.stringMatching(/^大家好/)]);
  chat.channel.events.muted({ address: chat.channel.address("group", "乙群"), muted: true });
  await chat.idle();
  expect(await chat.officer("管").dm("/群")).toEqual([
    "共2个群：\n2 乙群：体育场警务室，居民群，话题：治安防范（被禁言，不发）\n3 丙群：没确认，不发",
  ]);
  expect(await chat.officer("管").dm("/群 移除 1")).toEqual([
    expect.stringMatching(/要写「\/群」列表里的序号/),
  ]);
});

test("a mute is shown with its end, the last word counts, and it ends by itself, also while the bot is away", async () => {
  const chat = await startChat({ officers, groups: [{ name: "体育场群", office: "体育场警务室" }] });
  const address = chat.channel.address("group", "体育场群");
  const muted = async (until?: string) => {
    chat.channel.events.muted({ address, muted: true, ...(until ? { until: new Date(until) } : {}) });
    await chat.idle();
    const [list = ""] = await chat.officer("管").dm("/群");
    return /（被禁言.*?）/.exec(list)?.[0];
  };
  expect(await muted("2026-11-30T16:00:00Z")).toBe("（被禁言到 12月1日 00:00，不发）");
  expect(await muted()).toBe("（被禁言，不发）");
  expect(await muted("2026-11-24T06:30:00Z")).toBe("（被禁言到 14:30，不发）");
  expect(await chat.resident("张").say("体育场群", "我要举报", { mention: true })).toEqual([]);
  chat.clock.leap(new Date("2026-11-24T06:29:59Z"));
  await chat.restart();
  expect((await chat.officer("管").dm("/群"))[0]).toContain("被禁言到 14:30");
  chat.clock.leap(new Date("2026-11-24T06:30:00Z"));
  await chat.restart();
  expect((await chat.officer("管").dm("/群"))[0]).not.toContain("禁言");
  expect(await chat.resident("张").say("体育场群", "我要举报", { mention: true })).toHaveLength(1);
  const { id } = await groupOf(chat, "体育场群");
  expect(await chat.store.audit.of({ kind: "group", id }, 1)).toMatchObject([
    { action: "group.muted", facts: { until: "2026-11-24T06:30:00.000Z" } },
  ]);
});

test("groups named in jingmin.yaml cannot be changed in chat", async () => {
  const chat = await startChat({ officers, groups: [{ name: "体育场群", office: "体育场警务室" }] });
  const sentence = "这个群写在配置文件里，要改请改 jingmin.yaml 后重启。";
  expect(await chat.officer("管").say("体育场群", "/群 新程街")).toEqual([sentence]);
  expect(await chat.officer("管").dm("/群 确认 1 新程街")).toEqual([sentence]);
  expect(await chat.officer("管").dm("/群 移除 1")).toEqual([sentence]);
  expect(await chat.officer("管").dm("/群")).toEqual(["共1个群：\n1 体育场群：体育场警务室，居民群（配置）"]);
});

test("a group whose id was re-issued and not found again is not confirmed from afar", async () => {
  const chat = await startChat({ officers: [{ name: "管", role: "admin" }] });
  await joined(chat, "甲群");
  await joined(chat, "乙群");
  chat.channel.changeEpoch("2");
  const found = { address: chat.channel.address("group", "乙群"), name: "乙群" };
  chat.channel.events.epoch({ epoch: "2", groups: [found] });
  await chat.idle();
  await chat.store.tx(async (t) => {
    const admin = await t.officers.byName("管");
    if (admin) t.officers.put({ ...admin, accounts: [chat.channel.address("user", chat.officer("管").id)] });
  });
  expect(await chat.officer("管").dm("/群")).toContain(
    "共2个群：\n1 甲群：群号变了，等找回\n2 乙群：没确认，不发",
  );
  expect(await chat.officer("管").dm("/群 确认 1 体育场")).toEqual([
    expect.stringMatching(/群号变了，还没找回来/),
  ]);
  expect(await chat.officer("管").dm("/群 确认 2 体育场")).toEqual([
    expect.stringMatching(/「乙群」确认好了/),
  ]);
});

test("who is no admin is sent to the group itself", async () => {
  const chat = await startChat({ officers });
  expect(await chat.officer("李").dm("/群")).toEqual([
    expect.stringMatching(/请在要确认的群里发「\/群 警务室 话题」/),
  ]);
  expect(await chat.officer("管").dm("/群")).toEqual([expect.stringMatching(/还没有群/)]);
  expect(await chat.officer("管").dm("/群 改名 1")).toEqual([
    expect.stringMatching(/不认识「改名 1」。例如/),
  ]);
});

test("topics may be parted by commas, 全所 takes the office away, and 移除 is no topic", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "新城群");
  await chat.officer("李").say("新城群", "/群 体育场 治安防范、交通安全，防骗");
  expect(await groupOf(chat, "新城群")).toMatchObject({ topics: ["治安防范", "交通安全", "防骗"] });
  expect(await chat.officer("李").say("新城群", "/群 移除")).toEqual([
    expect.stringMatching(/^移除群，请管理员私聊我/),
  ]);
  await chat.officer("管").say("新城群", "/群 全所");
  const group = await groupOf(chat, "新城群");
  expect(group.office).toBeUndefined();
  expect(group.topics).toEqual(["治安防范", "交通安全", "防骗"]);
});

test("an officers' group that was removed is one no more, until it is confirmed again", async () => {
  const chat = await startChat({ officers });
  await joined(chat, "民警群");
  await chat.officer("管").say("民警群", "/群 全所 民警群");
  expect(await chat.officer("李").say("民警群", "/列表")).toHaveLength(1);
  await chat.officer("管").dm("/群 移除 1");
  expect(await chat.officer("李").say("民警群", "/列表")).toEqual([]);
  await chat.officer("管").say("民警群", "/群");
  expect(await chat.officer("李").say("民警群", "/列表")).toHaveLength(1);
});
