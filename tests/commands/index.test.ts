import { expect, test } from "vitest";
import type { BotContext } from "../../src/app/bot-context.ts";
import { nothing } from "../../src/commands/args.ts";
import { type Command, defineCommand } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import { createDispatch } from "../../src/inbound/dispatch.ts";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const named = (name: string, ...aliases: [string, ...string[]]): Command =>
  defineCommand({
    name,
    aliases,
    action: "self.see",
    where: ["dm"],
    summary: "试",
    usage: [`/${aliases[0]}`],
    args: nothing,
    run: async () => "",
  });

test("two commands with one name or alias are an error at start", () => {
  const start = (...list: Command[]) => createDispatch({} as BotContext, list);
  expect(() => start(named("one", "一"), named("two", "二", "一"))).toThrow(/"一": one and two/);
  expect(() => start(named("one", "一"), named("one", "二"))).toThrow(/"one"/);
  expect(() => start(named("one", "one"))).toThrow(/"one"/);
  expect(() => start(...commands)).not.toThrow();
});

test("every command can be typed: lower case, no blanks, a Chinese alias first, an example that begins with it", () => {
  for (const { name, aliases, usage } of commands) {
    expect([name, ...aliases].filter((n) => n !== n.normalize("NFKC").toLowerCase() || /\s/.test(n))).toEqual(
      [],
    );
    expect(aliases[0]).toMatch(/^\p{Script=Han}+$/u);
    expect(usage.some((line) => line.includes(`/${aliases[0]}`))).toBe(true);
  }
});

test("a number may follow the Chinese name at once, as people type on a phone", async () => {
  const chat = await startChat({ officers: ["李"] });
  const number = await filed(chat);
  expect(await chat.officer("李").dm("看1")).toEqual([expect.stringMatching(new RegExp(`^${number}`))]);
  expect(await chat.officer("李").dm(`/认领${number}`)).toEqual([expect.stringMatching(/^已认领/)]);
  expect(await chat.officer("李").dm("办结１ 已清走")).toEqual([expect.stringMatching(/已办结/)]);
});

test.each([
  ["/办", "/办结 42"],
  ["/认令 42", "/认领 42"],
  ["/tak 42", "/认领 42"],
  ["/搜素 纸箱", "/搜索 电动车"],
  ["/帮", "/帮助"],
])("「%s」 is answered with the nearest command and how to write it", async (typed, usage) => {
  const chat = await startChat({ officers: ["李"] });
  expect(await chat.officer("李").dm(typed)).toEqual([expect.stringContaining(usage)]);
});
