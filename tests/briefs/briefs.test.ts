import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
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
const until = (chat: Chat, text: string) => chat.pass(on(text).getTime() - chat.clock.now().getTime());
const briefs = (chat: Chat, name: string, head = "【晨报】") =>
  chat.officer(name).inbox.filter((text) => text.startsWith(head));

describe("the leaders' brief", () => {
  test("comes at 08:00, also when all is well, on days off too, and to nobody else", async () => {
    const chat = await station("11-27 20:00");
    await until(chat, "11-28 07:59");
    expect(briefs(chat, "所长")).toEqual([]);
    await until(chat, "11-28 08:00");
    expect(briefs(chat, "所长")).toEqual([
      [
        "【晨报】11月28日 周六",
        "夜间没有新的反映",
        "没有待接手的",
        "未转接报案0；今天到期0",
        "本机聊天正常；没有设备份",
        "要看哪件，回编号。",
      ].join("\n"),
    ]);
    await until(chat, "11-29 12:00");
    expect(briefs(chat, "所长")).toHaveLength(2);
    expect([...briefs(chat, "李梅"), ...briefs(chat, "值班员")]).toEqual([]);
  });

  test("says how soon somebody had what was urgent, what waits, what is due: eight lines, no name, no word", async () => {
    const chat = await station("11-24 20:00");
    const urgent = await filed(chat, { by: "张", priority: "urgent", text: "有人打架" });
    await chat.clock.advance(40_000);
    await chat.officer("李梅").dm(`/认领 ${urgent}`);
    const normal = await filed(chat, { by: "王" });
    await until(chat, "11-25 08:00");
    const [brief = ""] = briefs(chat, "所长");
    expect(brief).toContain("夜间新收2件，急件1件（40秒接手）");
    expect(brief).toContain(`待接手1件：${normal.slice(6)} 矿工路`);
    expect(brief).toContain(`今天到期2件：${urgent.slice(6)}、${normal.slice(6)}`);
    expect(brief.split("\n").length).toBeLessThanOrEqual(8);
    expect(brief).not.toMatch(/张|王|李梅|纸箱|打架/);
  });

  test("an urgent report that nobody took is said so", async () => {
    const chat = await station("11-24 20:00");
    await filed(chat, { priority: "urgent" });
    await until(chat, "11-25 08:00");
    expect(briefs(chat, "所长").join()).toContain("急件1件（1件没人接）");
  });

  test("an offence that waits for the formal way since a day leads", async () => {
    const chat = await station("11-24 09:00");
    const number = await filed(chat, { offence: "confirmed" });
    await chat.officer("李梅").dm(`/认领 ${number}`);
    await until(chat, "11-25 08:00");
    expect(briefs(chat, "所长")[0]).toContain("未转接报案1");
    expect(briefs(chat, "所长")[0]).not.toContain("超过24小时");
    await until(chat, "11-26 08:00");
    expect(briefs(chat, "所长")[1]?.split("\n")[1]).toBe(`报案超过24小时没转接1件：${number.slice(6)}`);
    await chat.officer("李梅").dm(`/备注 ${number} 去过了`);
    const report = await stored(chat, number);
    await chat.store.tx(async (t) => {
      const { entries: _, ...header } = report;
      t.reports.put({ ...header, offence: "cleared" });
    });
    await until(chat, "11-27 08:00");
    expect(briefs(chat, "所长")[2]).not.toContain("超过24小时");
  });

  test("a leader whom a complaint means reads nothing of it", async () => {
    const chat = await station("11-24 20:00");
    const { id = "" } = (await chat.store.officers.byName("所长")) ?? {};
    const number = await filed(chat, { category: "complaint", meant: [id] });
    await until(chat, "11-25 08:00");
    expect(briefs(chat, "所长").join()).not.toContain(number.slice(6));
    expect(briefs(chat, "所长").join()).toContain("夜间没有新的反映");
  });

  test("down at 08:00 it comes late the same day, and never twice: not after a restart, nor with a clock set back", async () => {
    const chat = await station("11-24 20:00");
    chat.clock.leap(on("11-25 10:30"));
    await chat.restart();
    expect(briefs(chat, "所长")).toHaveLength(1);
    await chat.restart();
    expect(briefs(chat, "所长")).toHaveLength(0);
    chat.clock.leap(on("11-25 07:30"));
    await until(chat, "11-25 23:30");
    expect(briefs(chat, "所长")).toHaveLength(0);
    await until(chat, "11-26 08:30");
    expect(briefs(chat, "所长")).toHaveLength(1);
  });

  test("after three days down there is one, of that day; a clock that jumped ahead and back misses no later day", async () => {
    const chat = await station("11-24 20:00");
    chat.clock.leap(on("11-28 09:00"));
    await chat.restart();
    expect(briefs(chat, "所长")).toEqual([expect.stringContaining("11月28日")]);
    chat.clock.leap(on("12-20 09:00"));
    await chat.advance(HOUR);
    chat.clock.leap(on("11-28 10:00"));
    await chat.restart();
    await until(chat, "11-30 08:30");
    expect(briefs(chat, "所长").map((text) => text.split("\n")[0])).toEqual([
      "【晨报】11月29日 周日",
      "【晨报】11月30日 周一",
    ]);
  });
});

describe("the officers' brief", () => {
  test("at 17:30 officers at work read what is theirs, those on duty what nobody has; who has nothing hears nothing", async () => {
    const chat = await station("11-24 10:00");
    const [own, free] = [await filed(chat), await filed(chat, { by: "王" })];
    await chat.officer("李梅").dm(`/认领 ${own}`);
    await until(chat, "11-24 17:31");
    expect(briefs(chat, "李梅", "【交班】")).toEqual([
      [
        "【交班】11月24日 周二",
        "您手上1件：",
        `${own.slice(6)} 矿工路 11月25日前答复`,
        "全部发「/我的」。",
      ].join("\n"),
    ]);
    expect(briefs(chat, "值班员", "【交班】").join()).toContain(`没人接的1件：${free.slice(6)} 矿工路`);
    expect(briefs(chat, "所长", "【交班】")).toEqual([]);
  });

  test("on a day off only who is on duty gets one", async () => {
    const chat = await station("11-28 10:00");
    const number = await filed(chat);
    await chat.officer("李梅").dm(`/认领 ${number}`);
    await until(chat, "11-29 20:00");
    expect(briefs(chat, "李梅", "【交班】")).toEqual([]);
  });
});

test("nobody gets more than two messages a day by the clock", async () => {
  const chat = await station("11-23 10:00");
  for (let i = 0; i < 3; i++) {
    const number = await filed(chat, { by: `居民${i}`, category: i === 0 ? "inquiry" : "help" });
    if (i < 2) await chat.officer("李梅").dm(`/认领 ${number}`);
  }
  await until(chat, "11-27 20:00");
  for (const name of ["李梅", "值班员", "所长"]) {
    const { id } = chat.officer(name);
    const days = new Map<string, number>();
    for (const { to, at, content } of chat.channel.sent) {
      if (to.id !== id || !/^【(?:晨报|交班|时限)】/.test(content.text)) continue;
      const day = new Date(at.getTime() + 8 * HOUR).toISOString().slice(0, 10);
      days.set(day, (days.get(day) ?? 0) + 1);
    }
    expect(days.size).toBeGreaterThan(2);
    expect(Math.max(...days.values())).toBeLessThanOrEqual(2);
  }
});
