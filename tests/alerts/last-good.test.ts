import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { daily } from "../support/daily-alerts.ts";
import { startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const at = new Date("2026-11-24T00:00:00Z");

/** A station at 8:00 whose alert goes out at 8:10. */
async function station() {
  const dir = await daily();
  const chat = await startChat({
    officers: [{ name: "管", role: "admin" }],
    groups: ["群"],
    config: { alerts: dir },
    at,
  });
  return { chat, file: join(dir, "daily", "二.md"), schedule: join(dir, "schedule.yaml") };
}
const faults = (inbox: readonly string[]) => inbox.filter((text) => text.startsWith("提示文件里有错"));

test("a file that is broken while it runs is told once, with its line, and its last good version is sent", async () => {
  const { chat, file } = await station();
  await writeFile(file, "---\ntitle: 二\ncategory: Nonsense\n---\n新的正文\n{station}\n");
  await chat.advance(3 * MINUTE);
  expect(faults(chat.officer("管").inbox)).toEqual([
    expect.stringMatching(/\ndaily\/二\.md 第3行：category/),
  ]);
  await chat.advance(9 * MINUTE);
  expect(chat.said("群")).toEqual(["【二】\n正文\n光明路派出所"]);
  expect(faults(chat.officer("管").inbox)).toHaveLength(1);
});

test("what is mended or new is used within a minute", async () => {
  const { chat, file } = await station();
  await writeFile(file, "---\ntitle: 二\n---\n");
  await chat.advance(2 * MINUTE);
  await writeFile(file, "---\ntitle: 二\n---\n改好的正文\n{station}\n");
  await chat.advance(MINUTE);
  await chat.advance(8 * MINUTE);
  expect(chat.said("群")).toEqual(["【二】\n改好的正文\n光明路派出所"]);
  await writeFile(file, "---\ntitle: 二\n---\n");
  await chat.advance(MINUTE);
  expect(faults(chat.officer("管").inbox)).toHaveLength(2);
});

test("a broken schedule goes on as it was", async () => {
  const { chat, schedule } = await station();
  await writeFile(schedule, "- { id: daily, series: daily, cron: 每天八点 }\n");
  await chat.advance(11 * MINUTE);
  expect(chat.said("群")).toHaveLength(1);
  expect(faults(chat.officer("管").inbox)).toEqual([expect.stringContaining("schedule.yaml 第1行")]);
});

test("a file that is broken before the start is told once, not at every start, and what was read before is sent", async () => {
  const { chat, file, schedule } = await station();
  await chat.advance(MINUTE);
  await writeFile(file, "---\ntitle: 二\n---\n");
  await writeFile(schedule, "- { id: daily, series: daily, cron: 每天八点 }\n");
  await chat.restart();
  await chat.advance(MINUTE);
  const [told = "", ...more] = faults(chat.officer("管").inbox);
  expect(more).toEqual([]);
  expect(told).toContain("daily/二.md");
  expect(told).toContain("schedule.yaml 第1行");
  await chat.restart();
  await chat.advance(12 * MINUTE);
  expect(faults(chat.officer("管").inbox)).toEqual([]);
  expect(chat.said("群")).toEqual(["【二】\n正文\n光明路派出所"]);
});

test("a broken file in a folder that is read for the first time is told, and the rest go out", async () => {
  const dir = await daily();
  await writeFile(join(dir, "daily", "二.md"), "---\ntitle: 二\n---\n");
  const chat = await startChat({
    officers: [{ name: "管", role: "admin" }],
    groups: ["群"],
    config: { alerts: dir },
    at,
  });
  await chat.advance(12 * MINUTE);
  expect(faults(chat.officer("管").inbox)).toEqual([expect.stringContaining("daily/二.md")]);
  expect(chat.said("群")).toHaveLength(1);
});

test("a folder that is away takes nothing from the plan: its last good files go out", async () => {
  const { chat, schedule } = await station();
  await chat.advance(MINUTE);
  const [dir, away] = [join(schedule, ".."), `${join(schedule, "..")}-away`];
  await rename(dir, away);
  onTestFinished(() => rename(away, dir));
  await chat.restart();
  await chat.advance(12 * MINUTE);
  expect(chat.said("群")).toEqual(["【二】\n正文\n光明路派出所"]);
  expect(faults(chat.officer("管").inbox)).toHaveLength(1);
});
