import fc from "fast-check";
import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { wordsOf } from "../../src/domain/reports.ts";
import { startChat } from "../support/start-chat.ts";
import { filed, stored } from "./filed.ts";

const names = commands.flatMap(({ name, aliases }) => [name, ...aliases]);
/** What people type after a command, well and badly. */
const bits = [
  "1 ２ R2611-0001 r2611- 0 -1 99999999999 #3 第2页 第0页 全部 我的 急件 图 求助 投诉 已办结 体育场 民警".split(
    " ",
  ),
  "管理员 添加 停用 移除 确认 管 李 ， 。 __proto__ constructor %s ( [ \\ 🙏".split(" "),
  ["\n", "\u3000", "\u0000", "\u202e", "A".repeat(3000)],
].flat();
const bit = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...bits) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
);
const typed = fc
  .tuple(
    fc.constantFrom("/", "／", "、", "/ ", ""),
    fc.constantFrom(...names),
    fc.array(bit, { maxLength: 4 }),
  )
  .map(([slash, name, rest]) => `${slash}${[name, ...rest].join(" ")}`);

test("whatever is typed after a command gets an answer, never a fault", async () => {
  const chat = await startChat({
    officers: ["李", { name: "管", role: "admin" }, { name: "所长", role: "leader" }],
    groups: [{ name: "民警群", kind: "officers" }],
  });
  for (let i = 0; i < 12; i++) await filed(chat, { category: i % 4 ? "help" : "complaint" });
  await fc.assert(
    fc.asyncProperty(typed, fc.constantFrom("管", "所长"), fc.boolean(), async (text, who, inGroup) => {
      const officer = chat.officer(who);
      // Notices to the same officer may come with the answer.
      const answers = inGroup ? await officer.say("民警群", text) : await officer.dm(text);
      expect(answers.join("\n")).not.toMatch(/系统出错|undefined|\[object|NaN/);
      if (/^\s*[/／、]/.test(text) || !inGroup) expect(answers.length).toBeGreaterThan(0);
    }),
    { numRuns: 400 },
  );
}, 60_000);

test("the words of a result or a reply arrive as they were typed", async () => {
  const chat = await startChat({ officers: ["李"] });
  const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((s) => `清走了${s}好`);
  await fc.assert(
    fc.asyncProperty(words, async (text) => {
      const number = await filed(chat);
      await chat.officer("李").dm(`/回复 ${number} ${text}`);
      await chat.officer("李").dm(`/办结 ${number} 未能办结 ${text}`);
      const { entries, status } = await stored(chat, number);
      expect([status, ...entries.slice(1).map(wordsOf)]).toEqual(["unresolved", text, text]);
    }),
    { numRuns: 30 },
  );
}, 60_000);
