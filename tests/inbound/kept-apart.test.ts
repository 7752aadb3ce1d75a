import { describe, expect, test } from "vitest";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

const HOUR = 60 * 60_000;
const officers: ChatOptions["officers"] = [
  { name: "王建国", office: "体育场警务室" },
  { name: "赵值班", role: "dispatcher" },
  { name: "陈志强", role: "leader" },
];
const groups: ChatOptions["groups"] = [{ name: "民警群", kind: "officers" }];
const one = async (chat: Chat) => (await chat.store.reports.find({}, { limit: 9 })).reports[0];
const reads = async (chat: Chat, name: string) => (await chat.officer(name).dm("看 1")).join("\n");

describe("what may be a complaint", () => {
  test.each([
    "体育场警务室的王建国上门态度差，还骂人",
    "王警官收了网吧老板的烟，我亲眼看见的",
    "你们窗口那个女警察说话太难听了",
    "举报一下辅警喝酒开车",
  ])("is read by leaders alone: %s", async (text) => {
    const chat = await startChat({ officers, groups });
    const [receipt] = await chat.resident("张").dm(text);
    expect(receipt).toContain("只有所领导看");
    expect(receipt).toMatch(/也可打12389。$/);
    expect(await reads(chat, "王建国")).not.toContain(text);
    expect(await reads(chat, "赵值班")).not.toContain(text);
    expect(chat.said("民警群")).toEqual([]);
    expect(await reads(chat, "陈志强")).toContain(text);
  });

  test("is filed as what it rather is, where an officer is only named", async () => {
    const chat = await startChat({ officers, groups });
    const [receipt] = await chat.resident("张").dm("电动车丢了，王建国说让我补个发票照片");
    expect(receipt).not.toContain("投诉");
    expect((await one(chat))?.category).toBe("help");
  });

  test("in a supplement never lands where the others read", async () => {
    const chat = await startChat({ officers, groups });
    await chat.resident("张").dm("我家楼道堆满了纸箱，堵着消防通道");
    await chat.resident("张").dm("王建国来看过，还骂我多管闲事，他跟物业是一伙的");
    const numbers = ["1", "2"];
    const read = await Promise.all(
      numbers.map(async (n) => (await chat.officer("王建国").dm(`看 ${n}`)).join()),
    );
    expect(read.join()).not.toContain("一伙");
  });

  test.each(["陈志强收了开发商的钱", "你们陈所长态度太差了，骂人", "你们所长收黑钱"])(
    "of the only leader is read by nobody here: %s",
    async (text) => {
      const chat = await startChat({ officers, groups });
      expect((await chat.resident("张").dm(text)).join("\n")).toContain("这件我们不经手，请打12389");
      expect(await one(chat)).toBeUndefined();
      expect(chat.officer("陈志强").inbox).toEqual([]);
    },
  );

  test("of one leader goes to the other", async () => {
    const two = [...(officers ?? []), { name: "周平", role: "leader" as const }];
    const chat = await startChat({ officers: two, groups });
    await chat.resident("张").dm("陈志强收了开发商的钱");
    expect(await reads(chat, "陈志强")).not.toContain("开发商");
    expect(await reads(chat, "周平")).toContain("开发商");
    expect(chat.officer("周平").inbox.join()).toContain("R2611-0001");
  });
});

describe("a sensitive matter", () => {
  const text = "我闺女说补习老师老摸她";

  test("goes by number alone to those on duty and the leader, never to a group", async () => {
    const chat = await startChat({ officers, groups });
    const [receipt] = await chat.resident("张").dm(text);
    expect(receipt).toMatch(/R2611-0001/);
    expect((await one(chat))?.sensitive).toBe(true);
    expect(chat.said("民警群")).toEqual([]);
    expect(chat.officer("王建国").inbox).toEqual([]);
    for (const name of ["赵值班", "陈志强"]) {
      const notice = chat.officer(name).inbox.join("\n");
      expect(notice).toContain("R2611-0001");
      expect(notice).not.toMatch(/求助|线索|补习|闺女/);
      expect(await reads(chat, name)).toContain(text);
    }
    expect(await reads(chat, "王建国")).not.toContain("补习");
  });

  test("is not followed by anything until they write again", async () => {
    const chat = await startChat({ officers, groups });
    const zhang = chat.resident("张");
    await zhang.dm(text);
    const before = zhang.inbox.length;
    await chat.advance(60_000);
    await chat.officer("赵值班").dm("/接 1");
    await chat.officer("赵值班").dm("/回 1 我们换一位女民警跟您联系");
    await chat.advance(HOUR);
    expect(zhang.inbox.slice(before)).toEqual([]);
    await zhang.dm("在吗");
    await chat.advance(1_000);
    expect(zhang.inbox.join("\n")).toContain("女民警跟您联系");
  });

  test("stands in 进度 without its words", async () => {
    const chat = await startChat({ officers, groups });
    await chat.resident("张").dm(text);
    const progress = (await chat.resident("张").dm("进度")).join("\n");
    expect(progress).toContain("R2611-0001");
    expect(progress).not.toMatch(/补习|闺女/);
  });
});
