import { expect, test } from "vitest";
import { audited, filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const officers = ["李", { name: "陈", role: "leader" as const }];
const one = "R2611-0001";
const DAY = 24 * 3_600_000;

async function closed(
  more: Parameters<typeof filed>[1] = {},
  config: Record<string, unknown> = {},
): Promise<Chat> {
  const chat = await startChat({ officers, config });
  await filed(chat, more);
  await chat.officer("陈").dm("/办结 1 已清走");
  return chat;
}
const say = async (chat: Chat, text: string, options = {}) => {
  await chat.resident("张").dm(text, options);
  await chat.advance(20_000);
  return chat.resident("张").inbox.at(-1);
};

test.each(["没解决", "没有", "没好", "没有解决啊", "还是没解决呢", "根本没弄好", "到现在都没修好"])(
  "「%s」 after 办结 opens it again, with whoever had it",
  async (word) => {
    const chat = await closed();
    await chat.pass(DAY);
    expect(await say(chat, word)).toBe(`知道了，${one} 民警接着办。`);
    expect(await stored(chat, one)).toMatchObject({ status: "accepted", solved: false });
    expect(await audited(chat, one)).toEqual(["report.closed", "report.reopened", "report.supplemented"]);
  },
);

test.each(["解决了", "是", "好了", "解决啦", "已经解决了，谢谢", "弄好了", "都处理好了"])(
  "「%s」 is kept beside the station's word, and it stays closed",
  async (word) => {
    const chat = await closed();
    expect(await say(chat, word)).toBe(`好的，已记在 ${one} 里。`);
    expect(await stored(chat, one)).toMatchObject({ status: "resolved", solved: true });
  },
);

test("after fifteen days 「没解决」 is a new report that names the old one's person, and the old one stays closed", async () => {
  const chat = await closed();
  await chat.pass(15 * DAY + 60_000);
  await say(chat, "没解决");
  expect((await stored(chat, one)).status).toBe("resolved");
  expect(await stored(chat, "R2612-0001")).toMatchObject({ status: "received" });
});

test("what was said of one result is not said of the next", async () => {
  const chat = await closed();
  await say(chat, "没解决");
  await chat.officer("陈").dm("/办结 1 又清了一遍");
  expect(await stored(chat, one)).not.toHaveProperty("solved");
  await say(chat, "解决了");
  expect(await stored(chat, one)).toMatchObject({ solved: true, status: "resolved" });
});

test("of two that were asked about the newest is meant, the quoted before it", async () => {
  const chat = await startChat({ officers });
  await filed(chat, { text: "三楼楼道堆满纸箱" });
  await filed(chat, { text: "北门路灯不亮" });
  await chat.officer("李").dm("/办结 2 修好了");
  await chat.advance(60_000);
  await chat.officer("李").dm("/办结 1 清走了");
  await say(chat, "没解决", { quote: "您反映的 R2611-0002 已办结：修好了" });
  expect((await stored(chat, "R2611-0002")).status).toBe("accepted");
  expect((await stored(chat, one)).status).toBe("resolved");
  await say(chat, "解决了");
  expect(await stored(chat, one)).toMatchObject({ solved: true });
  expect(await stored(chat, "R2611-0002")).toMatchObject({ solved: false });
});

test("what is sensitive is not asked about", async () => {
  const chat = await closed({ sensitive: true });
  expect(chat.resident("张").inbox.join()).not.toContain("解决了吗");
});

test("no station asks for ratings unless it says so", async () => {
  expect(await say(await closed(), "解决了")).not.toContain("满意");
});

test.each([
  ["满意", "good"],
  ["一般", "fair"],
  ["不满意", "poor"],
])("with `rating: true` 「%s」 is kept with the report", async (word, rating) => {
  const chat = await closed({}, { rating: true });
  expect(await say(chat, "解决了")).toBe(
    `好的，已记在 ${one} 里。\n满意吗？回「满意」「一般」或「不满意」。`,
  );
  expect(await say(chat, word)).toBe(`谢谢，已记在 ${one} 里。`);
  expect(await stored(chat, one)).toMatchObject({ rating, solved: true, status: "resolved" });
});

test.each([{ priority: "urgent" }, { restricted: true }, { category: "complaint" }] as const)(
  "of %o no rating is asked",
  async (more) => {
    expect(await say(await closed(more, { rating: true }), "解决了")).not.toContain("满意");
  },
);
