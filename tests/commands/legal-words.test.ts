import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { categoryNames, statusNames } from "../../src/domain/reports.ts";

/** Legal acts and promises that a chat cannot make. */
const legal = /受理|立案|受案|信访|匿名/;

const src = join(import.meta.dirname, "../../src");

/** Said to who speaks of a petition: that this is none. */
const noPetition = "在这里说不算递交信访，正式的请找分局信访窗口";

/** Said to an operator whose ledger is one of petitions: that there can be none. */
const noPetitionLedger = /信访事项有法定的渠道和系统，不能在聊天机器人里登记|信访\|上访/g;

/** What people type and is understood; none of it is said. */
const understood = [/^domain\/(understanding|decide)\//, /^inbound\/interpret\.ts$/, /^commands\/close\.ts$/];

test("no state and no category is called by the word of a legal act", () => {
  for (const name of [...Object.values(statusNames), ...Object.values(categoryNames)])
    expect(name).not.toMatch(legal);
});

test("no text of the bot speaks of a legal act or promises to be nameless", async () => {
  const spoken: string[] = [];
  for (const name of await readdir(src, { recursive: true })) {
    const path = name.replaceAll("\\", "/");
    if (!/\.tsx?$/.test(path) || understood.some((pattern) => pattern.test(path))) continue;
    const lines = (await readFile(join(src, name), "utf8")).split("\n");
    spoken.push(
      ...lines.filter(
        (line) =>
          legal.test(line.replace(noPetition, "").replace(noPetitionLedger, "")) &&
          !/^\s*(\/?\*|\/\/)/.test(line),
      ),
    );
  }
  expect(spoken).toEqual([]);
});
