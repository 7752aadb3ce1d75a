import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";
import { audited, filed, stored, written } from "./filed.ts";

const officers = ["李", { name: "值", role: "dispatcher" as const }, { name: "陈", role: "leader" as const }];
const DAY = 24 * 3_600_000;

async function muted(): Promise<Chat> {
  const chat = await startChat({ officers });
  await filed(chat);
  await chat.officer("值").dm("/禁言 1 3天 多次发广告");
  return chat;
}

test("the account is told once, with reason and end", async () => {
  const chat = await muted();
  expect(chat.resident("张").inbox).toEqual([
    "多次发广告。到11月27日 10:00前这里不再回您，发来的都留给所领导看。\n有危险照样马上打110、在这里说。",
  ]);
  expect(await audited(chat, "R2611-0001")).toEqual(["account.muted"]);
  for (const text of ["你们凭什么", "新程街有人赌博", "进度", "你好", "撤回"])
    expect(await chat.resident("张").dm(text)).toEqual([]);
});

test("all that it writes is kept, in one report for leaders, who hear of it once", async () => {
  const chat = await muted();
  const words = ["你们凭什么", "新程街棋牌室有人赌博", "你好"];
  for (const text of words) await chat.resident("张").dm(text);
  await chat.restart();
  await chat.resident("张").dm("还有一句");
  expect(await written(chat, "R2611-0002")).toEqual([...words, "还有一句"]);
  expect(await stored(chat, "R2611-0002")).toMatchObject({ restricted: true });
  expect(
    chat
      .officer("陈")
      .inbox.join()
      .match(/禁言的账号/g) ?? [],
  ).toHaveLength(0);
  expect((await chat.officer("李").dm("看 2")).join()).toContain("没有找到");
  expect((await chat.officer("陈").dm("看 2")).join()).toContain("还有一句");
});

test.each(["有人拿刀砍人了，快来", "家里着火了"])("danger is heard as ever: 「%s」", async (text) => {
  const chat = await muted();
  expect((await chat.resident("张").dm(text)).join()).toMatch(/^请立即拨打/);
  expect(await stored(chat, "R2611-0002")).toMatchObject({ priority: "urgent" });
  expect(chat.officer("值").inbox.join()).toMatch(/急/);
});

test("「急」 passes", async () => {
  const chat = await muted();
  await chat.resident("张").dm("急");
  await chat.advance(20_000);
  expect((await stored(chat, "R2611-0001")).priority).toBe("urgent");
});

test("it ends by itself, or when somebody ends it", async () => {
  const chat = await muted();
  await chat.advance(3 * DAY + 1_000);
  expect((await chat.resident("张").dm("园林路路灯坏了好几天了")).join()).toContain("已收到");
  await chat.officer("值").dm("/禁言 1 2小时 多次发广告");
  expect(await chat.officer("陈").dm("/禁言 1 解除")).toEqual(["R2611-0001 的账号不再禁言。"]);
  expect((await chat.resident("张").dm("你好")).length).toBeGreaterThan(0);
});

test.each(["/禁言 1", "/禁言 1 3天", "/禁言 1 发广告", "/禁言 1 0天 发广告", "/禁言 1 400天 发广告"])(
  "「%s」 mutes nobody",
  async (typed) => {
    const chat = await startChat({ officers });
    await filed(chat);
    await chat.officer("值").dm(typed);
    expect(chat.resident("张").inbox).toEqual([]);
    expect(await chat.store.mutes.all()).toEqual([]);
  },
);
