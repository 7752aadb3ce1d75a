import { expect, test } from "vitest";
import { repositoryHandbook } from "../support/handbook.ts";
import { startChat } from "../support/start-chat.ts";

const DAY = 24 * 60 * 60_000;
const station = {
  officers: [
    { name: "李", office: "体育场警务室" },
    { name: "赵", role: "dispatcher" as const },
    { name: "陈", role: "leader" as const },
  ],
  config: { handbook: repositoryHandbook },
};

test("questions without an answer are listed for those who tend the handbook", async () => {
  const chat = await startChat(station);
  expect(await chat.officer("赵").dm("/手册")).toEqual(["这两个月问手册的都有答案。"]);
  await chat.resident("张").dm("身份证丢了怎么补办");
  await chat.resident("张").dm("不是这个");
  const [answer] = await chat.officer("赵").dm("/手册");
  expect(answer).toBe("手册没有答案的1问：\nR2611-0001 身份证丢了怎么补办");
  expect((await chat.officer("李").dm("/手册")).join()).not.toContain("身份证");
});

test("on the first working morning of a month leaders and those on duty hear how many there were, once", async () => {
  const chat = await startChat(station);
  await chat.resident("张").dm("身份证丢了怎么补办");
  await chat.resident("张").dm("不是这个");
  for (let day = 0; day < 9; day++) await chat.pass(DAY);
  for (const name of ["赵", "陈"]) {
    const told = chat.officer(name).inbox.filter((text) => text.includes("手册里没有答案"));
    expect(told).toEqual(["上个月有1问手册里没有答案，发「/手册」看。"]);
  }
  expect(chat.officer("李").inbox.join()).not.toContain("手册");
});
