import { expect, test } from "vitest";
import { type Chat, type ChatOptions, startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
/** From 23:00 of 30 November to 09:30 of the first working day of December. */
const TO_DECEMBER = 10.5 * HOUR;

const people: ChatOptions = {
  officers: [
    { name: "王建国", office: "体育场警务室" },
    { name: "陈所长", role: "leader" },
    { name: "吴审计", role: "auditor" },
  ],
  groups: [
    { name: "体育场群", office: "体育场警务室" },
    { name: "民警群", kind: "officers" },
  ],
};

async function station(more: ChatOptions = {}): Promise<Chat> {
  const chat = await startChat({ at: new Date("2026-11-30T15:00:00Z"), ...people, ...more });
  await chat.resident("张").dm("体育场矿工路的路灯坏了没人修");
  return chat;
}

const leader = (chat: Chat) => chat.officer("陈所长");
/** What the report took to a group, without what else the bot says there. */
const inGroup = (chat: Chat, group = "体育场群") =>
  chat.channel.sent.filter(
    ({ to, content }) =>
      to.kind === "group" &&
      to.id === group &&
      (content.text.includes("向人民报告") || (content.files ?? []).length > 0),
  );

test("on the first working day leaders hear once that last month's report is ready, and it goes out on their word", async () => {
  const chat = await station();
  await chat.advance(TO_DECEMBER);
  const told = () => leader(chat).inbox.filter((text) => text.includes("给大家的月报"));
  expect(told()).toEqual([expect.stringMatching(/2026年11月给大家的月报，草稿好了。发「\/月报」看。/)]);
  await chat.restart();
  await chat.advance(24 * HOUR);
  expect(told()).toHaveLength(0);

  expect((await leader(chat).dm("/月报"))[0]).toMatch(/2026年11月的月报：草稿，还没人改过。\n看和改：http/);
  expect((await leader(chat).dm("同意 月报 2026-11"))[0]).toMatch(/没有等您批的「月报 2026-11」/);
  const answers = await leader(chat).dm("/月报 送审 分局宣传科李科长 12月1日");
  expect(answers.join("\n")).toMatch(/记下了：分局宣传科李科长（2026-12-01）看过/);
  expect(inGroup(chat)).toEqual([]);
  expect((await leader(chat).dm("同意 月报 11月"))[0]).toMatch(/已同意 月报 2026-11/);
  const [text, picture, ...more] = inGroup(chat);
  expect(text?.content.text).toMatch(/^【向人民报告·2026年11月】/);
  expect(picture?.content.files?.[0]).toMatchObject({ kind: "image", mime: "image/png" });
  expect(more).toEqual([]);
  expect(inGroup(chat, "民警群")).toEqual([]);

  expect((await leader(chat).dm("同意 月报 2026-11"))[0]).toMatch(/没有等您批的/);
  expect((await leader(chat).dm("/月报 重做"))[0]).toMatch(/公开了，这一步现在不能做/);
  await chat.restart();
  await chat.advance(HOUR);
  expect(inGroup(chat)).toEqual([]);
  expect((await leader(chat).dm("/月报"))[0]).toMatch(/2026年11月的月报：公开了。/);
});

test("in the quiet hours it waits, and goes out once however often the bot is started again", async () => {
  const chat = await station();
  await chat.advance(TO_DECEMBER + 13 * HOUR);
  await leader(chat).dm("/月报 送审 李科长 今天");
  await leader(chat).dm("同意 月报 2026-11");
  expect(inGroup(chat)).toEqual([]);
  await chat.restart();
  expect(inGroup(chat)).toEqual([]);
  await chat.advance(9 * HOUR);
  expect(inGroup(chat)).toHaveLength(2);
  await chat.restart();
  await chat.advance(HOUR);
  expect(inGroup(chat)).toEqual([]);
});

test("no month is composed before it is over on the station's clocks", async () => {
  const chat = await station({ at: new Date("2026-11-30T15:59:00Z") });
  expect((await leader(chat).dm("/月报 2026-11"))[0]).toMatch(/还没起草/);
  expect((await leader(chat).dm("/月报 11月 起草"))[0]).toMatch(/2026年11月还没过完/);
  await chat.advance(60_000);
  expect((await leader(chat).dm("/月报 起草"))[0]).toMatch(/2026年11月的月报起草好了/);
});

test("who at the bureau has seen it is asked for, and stands in the audit", async () => {
  const chat = await station();
  await chat.advance(TO_DECEMBER);
  expect((await leader(chat).dm("/月报 送审"))[0]).toMatch(/要写分局是谁看过的/);
  expect((await leader(chat).dm("/月报 送审 李科长 2026-12-24"))[0]).toMatch(/不能晚于今天/);
  await leader(chat).dm("/月报 送审 李科长 昨天");
  const entries = await chat.store.audit.of({ kind: "monthly", id: "2026-11" }, 10);
  expect(entries.map(({ action }) => action)).toEqual(["monthly.submitted", "monthly.composed"]);
  expect(entries[0]?.facts).toEqual({ cleared: "李科长", on: "2026-11-30" });
});

test("what is returned is edited again; what is withdrawn does not go out and never comes back", async () => {
  const chat = await station();
  await chat.advance(TO_DECEMBER + 13 * HOUR);
  await leader(chat).dm("/月报 送审 李科长 今天");
  expect((await leader(chat).dm("退 月报 2026-11 开头没写"))[0]).toMatch(/已退回 月报 2026-11/);
  expect((await leader(chat).dm("/月报"))[0]).toMatch(/草稿，改过/);
  await leader(chat).dm("/月报 送审 李科长 今天");
  await leader(chat).dm("同意 月报 2026-11");
  expect((await leader(chat).dm("/月报 撤回"))[0]).toMatch(/要写原因/);
  expect((await leader(chat).dm("/月报 撤回 有一处要核实"))[0]).toMatch(
    /撤回了，网页上没有了，没发的图不发了/,
  );
  await chat.advance(12 * HOUR);
  expect(inGroup(chat)).toEqual([]);
  expect((await leader(chat).dm("/月报 起草"))[0]).toMatch(/撤回了，这一步现在不能做/);
  expect((await leader(chat).dm("/月报 送审 李科长"))[0]).toMatch(/撤回了，这一步现在不能做/);
});

test("an auditor sees where it stands and does nothing to it; an officer has no such command", async () => {
  const chat = await station();
  await chat.advance(TO_DECEMBER);
  const [shown] = await chat.officer("吴审计").dm("/月报");
  expect(shown).toMatch(/草稿/);
  expect(shown).not.toMatch(/送审/);
  expect((await chat.officer("吴审计").dm("/月报 送审 李科长"))[0]).toMatch(/月报由所领导写/);
  expect((await chat.officer("王建国").dm("/月报"))[0]).not.toMatch(/草稿/);
});

test("a station without a group and without a public page is not told of a report", async () => {
  const chat = await station({ groups: [] });
  await chat.advance(TO_DECEMBER);
  expect(leader(chat).inbox.join()).not.toContain("给大家的月报");
});

test.each(["/月报 乱写", "/月报 13月", "/月报 发布"])("%s is not understood, and said so", async (typed) => {
  const chat = await station();
  expect((await leader(chat).dm(typed))[0]).toMatch(/没看懂，没有办/);
});
