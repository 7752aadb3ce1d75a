import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** An instant of Tuesday, 2026-11-24, on the station's clocks. */
const on = (time: string) => new Date(`2026-11-24T${time}:00+08:00`);
const li = { name: "李", office: "体育场警务室" };
const boss = { name: "所长", role: "leader" as const };
const SEE = "新的反映，私聊我发「看」和编号。";

/** A report of 矿工路 that can wait, by a resident who has no other. */
const boxes = (chat: Chat, n: number) => chat.resident(`居民${n}`).dm(`矿工路${n}号楼道堆满纸箱`);

describe("what is not urgent", () => {
  test("reaches an officer at once, and then at most once in 15 minutes, all of it together", async () => {
    const chat = await startChat({ officers: [li] });
    const { inbox } = chat.officer("李");
    for (const n of [1, 2, 3]) await boxes(chat, n);
    await chat.officer("李").dm("/列表");
    const heard = () => chat.officer("李").inbox.filter((text) => text.endsWith(SEE));
    expect(inbox).toEqual([]);
    expect(heard()).toEqual([`R2611-0001 线索·体育场警务室·矿工路\n${SEE}`]);
    await chat.advance(15 * MINUTE - 1);
    expect(heard()).toHaveLength(1);
    await chat.advance(1);
    expect(heard()[1]).toBe(
      `R2611-0002 线索·体育场警务室·矿工路\nR2611-0003 线索·体育场警务室·矿工路\n${SEE}`,
    );
    await boxes(chat, 4);
    expect(heard()).toHaveLength(2);
    await chat.advance(15 * MINUTE);
    expect(heard()[2]).toContain("R2611-0004");
    await chat.advance(HOUR);
    await boxes(chat, 5);
    expect(heard()[3]).toContain("R2611-0005");
  });

  test("goes on waiting over a restart, and is not forgotten by it", async () => {
    const chat = await startChat({ officers: [li] });
    await boxes(chat, 1);
    await chat.restart();
    await boxes(chat, 2);
    expect(chat.officer("李").inbox).toEqual([]);
    await chat.restart();
    await chat.advance(15 * MINUTE);
    expect(chat.officer("李").inbox).toEqual([expect.stringContaining("R2611-0002")]);
  });

  test("is counted where many wait; what others did with a report stands before new ones", async () => {
    const chat = await startChat({ officers: [li, { name: "值", role: "dispatcher" }] });
    for (let n = 1; n <= 12; n++) await boxes(chat, n);
    await chat.officer("值").dm("/指派 12 李");
    await chat.advance(15 * MINUTE);
    const [, text = ""] = chat.officer("李").inbox;
    expect(text).toMatch(/^R2611-0012 .*\n值请您办理/);
    expect(text).toMatch(/R2611-0007 .*\n新的反映.*\n又新收5件，发「\/列表」看。$/);
    expect(text.match(/R2611-/g)).toHaveLength(8);
  });

  test("waits for no answer: what an officer asks, what is urgent and what asks for their word come at once", async () => {
    const chat = await startChat({ officers: [li, boss] });
    await boxes(chat, 1);
    await chat.resident("刘").dm("矿工路着火了");
    expect(chat.officer("李").inbox.at(-1)).toContain("【急】R2611-0002");
    await chat.resident("赵").dm("矿工路有人拿刀砍人");
    expect(chat.officer("李").inbox.at(-1)).toContain("【急】R2611-0003");
    await chat.resident("孙").dm("我要投诉，民警王建国收了人家的烟");
    expect(chat.officer("所长").inbox.at(-1)).toContain("R2611-0004 投诉");
    await chat.officer("李").dm("/身份 1 要上门核实");
    expect(chat.officer("所长").inbox.at(-1)).toContain("李想知道 R2611-0001");
    await chat.officer("所长").dm("同意 身份 1");
    expect(chat.officer("李").inbox.at(-1)).toContain("居民1");
  });
});

describe("at night", () => {
  test("officers without shifts hear of it in the morning; of danger at once", async () => {
    const chat = await startChat({ officers: [li], at: on("21:50") });
    await boxes(chat, 1);
    await boxes(chat, 2);
    await chat.advance(HOUR);
    await boxes(chat, 3);
    await chat.resident("刘").dm("矿工路着火了");
    expect(chat.officer("李").inbox).toEqual([
      expect.stringContaining("R2611-0001"),
      expect.stringContaining("【急】R2611-0004"),
    ]);
    const untilSeven = new Date("2026-11-25T07:00:00+08:00").getTime() - chat.clock.now().getTime();
    await chat.advance(untilSeven - 1);
    const news = () => chat.officer("李").inbox.filter((text) => !text.startsWith("【急】"));
    expect(news()).toHaveLength(1);
    await chat.advance(1);
    expect(news()[1]).toMatch(/R2611-0002[\s\S]*R2611-0003/);
  });

  test("those on a night shift hear on shift, those put on duty in chat too", async () => {
    const duty = [{ days: "每天", hours: "20:00-08:00", name: "钱" }];
    const officers = [
      { name: "钱", role: "dispatcher" as const, office: li.office },
      { name: "孙", role: "dispatcher" as const, office: li.office },
      { name: "周", role: "dispatcher" as const, office: li.office },
    ];
    const chat = await startChat({ officers, at: on("23:00"), config: { duty } });
    await chat.officer("周").dm("/值班 周 到明早6点");
    const { length } = chat.officer("周").inbox;
    await boxes(chat, 1);
    expect(chat.officer("钱").inbox).toHaveLength(1);
    expect(chat.officer("周").inbox.slice(length)).toEqual([expect.stringContaining("R2611-0001")]);
    expect(chat.officer("孙").inbox).toEqual([]);
  });

  test("whoever is put on duty meanwhile hears with the next notice what waited until the morning", async () => {
    const officers = [li, { name: "值", role: "dispatcher" as const }];
    const chat = await startChat({ officers, at: on("22:30") });
    await boxes(chat, 1);
    await chat.officer("值").dm("/值班 李 到明早6点");
    const { length } = chat.officer("李").inbox;
    await boxes(chat, 2);
    expect(chat.officer("李").inbox.slice(length)).toEqual([
      expect.stringMatching(/R2611-0001[\s\S]*R2611-0002/),
    ]);
  });

  test("the station's own quiet hours count, and where it has none nobody waits", async () => {
    const early = { officers: [li], at: on("20:30") };
    const quiet = await startChat({ ...early, config: { sending: { quietHours: "20:00-06:00" } } });
    await boxes(quiet, 1);
    expect(quiet.officer("李").inbox).toEqual([]);
    await quiet.advance(9.5 * HOUR);
    expect(quiet.officer("李").inbox).toHaveLength(1);
    const none = await startChat({ ...early, at: on("23:00"), config: { sending: { quietHours: "off" } } });
    await boxes(none, 1);
    expect(none.officer("李").inbox).toHaveLength(1);
  });
});

describe("a brief", () => {
  test("takes along what still waits for that officer, and is no ninth line", async () => {
    const chat = await startChat({ officers: [boss], at: new Date("2026-11-24T07:50:00+08:00") });
    for (const n of [1, 2, 3]) await boxes(chat, n);
    expect(chat.officer("所长").inbox).toHaveLength(1);
    await chat.advance(10 * MINUTE);
    const brief = chat.officer("所长").inbox[1] ?? "";
    expect(brief).toMatch(/^【晨报】[\s\S]*另有新消息：R2611-0002、R2611-0003。$/);
    expect(brief.split("\n").length).toBeLessThanOrEqual(8);
    await chat.advance(2 * HOUR);
    expect(
      chat
        .officer("所长")
        .inbox.join()
        .match(/R2611-0002/g),
    ).toHaveLength(1);
    await boxes(chat, 4);
    expect(chat.officer("所长").inbox.at(-1)).toContain("R2611-0004");
  });

  test("is heard too: the next notice comes a quarter of an hour after it", async () => {
    const chat = await startChat({ officers: [boss], at: new Date("2026-11-24T07:50:00+08:00") });
    await chat.advance(11 * MINUTE);
    await boxes(chat, 1);
    expect(chat.officer("所长").inbox).toHaveLength(1);
    await chat.advance(14 * MINUTE);
    expect(chat.officer("所长").inbox[1]).toContain("R2611-0001");
  });
});

test("an officers' group is no person: it is told of each report", async () => {
  const groups = [{ name: "内部群", kind: "officers" as const }];
  const chat = await startChat({ officers: [li], groups });
  for (const n of [1, 2, 3]) await boxes(chat, n);
  expect(chat.said("内部群")).toHaveLength(3);
  expect(chat.officer("李").inbox).toEqual([]);
});

const steps = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ files: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ burst: fc.integer({ min: 8, max: 14 }) }) },
    { weight: 3, arbitrary: fc.record({ adds: fc.nat(6) }) },
    { weight: 2, arbitrary: fc.record({ danger: fc.constant(true) }) },
    { weight: 1, arbitrary: fc.record({ restart: fc.constant(true) }) },
    { weight: 4, arbitrary: fc.record({ minutes: fc.constantFrom(1, 3, 14, 15, 40, 600) }) },
  ),
  { minLength: 6, maxLength: 18 },
);

test("whatever comes in, no officer hears twice in 15 minutes of what can wait, of all of it at last, and of danger at once", async () => {
  const duty = [
    { days: "每天", hours: "08:00-20:00", name: "赵" },
    { days: "每天", hours: "20:00-08:00", name: "钱" },
  ];
  const officers = [
    { name: "赵", role: "dispatcher" as const },
    { name: "钱", role: "dispatcher" as const },
    li,
    { name: "吴", office: li.office },
  ];
  const readers = ["李", "吴", "赵", "钱"];
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom("09:00", "16:50", "21:40"), async (all, at) => {
      const chat = await startChat({ officers, config: { duty }, at: on(at) });
      const sent: { to: string; text: string; at: number }[] = [];
      let seen = 0;
      const note = () => {
        for (const one of chat.channel.sent.slice(seen))
          if (one.to.id.startsWith("officer-"))
            sent.push({ to: one.to.id.slice(8), text: one.content.text, at: one.at.getTime() });
        seen = chat.channel.sent.length;
      };
      const owners: string[] = [];
      /** Numbers of the reports that can wait. */
      const filed: string[] = [];
      let people = 0;
      const file = async (words: (n: number) => string) => {
        const name = `居民${++people}`;
        const [answer = ""] = await chat.resident(name).dm(words(people));
        return { name, number: /R\d{4}-\d{4}/.exec(answer)?.[0] ?? "" };
      };
      for (const step of all) {
        for (let i = 0; i < ("files" in step ? 1 : "burst" in step ? step.burst : 0); i++) {
          const { name, number } = await file((n) => `矿工路${n}号楼道堆满纸箱`);
          owners.push(name);
          filed.push(number);
        }
        if ("adds" in step && owners[step.adds])
          await chat.resident(owners[step.adds] as string).dm("今天又多了");
        if ("minutes" in step) await chat.advance(step.minutes * MINUTE);
        if ("danger" in step) {
          const { number } = await file((n) => `矿工路${n}号着火了`);
          note();
          const urgent = sent.filter(({ text }) => text.startsWith(`【急】${number}`));
          const now = chat.clock.now().getTime();
          expect(urgent.filter((one) => one.at === now).map(({ to }) => to)).toEqual(
            expect.arrayContaining(["李", "吴"]),
          );
          // Taken, so that it calls nobody again.
          await chat.officer("李").dm(`/接 ${number}`);
          seen = chat.channel.sent.length;
        }
        note();
        if ("restart" in step) {
          await chat.restart();
          seen = 0;
          note();
        }
      }
      await chat.pass(24 * HOUR);
      note();
      for (const name of readers) {
        const heard = sent.filter(({ to, text }) => to === name && !text.startsWith("【急】"));
        const paced = heard.filter(({ text }) => /新的反映|居民|又新收|还有\d+条|^【交班】/.test(text));
        for (const [i, one] of paced.entries())
          if (i > 0 && !one.text.startsWith("【交班】"))
            expect(one.at - (paced[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(15 * MINUTE);
        const isReader = name === "李" || name === "吴";
        if (!isReader) continue;
        const texts = paced.map(({ text }) => text).join("\n");
        const missing = filed.filter((number) => !texts.includes(number)).length;
        const counted = [...texts.matchAll(/又新收(\d+)件|还有(\d+)条|等(\d+)件/g)];
        const count = counted.reduce((sum, [, a, b, c]) => sum + Number(a ?? b ?? c), 0);
        expect(count).toBeGreaterThanOrEqual(missing);
      }
    }),
    { numRuns: 10 },
  );
}, 120_000);
