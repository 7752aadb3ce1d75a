import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { audited, filed, stored } from "./filed.ts";

const station = () =>
  startChat({
    officers: ["李", { name: "所长", role: "leader" }, { name: "教导员", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });

test("a leader says that it is no complaint: others see it, and the officers' group hears of it", async () => {
  const chat = await station();
  const number = await filed(chat, { category: "complaint", restricted: true });
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual([expect.stringContaining("没有找到")]);
  expect(await chat.officer("所长").dm(`/不是投诉 ${number} 纠纷`)).toEqual([
    `${number} 不再只给所领导看，类别是纠纷，已告诉该办的人。`,
  ]);
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual([expect.stringContaining("纸箱")]);
  expect(chat.said("民警群").join()).toMatch(new RegExp(`${number} 纠纷`));
  expect(await stored(chat, number)).not.toHaveProperty("restricted");
  expect(await audited(chat, number)).toEqual(["report.unrestricted", "report.read"]);
});

test("without a category a complaint becomes a call for help, and any other report keeps its own", async () => {
  const chat = await station();
  const complaint = await filed(chat, { category: "complaint" });
  const dispute = await filed(chat, { category: "dispute", restricted: true });
  await chat.officer("所长").dm(`/不是投诉 ${complaint}`);
  await chat.officer("所长").dm("/不是投诉", { quote: `${dispute} 纠纷` });
  expect((await stored(chat, complaint)).category).toBe("help");
  expect(await stored(chat, dispute)).toMatchObject({ category: "dispute" });
  expect(await stored(chat, dispute)).not.toHaveProperty("restricted");
});

test("what is sensitive beside stays so", async () => {
  const chat = await station();
  const number = await filed(chat, { restricted: true, sensitive: true });
  await chat.officer("所长").dm(`/不是投诉 ${number}`);
  expect(await chat.officer("李").dm(`看 ${number}`)).toEqual([expect.stringContaining("没有找到")]);
  expect(chat.said("民警群")).toEqual([]);
});

test("it is refused for what is none, by a leader who is meant, and with a word that is no category", async () => {
  const chat = await station();
  const plain = await filed(chat);
  expect(await chat.officer("所长").dm(`/不是投诉 ${plain}`)).toEqual([
    `${plain} 没有当投诉，大家都看得到。`,
  ]);
  const me = (await chat.store.officers.byName("所长"))?.id ?? "";
  const number = await filed(chat, { restricted: true, meant: [me] });
  expect(await chat.officer("所长").dm(`/不是投诉 ${number}`)).toEqual([expect.stringContaining("没有找到")]);
  for (const word of ["投诉", "没事"])
    expect(await chat.officer("教导员").dm(`/不是投诉 ${number} ${word}`)).toEqual([
      expect.stringMatching(/没看懂/),
    ]);
  expect(await stored(chat, number)).toMatchObject({ restricted: true });
});

test("what a resident added is new until somebody who could act has read it", async () => {
  const chat = await startChat({ officers: ["李", { name: "审", role: "auditor" }] });
  const number = await filed(chat, { unread: 2 });
  await chat.officer("审").dm(`看 ${number}`);
  expect((await stored(chat, number)).unread).toBe(2);
  await chat.officer("李").dm(`看 ${number}`);
  expect((await stored(chat, number)).unread).toBeUndefined();
});
