import { describe, expect, test } from "vitest";
import { StoreError } from "../../src/store/store.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;

describe("in a community group", () => {
  const options = { groups: [{ name: "居民群", office: "体育场警务室" }], officers: ["李"] };

  test("chatter is never answered, stored or logged", async () => {
    const chat = await startChat(options);
    for (let i = 0; i < 50; i++) expect(await chat.resident("张").say("居民群", `闲聊第${i}句`)).toEqual([]);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
    expect(chat.logs.join()).not.toContain("闲聊");
  });

  test("whoever addresses the bot is sent to the private chat, nothing of it repeated or filed", async () => {
    const chat = await startChat(options);
    const [answer] = await chat.resident("张").say("居民群", "我要举报三楼老李", { mention: true });
    expect(answer).toContain("私聊");
    expect(answer).not.toMatch(/老李|三楼|张/);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  });

  test("the bot answers at most once in ten minutes, whoever asks", async () => {
    const chat = await startChat(options);
    await chat.resident("张").say("居民群", "在吗", { mention: true });
    await chat.advance(9 * MINUTE);
    expect(await chat.resident("王").say("居民群", "有人吗", { mention: true })).toEqual([]);
    await chat.advance(2 * MINUTE);
    expect(await chat.resident("王").say("居民群", "有人吗", { mention: true })).toHaveLength(1);
  });

  test("danger passes that pause, once a person and minute", async () => {
    const chat = await startChat(options);
    const fire = { mention: true };
    await chat.resident("甲").say("居民群", "你好", fire);
    expect(await chat.resident("乙").say("居民群", "着火了，快来人", fire)).toEqual([
      expect.stringMatching(/^请立即拨打110、119/),
    ]);
    expect(await chat.resident("乙").say("居民群", "着火了，快来人", fire)).toEqual([]);
    expect(await chat.resident("丙").say("居民群", "有人拿刀砍人", fire)).toHaveLength(1);
    await chat.advance(MINUTE);
    expect(await chat.resident("乙").say("居民群", "火越来越大", fire)).toHaveLength(1);
    expect(await chat.resident("丁").say("居民群", "在吗", fire)).toEqual([]);
  });

  test("danger is sent to 110 first", async () => {
    const chat = await startChat(options);
    const [answer] = await chat.resident("张").say("居民群", "打起来了，头上都是血", { mention: true });
    expect(answer).toMatch(/^请立即拨打110/);
  });

  test("anonymous members get neither commands nor a private answer", async () => {
    const chat = await startChat(options);
    const said = { mention: true, message: { anonymous: true } };
    await chat.officer("李").say("居民群", "/列表", said);
    expect(chat.officer("李").inbox).toEqual([]);
  });

  test("a group that nobody has confirmed hears nothing at all", async () => {
    const chat = await startChat({ officers: [{ name: "周", role: "admin" }] });
    chat.channel.events.joined({ address: chat.channel.address("group", "新群"), name: "新群" });
    await chat.idle();
    expect(await chat.resident("张").say("新群", "在吗", { mention: true })).toEqual([]);
    expect(chat.officer("周").inbox.join()).toContain("还没有确认");
  });
});

describe("notices of a report", () => {
  const officers = [
    { name: "李", office: "体育场警务室" },
    { name: "陈", role: "leader" as const },
  ];

  test("in an officers' group hold number, category, street and state, never a word of the text or who sent it", async () => {
    const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
    await chat.resident("张三丰").dm("体育场路88号院3单元老刘家天天半夜打牌赌钱");
    const notice = chat.said("民警群").join("\n");
    expect(notice).toMatch(/R2611-0001/);
    expect(notice).toContain("体育场警务室");
    expect(notice).not.toMatch(/88|单元|老刘|半夜|张三丰|resident/);
  });

  test("go to the officers themselves while their group is muted", async () => {
    const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
    const address = chat.channel.address("group", "民警群");
    const until = new Date(chat.clock.now().getTime() + 60_000);
    chat.channel.events.muted({ address, muted: true, until });
    await chat.idle();
    await chat.resident("张").dm("体育场路88号院3单元老刘家天天半夜打牌赌钱");
    expect(chat.said("民警群")).toEqual([]);
    expect(chat.officer("李").inbox.join()).toContain("R2611-0001");
    await chat.advance(60_000);
    await chat.resident("王").dm("体育场对面楼道堆满纸箱，怕着火");
    expect(chat.said("民警群").join()).toContain("R2611-0002");
  });

  test("of a complaint reach leaders only, by direct message", async () => {
    const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
    await chat.resident("张").dm("我要投诉体育场警务室的民警李某，态度恶劣还骂人");
    expect(chat.said("民警群")).toEqual([]);
    expect(chat.officer("李").inbox).toEqual([]);
    expect(chat.officer("陈").inbox.join()).toContain("R2611-0001 投诉");
  });
});

describe("joining groups", () => {
  const invitation = (chat: Awaited<ReturnType<typeof startChat>>, id: string) => {
    let accepted = false;
    chat.channel.events.invitation({
      from: chat.channel.address("user", id),
      fromName: "x",
      accept: async () => {
        accepted = true;
      },
    });
    return async () => {
      await chat.idle();
      return accepted;
    };
  };

  test("the bot follows an officer's invitation, and nobody else's", async () => {
    const chat = await startChat({ officers: ["李"] });
    expect(await invitation(chat, chat.officer("李").id)()).toBe(true);
    expect(await invitation(chat, chat.resident("张").id)()).toBe(false);
  });

  test("a new friend hears what the bot is, who sees what he says, and what it never asks for", async () => {
    const chat = await startChat();
    const address = chat.channel.address("user", chat.resident("张").id);
    chat.channel.events.friendAdded({ address, name: "张" });
    await chat.idle();
    const greeting = chat.resident("张").inbox.join();
    expect(greeting).toContain("光明路派出所");
    expect(greeting).toContain("您的身份对外保密");
    expect(greeting).toMatch(/不会找您要钱/);
    expect(greeting).not.toContain("匿名");
  });
});

test("a handler that fails answers with a number and 110, and the log holds no word of the message", async () => {
  const chat = await startChat();
  await chat.resident("张").dm("路灯坏了，建议修一修");
  const { find } = chat.store.reports;
  Object.assign(chat.store.reports, { find: () => Promise.reject(new Error("机密内容不能进日志")) });
  const [answer] = await chat.resident("张").dm("进度");
  Object.assign(chat.store.reports, { find });
  const [, id] = /系统出错（编号 (\w+)），请稍后再试；紧急请打110/.exec(answer ?? "") ?? [];
  expect(chat.logs.join()).toContain(id ?? "no id");
  expect(chat.logs.join()).not.toContain("机密内容");
});

test("while nothing can be written, who is in danger is still told 110 first, and where the station is reached", async () => {
  const chat = await startChat();
  const full = () => Promise.reject(new StoreError("full", "no room"));
  Object.assign(chat.store.contacts, { byAddress: full });
  const [answer] = await chat.resident("张").dm("他拿刀砸门了，快来");
  expect(answer).toMatch(/^请立即拨打110[\s\S]*记不下[\s\S]*0375-0000000/);
});
