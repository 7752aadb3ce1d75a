import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

test("a reply reaches the resident with its number, and puts the report in progress", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const [answer] = await chat.officer("李").dm(`/回复 ${number} 物业今天下班前清走，\n您看看。`);
  expect(answer).toBe(`${number} 已回复。\n居民回话，会接着告诉您。`);
  expect(chat.resident("张").inbox).toEqual([`民警回复 ${number}：物业今天下班前清走，\n您看看。`]);
  expect((await stored(chat, number)).status).toBe("in_progress");
  expect(await audited(chat, number)).toEqual(["report.replied"]);
});

test.each(["办结 1 已清走，照片为证", "备注 1 现场照片"])(
  "with a picture, which cannot be sent on, 「%s」 does nothing and says so",
  async (typed) => {
    const chat = await startChat({ officers: ["李"] });
    const number = await filed(chat);
    expect(await chat.officer("李").dm(typed, { images: [new Uint8Array([1])] })).toEqual([
      "图片、文件还转不了，没有办。请用文字说。",
    ]);
    expect(chat.resident("张").inbox).toEqual([]);
    expect(await audited(chat, number)).toEqual([]);
  },
);

test("the resident's answer comes back to the report and to the officer who has it", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/回复 ${number} 请问是几单元？`);
  await chat.resident("张").dm("二单元，就在电梯口，纸箱越堆越高了");
  expect((await stored(chat, number)).entries.map((e) => e.kind)).toEqual(["said", "reply", "said"]);
  expect(chat.officer("李").inbox.at(-1)).toMatch(new RegExp(`${number}[\\s\\S]*居民有补充`));
  expect(chat.officer("王").inbox).toEqual([]);
});

test("the colleague who has the report hears that another has replied, but not what", async () => {
  const chat = await startChat({ officers: ["李", "王"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/认领 ${number}`);
  await chat.officer("王").dm(`/回复 ${number} 明早来看`);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/王回复了居民/);
  expect(chat.officer("李").inbox.join()).not.toContain("明早来看");
});

test("to somebody who may be hiding the reply is held until he writes again", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { reporter } = await stored(chat, number);
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact) t.contacts.put({ ...contact, quietSince: chat.clock.now().toISOString() });
  });
  await chat.advance(1000);
  expect(await chat.officer("李").dm(`/回复 ${number} 我们到楼下了`)).toEqual([
    `${number} 已回复。\n对方可能不便看手机，等他再发消息时转达。`,
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
  await chat.advance(60_000);
  await chat.restart();
  expect(chat.officer("李").inbox).toEqual([]);
  await chat.resident("张").dm("他走了，我出来了");
  await chat.advance(60_000);
  expect(chat.resident("张").inbox).toContain(`民警回复 ${number}：我们到楼下了`);
});

test("to somebody whose account is not known now the reply is held, and the officer hears so once", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  const { reporter } = await stored(chat, number);
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    const addresses = contact?.addresses.map((address) => ({ ...address, epoch: "earlier" })) ?? [];
    if (contact) t.contacts.put({ ...contact, addresses });
  });
  expect(await chat.officer("李").dm(`/回复 ${number} 我们到楼下了`)).toEqual([
    `${number} 已回复。\n眼下联系不上对方的号，等他再发消息时转达。急事请换个办法联系。`,
  ]);
});

test("a closed report can still be answered and stays closed", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  await chat.officer("李").dm(`/办结 ${number} 已清走`);
  await chat.officer("李").dm(`/回复 ${number} 物业会再巡一次`);
  expect((await stored(chat, number)).status).toBe("resolved");
});

test("an empty reply is refused with an example, and nobody hears of it", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm(`/回复 ${number}`)).toEqual([
    expect.stringMatching(/要写编号和内容[\s\S]*\/回复 42/),
  ]);
  expect(chat.resident("张").inbox).toEqual([]);
});
