import { expect, test } from "vitest";
import { readPostings, writePostings } from "../../src/alerts/posting-book.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const officers = [
  { name: "李", office: "体育场警务室" },
  { name: "王", office: "体育场警务室" },
  { name: "陈", office: "新程街社区警务室" },
];

/** A task for an office's officers to post an alert to one group, number `n`. */
async function askedToo(chat: Chat, n: number): Promise<void> {
  const openedAt = chat.clock.now().toISOString();
  await chat.store.tx(async (t) => {
    const ids = (await t.officers.all()).filter((o) => o.office === "体育场警务室").map((o) => o.id);
    const [delivery, group] = [`d${n}`, `g${n}`];
    t.deliveries.put({
      id: delivery,
      kind: "broadcast",
      to: { group },
      text: `提示${n}`,
      state: "failed",
      attempts: 1,
      createdAt: openedAt,
    });
    const items = [{ number: n, delivery, group, name: `${n}号群`, doubtful: false }];
    const task = { id: `p${n}`, title: `提示${n}`, office: "体育场警务室", officers: ids, items, openedAt };
    await writePostings(t, [...(await readPostings(t, chat.clock.now())), { ...task, reminders: [] }]);
  });
}

/** A task for the officers of one office to post an alert to three groups. */
async function asked(chat: Chat): Promise<void> {
  const openedAt = chat.clock.now().toISOString();
  await chat.store.tx(async (t) => {
    const ids = (await t.officers.all()).filter((o) => o.office === "体育场警务室").map((o) => o.id);
    const items = ["甲群", "乙群", "丙群"].map((name, i) => ({
      number: i + 1,
      delivery: `d${i + 1}`,
      group: `g${i + 1}`,
      name,
      doubtful: false,
    }));
    for (const { delivery, group } of items) {
      t.deliveries.put({
        id: delivery,
        kind: "broadcast",
        to: { group },
        text: "别点“退款”链接",
        state: "failed",
        attempts: 1,
        createdAt: openedAt,
      });
    }
    const task = { id: "p", title: "别点“退款”链接", office: "体育场警务室", officers: ids, items, openedAt };
    await writePostings(t, [{ ...task, reminders: [] }]);
  });
}

test("numbers tick off groups, 「已发」 alone the rest; the colleagues who were asked hear of it", async () => {
  const chat = await startChat({ officers });
  await asked(chat);
  expect(await chat.officer("李").dm("已发 1、３")).toEqual([
    "记下了：1 甲群、3 丙群。\n还有1个没发：2 乙群。",
  ]);
  expect(chat.officer("王").inbox.at(-1)).toMatch(/李已发：1 甲群、3 丙群/);
  expect(await chat.officer("王").dm("已发")).toEqual(["记下了：2 乙群。\n都发完了，谢谢。"]);
  const { id } = (await chat.store.officers.byName("李")) ?? {};
  expect(await chat.store.deliveries.get("d1")).toMatchObject({ state: "posted-by-hand", doneBy: id });
  expect(await chat.store.audit.of({ kind: "delivery", id: "d2" }, 1)).toMatchObject([
    { action: "delivery.posted-by-hand" },
  ]);
});

test("who was asked nothing, and numbers that there are not, are told so", async () => {
  const chat = await startChat({ officers });
  await asked(chat);
  expect(await chat.officer("陈").dm("已发")).toEqual(["眼下没有要您手工转发的提示。"]);
  expect(await chat.officer("李").dm("已发 7")).toEqual([
    expect.stringMatching(/没有序号7的群[\s\S]*例如「\/已发 1 3」/),
  ]);
  expect(await chat.officer("李").dm("/已发 甲群")).toEqual([
    expect.stringMatching(/只写群的序号[\s\S]*\/已发 1 3/),
  ]);
  expect((await chat.store.deliveries.get("d1"))?.state).toBe("failed");
});

test("where two alerts are open 「已发」 alone ticks nothing off, nor does a second one for what is done", async () => {
  const chat = await startChat({ officers });
  await askedToo(chat, 1);
  await askedToo(chat, 2);
  expect(await chat.officer("李").dm("已发")).toEqual([
    "分不清发了哪条。还没发的群：1 1号群、2 2号群。\n发了哪些，请写序号，例如「/已发 1」。",
  ]);
  await chat.officer("李").dm("已发 2");
  for (const name of ["王", "李"])
    expect(await chat.officer(name).dm("已发")).toEqual([
      "最近这条已经打过勾了。还没发的群：1 1号群。\n发了哪些，请写序号，例如「/已发 1」。",
    ]);
  expect((await chat.store.deliveries.get("d1"))?.state).toBe("failed");
  expect(await chat.officer("王").dm("已发 1")).toEqual(["记下了：1 1号群。\n都发完了，谢谢。"]);
  expect(await chat.officer("李").dm("已发")).toEqual(["最近这条已经打过勾了，不用再发。"]);
});
