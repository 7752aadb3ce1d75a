import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("closing tells the resident the result", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/办结 ${number} 物业已把纸箱清走`)).toEqual([
    `${number} 已办结。\n结果已转给居民。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([
    `您反映的 ${number} 已办结：物业已把纸箱清走\n解决了吗？回「解决了」或「没解决」。`,
  ]);
  expect(await stored(chat, number)).toMatchObject({
    status: "resolved",
    closedAt: chat.clock.now().toISOString(),
  });
  expect(await audited(chat, number)).toEqual(["report.closed"]);
});

test.each([
  ["已办结 清走了", "resolved", "清走了"],
  ["办结 清走了", "resolved", "清走了"],
  ["未能办结：房主联系不上", "unresolved", "房主联系不上"],
  ["已转交 城管", "referred", "城管"],
  ["已转交城管，他们下午来", "referred", "已转交城管，他们下午来"],
  ["转交给城管处理", "referred", "转交给城管处理"],
  ["不受理这属于劳动纠纷", "rejected", "不受理这属于劳动纠纷"],
  ["未办结对方不在", "unresolved", "未办结对方不在"],
  ["撤回居民说不用了", "withdrawn", "撤回居民说不用了"],
  ["办结材料已交当事人", "resolved", "办结材料已交当事人"],
  ["重复 和上一件是同一件", "duplicate", "和上一件是同一件"],
  ["constructor 清走了", "resolved", "constructor 清走了"],
  ["重复停车的已劝离", "resolved", "重复停车的已劝离"],
  ["不归派出所管，请找劳动监察", "rejected", "请找劳动监察"],
  ["不予受理，请找劳动监察", "rejected", "请找劳动监察"],
  ["暂未办成：房主联系不上", "unresolved", "房主联系不上"],
  ["同一件 和上一件是同一件", "duplicate", "和上一件是同一件"],
  ["同一件事情又来问的，已说明", "resolved", "同一件事情又来问的，已说明"],
  ["本人撤回 来电说不用了", "withdrawn", "来电说不用了"],
  ["已撤回 本人来电说不用了", "withdrawn", "本人来电说不用了"],
])("「%s」 ends a report as %s", async (typed, status, reason) => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/办结 ${number} ${typed}`);
  expect(await stored(chat, number)).toMatchObject({
    status,
    entries: [{}, { kind: "status", from: "received", to: status, reason }],
  });
  expect(chat.resident("张").inbox).toEqual([expect.stringContaining(reason)]);
});

test.each(["", "已办结", "不归派出所管", "。。。"])(
  "without a result or reason (「%s」) nothing is closed",
  async (typed) => {
    const chat = await startChat({ officers: ["李"] });
    const number = await filed(chat);
    expect(await chat.officer("李").dm(`/办结 ${number} ${typed}`)).toEqual([
      expect.stringMatching(/要写结果或原因，居民会看到[\s\S]*\/办结 42/),
    ]);
    expect((await stored(chat, number)).status).toBe("received");
    expect(chat.resident("张").inbox).toEqual([]);
  },
);

test("a closed report is not closed twice", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/办结 ${number} 清走了`);
  expect(await chat.officer("李").dm(`/办结 ${number} 清走了`)).toEqual([
    expect.stringMatching(/已经办完了.*\/重开/),
  ]);
  expect(chat.resident("张").inbox).toHaveLength(1);
});

test("who had the report hears that a colleague closed it", async () => {
  const chat = await startChat({ officers: ["李", { name: "赵", role: "leader" }] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/认领 ${number}`);
  await chat.officer("赵").dm(`/办结 ${number} 已清走`);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/赵已结：已办结/);
});
