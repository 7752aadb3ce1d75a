import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

test.each([
  "Noise from the bar (every night); please do something",
  "Шумят соседи каждую ночь",
  "위층이 너무 시끄러워요",
  "قوشنىمىز ھەر كۈنى ۋاراڭ چۇرۇڭ قىلىدۇ",
  "うるさいです",
])("told in another language, it is filed, and the receipt has a line in English: %s", async (text) => {
  const chat = await startChat();
  expect(await chat.resident("张").dm(text)).toEqual([
    expect.stringMatching(/^已收到，\S+ R2611-0001。[\s\S]*\nReceived, R2611-0001\. [^\n]*call 110/),
  ]);
});

test.each(["13800138000", "+86 138 0013 8000", "https://a.example/x?y=(1);z", "96110", "🔥🔥", "dd77.top"])(
  "a number, a link, a sign is filed, in Chinese alone: %s",
  async (text) => {
    const chat = await startChat();
    const [answer] = await chat.resident("张").dm(text);
    expect(answer).toMatch(/^已收到，\S+ R2611-0001。/);
    expect(answer).not.toContain("Received");
  },
);

test.each([
  ["Fire! (3rd floor)", /^请立即拨打110、119/],
  ["help me", /^请立即拨打110/],
  ["thief; he is stealing my bike", /^请立即拨打110/],
  ["Пожар", /^请立即拨打110、119/],
  ["불이야", /^请立即拨打110、119/],
  ["🆘", /^请立即拨打110/],
])("a cry of danger in another language is heard: %s", async (text, advice) => {
  const chat = await startChat();
  const [answer] = await chat.resident("张").dm(text);
  expect(answer).toMatch(advice);
  expect(answer).toContain("R2611-0001");
  const report = await chat.store.reports.byNumber("R2611-0001");
  expect(report?.priority).toBe("urgent");
});

test.each(["hello", "ok", "😂", "[捂脸]", "=1+1", "<script>alert(1)</script>"])(
  "small talk and code file nothing: %s",
  async (text) => {
    const chat = await startChat();
    await chat.resident("张").dm(text);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  },
);

test.each(["😭😭", "？", "？？？", "...", "💊💊💊", "🚗💥🚗", "❗❗", "🅗🅔🅛🅟"])(
  "signs alone are no report, and not met with silence: %s",
  async (typed) => {
    const chat = await startChat();
    expect(await chat.resident("张").dm(typed)).toEqual([expect.stringMatching(/^收到。有事直接说.*110/)]);
    expect(await chat.resident("张").dm(typed)).toEqual([]);
    expect((await chat.store.reports.find({}, { limit: 1 })).total).toBe(0);
  },
);

test("a question mark after a report asks how it goes", async () => {
  const chat = await startChat();
  await chat.resident("张").dm("三楼楼道堆满纸箱");
  expect(await chat.resident("张").dm("？？")).toEqual([expect.stringMatching(/R2611-0001[\s\S]*待接手/)]);
});
