import { expect, test } from "vitest";
import { nothing } from "../../src/commands/args.ts";
import { type Command, defineCommand } from "../../src/commands/command.ts";
import { commands } from "../../src/commands/index.ts";
import type { Desk } from "../../src/inbound/desk.ts";
import { createDispatch } from "../../src/inbound/dispatch.ts";

const named = (name: string, ...aliases: [string, ...string[]]): Command =>
  defineCommand({
    name,
    aliases,
    role: "officers",
    where: ["dm"],
    summary: "试",
    usage: [`/${aliases[0]}`],
    args: nothing,
    run: async () => "",
  });

test("two commands with one name or alias are an error at start", () => {
  const start = (...list: Command[]) => createDispatch({} as Desk, list);
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
