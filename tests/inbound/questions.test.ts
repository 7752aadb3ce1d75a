import { expect, test } from "vitest";
import { ask } from "../../src/domain/questions.ts";
import { stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const SUMMARY = 20_000;
const officers = [
  "李",
  { name: "陈建军", role: "leader" as const },
  { name: "孙丽", role: "leader" as const },
];
const station = () => startChat({ officers: [...officers, { name: "值", role: "dispatcher" as const }] });

const open = async (chat: Chat, number: string) => {
  const { reporter } = await stored(chat, number);
  return (await chat.store.questions.of(reporter))?.kind;
};

/** Two reports of which the receipt asks whether they are one matter. */
async function asked(chat: Chat): Promise<void> {
  const me = chat.resident("张");
  await me.dm("三楼楼道堆满纸箱，怕着火");
  await chat.advance(26 * 3_600_000);
  expect((await me.dm("三楼楼道又堆满纸箱了")).join()).toMatch(/R2611-0002[\s\S]*和 R2611-0001 是同一件事吗/);
}

test("「是」 joins the two reports it was asked about: the earlier one goes on, the later one is 同一件", async () => {
  const chat = await station();
  await asked(chat);
  expect(await open(chat, "R2611-0002")).toBe("same-matter");
  await chat.resident("张").dm("是");
  await chat.advance(SUMMARY);
  expect(chat.resident("张").inbox.at(-1)).toBe("好的，和 R2611-0001 一起办。");
  const [earlier, later] = [await stored(chat, "R2611-0001"), await stored(chat, "R2611-0002")];
  expect(later).toMatchObject({ status: "duplicate", mergedInto: earlier.id });
  expect(earlier.status).toBe("received");
  expect(await open(chat, "R2611-0001")).toBeUndefined();
  const kinds = (await chat.store.reports.entries(earlier.id)).map((entry) => entry.kind);
  expect(kinds).toEqual(["said", "merged", "said"]);
});

test("also after a restart, and a closed one opens again", async () => {
  const chat = await station();
  const me = chat.resident("张");
  await me.dm("三楼楼道堆满纸箱，怕着火");
  await chat.officer("李").dm("/办结 1 已清走");
  await chat.advance(26 * 3_600_000);
  await me.dm("三楼楼道又堆满纸箱了");
  const isAsked = (await open(chat, "R2611-0002")) === "same-matter";
  await chat.restart();
  await chat.resident("张").dm("是的。");
  await chat.advance(SUMMARY);
  expect(isAsked).toBe(true);
  expect((await stored(chat, "R2611-0001")).status).toBe("accepted");
  expect((await stored(chat, "R2611-0002")).status).toBe("duplicate");
});

test("「不是」 leaves them apart, and after that neither word is an answer", async () => {
  const chat = await station();
  await asked(chat);
  await chat.resident("张").dm("不是");
  await chat.resident("张").dm("是");
  expect([(await stored(chat, "R2611-0001")).status, (await stored(chat, "R2611-0002")).status]).toEqual([
    "received",
    "received",
  ]);
});

test("a day later 「是」 answers nothing", async () => {
  const chat = await station();
  await asked(chat);
  await chat.advance(25 * 3_600_000);
  await chat.resident("张").dm("是");
  expect((await stored(chat, "R2611-0002")).status).toBe("received");
});

test.each([
  ["有", "urgent", /^请立即拨打110/],
  ["没有", "normal", /^好的，民警看了在这里回您/],
])("asked whether somebody is in danger, 「%s」 makes it %s", async (word, priority, answer) => {
  const chat = await station();
  await chat.resident("张").dm("三楼楼道堆满纸箱，麻烦来看看");
  const { id, reporter } = await stored(chat, "R2611-0001");
  await chat.store.tx(async (t) => {
    const question = ask({ person: reporter, kind: "danger", subject: id }, undefined, chat.clock.now());
    if (question) t.questions.put(question);
  });
  await chat.resident("张").dm(word);
  await chat.advance(SUMMARY);
  expect((await stored(chat, "R2611-0001")).priority).toBe(priority);
  expect(chat.resident("张").inbox.at(-1)).toMatch(answer);
  expect(await open(chat, "R2611-0001")).toBeUndefined();
  expect(/急/.test(chat.officer("值").inbox.join())).toBe(priority === "urgent");
});

test("who complains of an officer by name or by surname is not read by that one, whatever the role", async () => {
  const chat = await station();
  await chat.resident("张").dm("我要投诉陈建军，上门态度恶劣还骂人");
  const number = "R2611-0001";
  const meant = (await chat.store.officers.byName("陈建军"))?.id;
  expect(await stored(chat, number)).toMatchObject({ restricted: true, meant: [meant] });
  expect(await chat.officer("陈建军").dm(`看 ${number}`)).toEqual([expect.stringContaining("没有找到")]);
  expect(await chat.officer("孙丽").dm(`看 ${number}`)).toEqual([expect.stringContaining("骂人")]);
  expect(chat.officer("陈建军").inbox.join()).not.toMatch(/投诉/);
  expect(chat.officer("孙丽").inbox.join()).toMatch(/R2611-0001 投诉/);
});

test("who is named only later is kept out from then on", async () => {
  const chat = await station();
  await chat.resident("张").dm("我要投诉你们民警，上门态度恶劣还骂人");
  expect(await chat.officer("陈建军").dm("看 1")).toEqual([expect.stringContaining("骂人")]);
  await chat
    .resident("张")
    .dm("就是陈所长，骂人的就是他", { quote: "已收到，投诉 R2611-0001，只有所领导看。" });
  const meant = (await chat.store.officers.byName("陈建军"))?.id;
  const said = await stored(chat, "R2611-0001");
  expect(said.meant).toEqual([meant]);
  expect(await chat.officer("陈建军").dm("看 1")).toEqual([expect.stringContaining("没有找到")]);
});
