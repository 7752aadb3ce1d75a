import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const officers = [
  "李",
  { name: "赵值班", role: "dispatcher" as const },
  { name: "陈所", role: "leader" as const },
];
const MINUTE = 60_000;

/** All that anybody but leaders and those on duty can read. */
async function station() {
  const chat = await startChat({ officers, groups: [{ name: "民警群", kind: "officers" }] });
  return {
    chat,
    zhang: chat.resident("张"),
    read: () => [...chat.said("民警群"), ...chat.officer("李").inbox].join("\n"),
  };
}

test.each(["我闺女说补习老师老摸她", "老公喝多了又打我，打了好几年了"])(
  "a later matter does not name the sensitive one, neither to officers nor to the resident: %s",
  async (sensitive) => {
    const { chat, zhang, read } = await station();
    await zhang.dm(sensitive);
    const first = zhang.inbox.join("").match(/R2611-\d{4}/)?.[0] ?? "";
    await chat.advance(30 * MINUTE);
    const heard = zhang.inbox.length;
    await zhang.dm("这个井盖坏了咋弄，就在矿工路口");
    await chat.advance(MINUTE);
    expect(zhang.inbox.slice(heard).join()).toMatch(/R2611-0002/);
    expect(zhang.inbox.slice(heard).join()).not.toContain(first);
    expect(read()).toMatch(/R2611-0002/);
    expect(read()).not.toContain(first);
  },
);

test("a complaint is not named beside what others read", async () => {
  const { chat, zhang, read } = await station();
  await zhang.dm("窗口那个民警骂人，态度太差");
  await chat.advance(30 * MINUTE);
  await zhang.dm("还有这个井盖坏了，矿工路口");
  await chat.advance(MINUTE);
  expect(read()).not.toContain("R2611-0001");
});

test("a yes answers the question that was asked last: nothing lower is asked while danger is in question", async () => {
  const { chat, zhang } = await station();
  await zhang.dm("楼上天天半夜蹦");
  const { id = "", reporter = "" } = (await chat.store.reports.byNumber("R2611-0001")) ?? {};
  await chat.officer("李").dm("/办结 1 说好了");
  const at = (ms: number) => new Date(chat.clock.now().getTime() + ms).toISOString();
  await chat.store.tx(async (t) =>
    t.questions.put({
      person: reporter,
      kind: "danger",
      subject: id,
      askedAt: at(0),
      until: at(30 * MINUTE),
    }),
  );
  const [receipt = ""] = await zhang.dm("楼上还是那样，昨晚又蹦了");
  expect(receipt).not.toMatch(/同一件事/);
});

test("a bare place asks nobody whether they are in danger", async () => {
  for (const place of ["在矿工路3号楼", "矿工路3号楼2单元401", "就在体育场北门"]) {
    const { chat, zhang } = await station();
    await zhang.dm("楼上天天半夜蹦");
    await zhang.dm(place);
    await chat.advance(MINUTE);
    expect(zhang.inbox.join()).not.toMatch(/有人有危险/);
  }
});

test.each(["一星期", "两个礼拜了", "快一个月了", "十分钟前"])("「%s」 is no rating", async (said) => {
  const { zhang } = await station();
  await zhang.dm("楼上天天半夜蹦");
  await zhang.dm(said);
  expect(zhang.inbox.join()).not.toMatch(/评价/);
});

test.each(["不是这个", "不是"])("「%s」 without a question files nothing", async (said) => {
  const { chat, zhang } = await station();
  expect(await zhang.dm(said)).not.toEqual([]);
  expect(await chat.store.reports.byNumber("R2611-0001")).toBeUndefined();
});
