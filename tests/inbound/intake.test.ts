import { describe, expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

describe("a resident's direct message", () => {
  test("becomes a report at once: one answer with its number and category", async () => {
    const chat = await startChat({ officers: ["李"] });
    const answers = await chat.resident("张").dm("三楼楼道堆满纸箱，能不能管管");
    expect(answers).toEqual([expect.stringMatching(/已收到.*R2611-0001/)]);
    expect(answers[0]).toMatch(/举报线索|意见建议|求助|纠纷|咨询|可疑情况/);
  });

  test("tells at first contact who sees it, and only then", async () => {
    const chat = await startChat();
    const [first] = await chat.resident("张").dm("路灯坏了，建议修一修");
    expect(first).toContain("您的身份对外保密，仅本所经授权人员可查看");
    await chat.advance(10 * 60_000);
    const [second] = await chat.resident("张").dm("新程街棋牌室有人赌博");
    expect(second).toContain("R2611-0002");
    expect(second).not.toContain("身份");
  });
});
