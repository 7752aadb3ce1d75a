import fc from "fast-check";
import { expect, test } from "vitest";
import { isCalling, isOpen } from "../../src/domain/reports.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const officers = [
  { name: "赵值班", role: "dispatcher" as const },
  { name: "李", office: "体育场警务室" },
  { name: "王", office: "新程街社区警务室" },
  { name: "周所", role: "leader" as const },
];

/** What residents say: danger, hiding, what is sensitive, ordinary matters, short words. */
const said = fc.record({
  resident: fc.constantFrom("张", "刘"),
  words: fc.constantFrom(
    "矿工路着火了，快来人",
    "别打电话 他会听见 我锁在厕所 他在踹门 矿工路3-2-401",
    "我爸又打我妈了，拿刀追着砍",
    "他还在砸门",
    "楼道堆满纸箱",
    "昨天店门被撬了，丢了东西",
    "没解决",
    "解决了",
    "撤回",
    "是",
    "有",
    "急",
    "进度",
    "他走了",
  ),
});
const done = fc.record({
  officer: fc.constantFrom("赵值班", "李", "周所"),
  command: fc.constantFrom(
    "接 N",
    "收到",
    "马上到",
    "/指派 N 王",
    "/指派 N 李",
    "/办结 N 处理好了",
    "/重开 N 还要看",
    "/回复 N 我们在路上",
    "/改 N 急",
    "/改 N 不急",
    "/改 N 纠纷",
    "/合并 N 到 1",
    "/查看 N",
  ),
  number: fc.integer({ min: 1, max: 3 }),
});
const passes = fc.record({ minutes: fc.constantFrom(1, 2, 3, 20) });
const restarts = fc.constant({ restart: true as const });
const steps = fc.array(fc.oneof(said, said, done, done, passes, restarts), { minLength: 4, maxLength: 14 });

/** Whoever has said this is left alone until they write again. */
const QUIET = /别打电话|打我妈/;

/** Each urgent report waits with a timer, or an officer has acted on it since it was last danger. */
async function checkTimers(chat: Chat): Promise<void> {
  const timers = new Map((await chat.store.timers.all()).map((timer) => [timer.id, timer]));
  const { reports } = await chat.store.reports.find({}, { limit: 99 });
  for (const report of reports) {
    const timer = timers.get(`urgent/${report.id}`);
    expect(timer !== undefined, `${report.number} ${report.status} ${report.priority}`).toBe(
      isCalling(report),
    );
    if (timer) expect(Date.parse(timer.at)).toBeGreaterThan(chat.clock.now().getTime());
    if (report.priority !== "urgent" || !isOpen(report) || isCalling(report)) continue;
    const entries = await chat.store.reports.entries(report.id);
    const acted = entries.some(
      ({ by, ...entry }) =>
        typeof by === "object" &&
        (entry.kind === "reply" ||
          entry.kind === "status" ||
          entry.kind === "corrected" ||
          (entry.kind === "assigned" && entry.to === by.officer)),
    );
    expect(acted, `${report.number} has nobody`).toBe(true);
  }
}

test("no urgent report is without escalation until somebody took it, and nobody is pushed while quiet", async () => {
  let calling = 0;
  let hiding = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const chat = await startChat({ officers });
      const quiet = new Map<string, number>();
      const sentTo = (name: string) => chat.resident(name).inbox.length;
      for (const step of sequence) {
        if ("words" in step) {
          quiet.delete(step.resident);
          await chat.resident(step.resident).dm(step.words);
          if (QUIET.test(step.words)) quiet.set(step.resident, sentTo(step.resident));
        } else if ("command" in step) {
          await chat.officer(step.officer).dm(step.command.replace("N", String(step.number)));
        } else if ("minutes" in step) await chat.advance(step.minutes * MINUTE);
        else {
          await chat.restart();
          for (const name of quiet.keys()) quiet.set(name, 0);
        }
        await checkTimers(chat);
        for (const [name, count] of quiet) expect(sentTo(name), `${name} is quiet`).toBe(count);
        calling += (await chat.store.timers.all()).filter(({ kind }) => kind === "urgent").length;
        hiding += quiet.size;
      }
      await chat.app.stop();
    }),
    { numRuns: 40 },
  );
  expect(Math.min(calling, hiding)).toBeGreaterThan(20);
}, 120_000);
