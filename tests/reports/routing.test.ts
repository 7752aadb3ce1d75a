import { describe, expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/config.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const officers = [
  { name: "王建国", office: "体育场警务室" },
  { name: "李红梅", office: "新程街社区警务室" },
  { name: "值班员", role: "dispatcher" as const },
  { name: "所长", role: "leader" as const },
];
const key = "我把钥匙锁家里了，能来帮我开门吗";
const heard = (chat: Chat) =>
  officers
    .map(({ name }) => name)
    .filter((name) => chat.officer(name).inbox.some((text) => text.includes("R2611-0001")));
const groups = [{ name: "民警群", kind: "officers" as const }];

describe("routing", () => {
  test.each<[object[], string[], string]>([
    [[{ category: "help", to: "李红梅" }], ["李红梅"], "an officer"],
    [[{ category: ["dispute", "help"], to: "duty" }], ["值班员"], "whoever is on duty"],
    [[{ category: "dispute", to: "李红梅" }, { to: "王建国" }], ["王建国"], "the first rule that fits"],
    [[{ category: "help", office: "新程街社区警务室", to: "李红梅" }], [], "no rule: the group"],
    [
      [
        { hours: "18:00-08:00", to: "李红梅" },
        { hours: "08:00-18:00", to: "王建国" },
      ],
      ["王建国"],
      "by the hour",
    ],
  ])("%j: %j (%s)", async (routing, wanted) => {
    const chat = await startChat({ officers, groups, config: { routing } });
    await chat.resident("张").dm(key);
    expect(heard(chat)).toEqual(wanted);
    expect(chat.said("民警群").length > 0).toBe(wanted.length === 0);
  });

  test("by place; who is meant sees it under 我的 and may take it, and so may others", async () => {
    const chat = await startChat({
      officers,
      groups,
      config: { routing: [{ place: "矿工路", to: "李红梅" }] },
    });
    await chat.resident("张").dm("矿工路12号我把钥匙锁家里了，能来帮我开门吗");
    expect(heard(chat)).toEqual(["李红梅"]);
    expect((await chat.officer("李红梅").dm("/我的")).join()).toContain("R2611-0001");
    expect((await chat.officer("王建国").dm("/接 1")).join()).toMatch(/归您|已认领|接手/);
    expect((await chat.officer("李红梅").dm("/我的")).join()).not.toContain("R2611-0001");
  });

  test("danger calls everybody as ever, and complaints go to leaders alone", async () => {
    const chat = await startChat({ officers, config: { routing: [{ to: "李红梅" }] } });
    await chat.resident("张").dm("有人在砸门要打人，救命");
    expect(heard(chat)).toContain("值班员");
    await chat.resident("王").dm("我要投诉你们民警王建国，态度差还骂人");
    expect(chat.officer("李红梅").inbox.join()).not.toContain("R2611-0002");
    expect(chat.officer("所长").inbox.join()).toContain("R2611-0002");
  });

  test.each([
    [{ to: "没这个人" }, "没有叫 没这个人"],
    [{ office: "没这个警务室", to: "duty" }, "没有警务室"],
    [{ category: "theft", to: "duty" }, "routing"],
    [{ hours: "晚上", to: "duty" }, "要写成"],
  ])("a rule that could never fit is a fault of the file: %j", (rule, fault) => {
    const station = {
      station: { name: "光明路派出所" },
      channels: [{ name: "byhand", type: "manual" }],
      data: "./data",
      alerts: "./alerts",
      routing: [rule],
    };
    const read = () => parseConfig(JSON.stringify(station), "jingmin.yaml", {});
    expect(read).toThrow(ConfigError);
    try {
      read();
    } catch (error) {
      expect((error as ConfigError).faults.map(({ message }) => message).join()).toContain(fault);
    }
  });
});
