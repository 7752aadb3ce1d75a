import { describe, expect, test } from "vitest";
import { tinyPng } from "../contract/channel.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What the resident said on a report, in order. */
async function saidOn(chat: Chat, number: string): Promise<string[]> {
  const report = await chat.store.reports.byNumber(number);
  const entries = report ? await chat.store.reports.entries(report.id) : [];
  return entries.flatMap((entry) => (entry.kind === "said" ? [entry.text] : []));
}

const statusOf = async (chat: Chat, number: string) => (await chat.store.reports.byNumber(number))?.status;

const station = {
  officers: ["李", { name: "所长", role: "leader" as const }, { name: "值", role: "dispatcher" as const }],
};

describe("a closed report", () => {
  async function withClosed(): Promise<Chat> {
    const chat = await startChat(station);
    await chat.resident("张").dm("三楼楼道堆满纸箱，怕着火");
    await chat.officer("李").dm("/接 1");
    await chat.officer("李").dm("/办结 1 物业已清走");
    await chat.advance(3 * HOUR);
    return chat;
  }

  test.each([
    "昨黑俺店里叫人撬门偷了两条烟",
    "楼上的狗天天叫，吵得孩子睡不着",
    "想问一下居住证到期了怎么办",
    "我的电动车在菜市场门口叫人骑走了",
  ])("takes nothing of another matter: 「%s」", async (text) => {
    const chat = await withClosed();
    expect((await chat.resident("张").dm(text)).join()).toContain("R2611-0002");
    expect(await saidOn(chat, "R2611-0001")).toHaveLength(1);
    expect(await saidOn(chat, "R2611-0002")).toEqual([text]);
  });

  test.each(["上次说的楼道纸箱又堆上了", "没解决", "R2611-0001 那个又堆满了"])(
    "opens again by words that come back to it, and its officer hears: 「%s」",
    async (text) => {
      const chat = await withClosed();
      await chat.resident("张").dm(text);
      expect(await statusOf(chat, "R2611-0001")).toBe("accepted");
      expect(await saidOn(chat, "R2611-0001")).toContain(text);
      expect(chat.officer("李").inbox.at(-1)).toMatch(/R2611-0001[\s\S]*(重开|没解决)/);
    },
  );

  test("is named and asked about where that is in doubt", async () => {
    const chat = await withClosed();
    const [answer] = await chat.resident("张").dm("楼道里又堆满了纸箱");
    expect(answer).toMatch(/R2611-0002[\s\S]*和 R2611-0001 是同一件事吗/);
    expect(await statusOf(chat, "R2611-0001")).toBe("resolved");
  });
});

describe("a complaint takes only what is said of it", () => {
  const complaint = "我要投诉窗口的民警，态度恶劣还骂人";

  test("nine photos of a corridor begin a report of their own, and stay together", async () => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm(complaint);
    await chat.advance(MINUTE);
    for (let i = 0; i < 9; i++) await me.dm("", { images: [tinyPng()] });
    const [mine, photos] = await Promise.all(
      ["R2611-0001", "R2611-0002"].map((number) => chat.store.reports.byNumber(number)),
    );
    expect(mine?.attachments).toHaveLength(0);
    expect(photos?.attachments).toHaveLength(9);
    expect(me.inbox.join()).toMatch(/R2611-0002[\s\S]*和 R2611-0001 是同一件事吗/);
  });

  test("nor does it take the corridor in words, or danger", async () => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm(complaint);
    await me.dm("三楼楼道堆满纸箱，怕着火");
    await me.dm("快来人，打起来了，头上都是血");
    expect(await saidOn(chat, "R2611-0001")).toEqual([complaint]);
    expect(await saidOn(chat, "R2611-0002")).toHaveLength(1);
    expect(await saidOn(chat, "R2611-0003")).toHaveLength(1);
  });

  test.each(["他还推了我一把", "工号是0037", "当时旁边有好几个人看见"])(
    "what is said of it stays with it: 「%s」",
    async (text) => {
      const chat = await startChat(station);
      await chat.resident("张").dm(complaint);
      await chat.resident("张").dm(text);
      expect(await saidOn(chat, "R2611-0001")).toEqual([complaint, text]);
    },
  );
});

describe("an hour later", () => {
  test.each([
    "他们是两个男娃 骑个红摩托",
    "那个人又来了，戴个黑帽子",
    "补充一下，是昨晚十点多的事",
    "车牌看清了，豫D00000",
    "刚才忘了说，车座上有划痕",
    "对了，监控拍到脸了",
  ])("words that refer back join the open report: 「%s」", async (text) => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm("我电动车在红星小区门口叫人骑走了");
    await chat.advance(HOUR);
    await me.dm(text);
    expect(await saidOn(chat, "R2611-0001")).toContain(text);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(1);
  });

  test("a quote decides, of our answer or of one's own words", async () => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    const [first = ""] = await me.dm("我电动车在红星小区门口叫人骑走了", { message: { id: "own-1" } });
    await chat.advance(HOUR);
    await me.dm("楼上天天半夜跳舞，吵得睡不着");
    await me.dm("是红色的", { quote: first });
    await me.dm("还有个撑衣杆", { message: { id: "own-3", quoted: { id: "own-1" } } });
    expect(await saidOn(chat, "R2611-0001")).toEqual([
      "我电动车在红星小区门口叫人骑走了",
      "是红色的",
      "还有个撑衣杆",
    ]);
  });

  test.each(["谢谢，是3号楼", "3号楼", "有", "两个", "下午五点以后都行"])(
    "the answer to an officer's question goes to that report: 「%s」",
    async (text) => {
      const chat = await startChat(station);
      const me = chat.resident("张");
      await me.dm("三楼楼道堆满纸箱，怕着火");
      await chat.advance(10 * MINUTE);
      await me.dm("矿工路路灯坏了");
      await chat.officer("李").dm("/回复 1 是几号楼？什么时候有人？");
      await chat.advance(HOUR);
      await me.dm(text);
      expect((await saidOn(chat, "R2611-0001")).at(-1)).toBe(text);
    },
  );

  test.each(["收到没", "收到没有", "你们收到了吗", "看到没"])(
    "「%s」 is told the state, and kept nowhere",
    async (text) => {
      const chat = await startChat(station);
      const me = chat.resident("张");
      await me.dm("三楼楼道堆满纸箱，怕着火");
      expect((await me.dm(text)).join()).toMatch(/R2611-0001.*待接手/);
      expect(await saidOn(chat, "R2611-0001")).toHaveLength(1);
    },
  );
});

describe("within the append window", () => {
  test.each([
    ["三楼楼道堆满纸箱，怕着火", "新程街棋牌室有人赌博，一桌好几万"],
    ["楼上天天半夜跳舞，吵得睡不着", "我身份证丢了，怎么补办"],
    ["我电动车在红星小区门口叫人骑走了", "三楼楼道堆满纸箱，怕着火"],
    ["房东不退我押金", "有个陌生男的老在小学门口转悠"],
  ])("plainly another matter is a report of its own: 「%s」, 「%s」", async (first, second) => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm(first);
    expect((await me.dm(second)).join()).toContain("R2611-0002");
    expect(await saidOn(chat, "R2611-0001")).toEqual([first]);
  });

  test.each([
    ["三楼楼道堆满纸箱，怕着火", "消防通道的门也打不开"],
    ["楼上天天半夜跳舞，吵得睡不着", "孩子明天还要考试呢"],
    ["我电动车在红星小区门口叫人骑走了", "雅迪的，红色，去年买的"],
    ["邻居老在门口骂", "他拿刀砸门了，快来"],
  ])("what goes on belongs to it: 「%s」, 「%s」", async (first, second) => {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm(first);
    await me.dm(second);
    expect(await saidOn(chat, "R2611-0001")).toEqual([first, second]);
  });
});

describe("who wants to take a report back is asked", () => {
  async function asked(): Promise<Chat> {
    const chat = await startChat(station);
    const me = chat.resident("张");
    await me.dm("三楼楼道堆满纸箱，怕着火");
    expect(await me.dm("算了，不用来了")).toEqual([expect.stringMatching(/要撤回 R2611-0001 吗/)]);
    expect(await statusOf(chat, "R2611-0001")).toBe("received");
    return chat;
  }

  test("yes takes it back, and its officers hear", async () => {
    const chat = await asked();
    expect((await chat.resident("张").dm("是")).join()).toContain("已按您的意思撤回");
    expect(await statusOf(chat, "R2611-0001")).toBe("withdrawn");
    await chat.advance(15 * 60_000);
    expect(chat.officer("值").inbox[1]).toMatch(/居民说想撤回[\s\S]*居民撤回了/);
  });

  test("no leaves it, and what is no answer is heard as ever", async () => {
    const chat = await asked();
    await chat.resident("张").dm("是三楼那一堆，还有个冰箱");
    expect(await statusOf(chat, "R2611-0001")).toBe("received");
    expect((await chat.resident("张").dm("不是")).join()).toContain("接着办");
    expect(await statusOf(chat, "R2611-0001")).toBe("received");
  });
});

test("new words show in lists and figures until an officer has read them", async () => {
  const chat = await startChat(station);
  const li = chat.officer("李");
  await chat.resident("张").dm("三楼楼道堆满纸箱，怕着火");
  await li.dm("看 1");
  await chat.resident("张").dm("就在三楼拐角");
  await chat.resident("张").dm("还有个旧冰箱");
  expect((await li.dm("列表")).join()).toMatch(/R2611-0001.*新话2条/);
  expect((await li.dm("统计")).join()).toContain("有新话没看的1件");
  await li.dm("看 1");
  expect((await li.dm("列表")).join()).not.toContain("新话");
  expect((await li.dm("统计")).join()).not.toContain("新话");
});
