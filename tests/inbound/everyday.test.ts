import { describe, expect, test } from "vitest";
import { wantsPerson, wantsPhone } from "../../src/domain/decide/person-words.ts";
import { startChat } from "../support/start-chat.ts";

const options = { officers: [{ name: "李", office: "体育场警务室" }] };
const HOUR = 60 * 60_000;

describe("who wants a person", () => {
  test.each([
    "收到没",
    "转人工",
    "恁到底管不管",
    "有人管没",
    "你们看到了吗",
    "找个真人",
    "咋没人理我",
    "给个准话",
  ])("「%s」 hears number, state and telephone; the officer hears that they wait", async (text) => {
    const chat = await startChat(options);
    await chat.resident("张").dm("三楼楼道堆满纸箱");
    await chat.advance(HOUR);
    expect(await chat.resident("张").dm(text)).toEqual([
      "收到了，R2611-0001 待接手。\n已提醒民警，电话0375-0000000。",
    ]);
    expect(chat.officer("李").inbox.join("\n")).toContain("居民在等，想有人回话");
    expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
  });

  test("the officer is told once in a while, however often they ask", async () => {
    const chat = await startChat(options);
    await chat.resident("张").dm("三楼楼道堆满纸箱");
    for (const text of ["收到没", "有人管没", "转人工"]) await chat.resident("张").dm(text);
    await chat.advance(15 * 60_000);
    expect(chat.officer("李").inbox.filter((one) => one.includes("想有人回话"))).toHaveLength(1);
  });

  test("without a report they hear how to tell one, and the telephone", async () => {
    const chat = await startChat(options);
    const [answer] = await chat.resident("张").dm("转人工");
    expect(answer).toMatch(/有事直接说.*\n?.*0375-0000000/);
    expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(0);
  });

  test.each(["物业到底管不管", "楼上漏水没人管", "路灯坏了有人管吗", "收到一个包裹不是我的", "孩子没人管"])(
    "「%s」 tells something",
    (text) => {
      expect(wantsPerson(text)).toBe(false);
    },
  );
});

describe("the station's telephone", () => {
  test.each(["派出所电话多少", "你们电话是多少", "所里电话", "恁电话多少", "警务室的电话给我一下"])(
    "「%s」 is told",
    async (text) => {
      const chat = await startChat(options);
      const [answer] = await chat.resident("张").dm(text);
      expect(answer).toMatch(/^所里电话：0375-0000000。/);
    },
  );

  test.each(["骗子的电话给你们", "有人冒充派出所给我打电话", "物业电话多少", "我手机丢了电话打不通"])(
    "「%s」 does not ask for it",
    (text) => {
      expect(wantsPhone(text)).toBe(false);
    },
  );
});

describe("咋样了", () => {
  test("tells each open report by what it was about, since when and whose turn it is", async () => {
    const chat = await startChat(options);
    const zhang = chat.resident("张");
    await zhang.dm("三楼楼道堆满纸箱");
    await chat.advance(24 * HOUR);
    await zhang.dm("新 凌云路口的红绿灯坏了");
    await chat.officer("李").dm("/接 1");
    expect(await zhang.dm("咋样了")).toEqual(
      [
        [
          expect.stringMatching(/^R2611-0002 .*「凌云路口的红绿灯…」$/),
          "11月25日反映，待接手，等民警看",
          expect.stringMatching(/^R2611-0001 .*「三楼楼道堆满纸箱」$/),
          "11月24日反映，民警已接手，民警在办",
        ].join("\n"),
      ].map((rows) => expect.stringContaining(String(rows).split("\n")[1] ?? "")),
    );
  });

  test("has at most eight lines, whatever there is", async () => {
    const chat = await startChat({
      ...options,
      config: { intake: { appendWindow: "PT0S", perMinute: 100 } },
    });
    const zhang = chat.resident("张");
    for (const what of ["路灯坏了", "井盖丢了", "有人摆摊占道", "楼上漏水", "车被刮了", "有狗没拴绳"]) {
      await zhang.dm(`新 ${what}，麻烦看看`);
      await chat.advance(HOUR);
    }
    await chat.officer("李").dm("/回 6 明天去");
    const [answer = ""] = await zhang.dm("进度");
    expect(answer.split("\n").length).toBeLessThanOrEqual(8);
    expect(answer).toContain("还有");
  });
});
