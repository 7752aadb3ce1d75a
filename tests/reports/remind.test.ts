import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { Category } from "../../src/domain/reports.ts";
import { filed, stored } from "../commands/filed.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const HOUR = 3_600_000;
/** An instant of 2026 on the station's clocks, `11-24 10:00`. */
const on = (text: string) => new Date(`2026-${text.replace(" ", "T")}:00+08:00`);
const officers = [
  { name: "李梅", office: "体育场警务室" },
  { name: "值班员", role: "dispatcher" as const },
  { name: "所长", role: "leader" as const },
];

const station = (at: string, config: Record<string, unknown> = {}) =>
  startChat({ officers, at: on(at), config: { alerts: resolve("tests/reports/holidays"), ...config } });

/** Moves the clock to that instant. */
const until = (chat: Chat, text: string) => chat.pass(on(text).getTime() - chat.clock.now().getTime());

/** The reminders that somebody got: when, on the station's clocks, and what. */
function reminders(chat: Chat, name: string): [at: string, text: string][] {
  const { id } = chat.officer(name);
  return chat.channel.sent.flatMap(({ to, at, content }): [string, string][] =>
    to.id === id && content.text.startsWith("【时限】")
      ? [[new Date(at.getTime() + 8 * HOUR).toISOString().slice(5, 16).replace("T", " "), content.text]]
      : [],
  );
}
const times = (chat: Chat, name: string) => reminders(chat, name).map(([at]) => at);

/** Reports are filed and taken a minute before the test's own hours, so that only reminders come after. */
async function taken(chat: Chat, more: Parameters<typeof filed>[1] = {}): Promise<string> {
  const number = await filed(chat, more);
  await chat.officer("李梅").dm(`/认领 ${number}`);
  return number;
}

describe("reminders", () => {
  test.each<[string, Category, string, string[], string]>([
    [
      "11-24 10:00",
      "help",
      "12-01 12:00",
      ["11-25 09:00", "11-25 18:00"],
      "the day after: in the morning and at the deadline",
    ],
    [
      "11-24 23:30",
      "dispute",
      "11-26 08:00",
      ["11-25 09:00", "11-25 18:00"],
      "filed at night: nothing before work begins",
    ],
    [
      "11-27 17:00",
      "help",
      "12-01 08:00",
      ["11-30 09:00", "11-30 18:00"],
      "over a weekend, on which nobody is reminded",
    ],
    ["11-24 10:00", "inquiry", "11-28 08:00", ["11-27 09:00", "11-27 18:00"], "three working days"],
    ["02-13 10:00", "help", "02-15 08:00", ["02-14 09:00", "02-14 18:00"], "a Saturday that is worked"],
    [
      "02-14 10:00",
      "help",
      "02-25 08:00",
      ["02-24 09:00", "02-24 18:00"],
      "not once in the nine days of Spring Festival",
    ],
    ["09-30 16:00", "help", "10-09 08:00", ["10-08 09:00", "10-08 18:00"], "nor in National Day's seven"],
    ["10-09 10:00", "help", "10-11 08:00", ["10-10 09:00", "10-10 18:00"], "the worked Saturday after it"],
  ])("filed at %s as %s, by %s: %j (%s)", async (at, category, end, wanted) => {
    const chat = await station(at);
    await taken(chat, { category });
    await until(chat, end);
    expect(times(chat, "李梅").slice(0, 2)).toEqual(wanted);
    expect(times(chat, "值班员")).toEqual([wanted[1]]);
    expect(times(chat, "所长")).toEqual([wanted[1]]);
  });

  test("what nobody has is reminded of to whoever is on duty", async () => {
    const chat = await station("11-24 10:00");
    const number = await filed(chat);
    await until(chat, "11-25 17:00");
    expect(times(chat, "值班员")).toEqual(["11-25 09:00"]);
    expect(reminders(chat, "值班员").join()).toContain(number);
    expect(times(chat, "李梅")).toEqual([]);
  });

  test("several that are due at once are one message, of eight lines at most, without words or names", async () => {
    const chat = await station("11-24 10:00");
    for (let i = 0; i < 9; i++) await taken(chat, { by: `张${i}`, text: "三楼楼道堆满纸箱" });
    await until(chat, "11-25 18:30");
    for (const name of ["李梅", "值班员", "所长"]) {
      const last = reminders(chat, name).at(-1)?.[1] ?? "";
      expect(last).toContain("9件");
      expect(last.split("\n").length).toBeLessThanOrEqual(8);
      expect(last).not.toMatch(/纸箱|张|李梅/);
    }
    expect(times(chat, "李梅")).toEqual(["11-25 09:00", "11-25 18:00"]);
  });

  test("an answer ends it; what is closed is reminded of no more", async () => {
    const chat = await station("11-24 10:00");
    const [answered, closed] = [await taken(chat), await taken(chat, { by: "王" })];
    await chat.officer("李梅").dm(`/回复 ${answered} 我下午去看`);
    await chat.officer("李梅").dm(`/办结 ${closed} 已清走`);
    await until(chat, "12-05 12:00");
    for (const name of ["李梅", "值班员", "所长"]) expect(times(chat, name)).toEqual([]);
  });

  test("it comes again every working morning until it is done, or the officer has said why", async () => {
    const chat = await station("11-25 10:00");
    const number = await taken(chat);
    await until(chat, "12-01 08:00");
    expect(times(chat, "李梅")).toEqual(["11-26 09:00", "11-26 18:00", "11-27 09:00", "11-30 09:00"]);
    expect(await chat.officer("李梅").dm("物业的配件还没到")).toEqual([
      expect.stringContaining(`${number} 的原因记下了`),
    ]);
    await until(chat, "12-04 12:00");
    expect(times(chat, "李梅")).toHaveLength(4);
    expect((await stored(chat, number)).entries.at(-1)).toMatchObject({
      kind: "note",
      text: "物业的配件还没到",
    });
    expect(chat.resident("张").inbox.join()).not.toContain("配件");
    // It is still late, and anybody sees that.
    expect((await chat.officer("值班员").dm("/逾期")).join()).toContain(number);
  });

  test("down for three days over a deadline: told in the first working hour, once", async () => {
    const chat = await station("11-24 10:00");
    await taken(chat);
    chat.clock.leap(on("11-27 20:00"));
    await chat.restart();
    await until(chat, "11-28 20:00");
    expect(times(chat, "李梅")).toEqual([]);
    await until(chat, "11-30 12:00");
    for (const name of ["李梅", "值班员", "所长"]) expect(times(chat, name)).toEqual(["11-30 09:00"]);
  });

  test("started again within working hours, what was missed comes at once", async () => {
    const chat = await station("11-24 10:00");
    await taken(chat);
    chat.clock.leap(on("11-26 11:20"));
    await chat.restart();
    expect(times(chat, "所长")).toEqual(["11-26 11:20"]);
    // Of a restart the memory channel knows nothing that went before.
    await chat.restart();
    expect(times(chat, "所长")).toEqual([]);
  });

  test("a clock that jumps a month ahead and back loses no deadline and tells of none twice on a day", async () => {
    const chat = await station("11-24 10:00");
    await taken(chat);
    chat.clock.leap(on("12-24 10:00"));
    await chat.advance(HOUR);
    chat.clock.leap(on("11-24 11:00"));
    await chat.restart();
    const number = await taken(chat, { by: "王" });
    await until(chat, "11-25 18:30");
    const evening = reminders(chat, "所长").filter(([at]) => at === "11-25 18:00");
    expect(evening).toHaveLength(1);
    expect(evening.join()).toContain(number);
  });

  test("who is off shift hears when the shift begins; who is on duty over midnight is told in working hours", async () => {
    const duty = [
      { days: "每天", hours: "12:00-20:00", name: "李梅" },
      { days: "每天", hours: "20:00-12:00", name: "值班员" },
    ];
    const chat = await station("11-24 13:00", { duty });
    await taken(chat);
    await filed(chat, { by: "王" });
    await until(chat, "11-25 13:00");
    expect(times(chat, "李梅")).toEqual(["11-25 12:00"]);
    expect(times(chat, "值班员")).toEqual(["11-25 09:00"]);
  });

  test("a sensitive report is a number alone, and a complaint only the leaders'", async () => {
    const chat = await station("11-24 10:00");
    const sensitive = await filed(chat, { sensitive: true });
    const complaint = await filed(chat, { by: "王", category: "complaint" });
    await until(chat, "11-27 18:30");
    expect(reminders(chat, "李梅")).toEqual([]);
    const dispatcher = reminders(chat, "值班员")
      .map(([, text]) => text)
      .join("\n");
    expect(dispatcher).toContain(`${sensitive}（`);
    expect(dispatcher).not.toContain(complaint);
    expect(
      reminders(chat, "所长")
        .map(([, text]) => text)
        .join("\n"),
    ).toContain(complaint);
  });

  test("15 days of a complaint end with a reminder of closing", async () => {
    const chat = await station("11-24 10:00");
    const number = await filed(chat, { category: "complaint" });
    await chat.officer("所长").dm(`/回复 ${number} 我们在了解情况`);
    await until(chat, "12-09 18:30");
    expect(times(chat, "所长")).toEqual(["12-09 18:00"]);
    expect(chat.officer("所长").inbox.join()).toContain("今天到期1件：R2611-0001");
    expect(reminders(chat, "所长").join()).toContain("（办结）");
  });
});
