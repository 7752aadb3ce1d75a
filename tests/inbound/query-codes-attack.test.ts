import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

async function withCode(): Promise<{ chat: Chat; code: string }> {
  const chat = await startChat({ officers: ["李"], groups: ["体育场群"] });
  await chat.resident("张").dm("三楼楼道堆满纸箱，没人管");
  const said = (await chat.resident("张").dm("查询码")).join();
  const code = /[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/.exec(said)?.[0] ?? "";
  expect(code).not.toBe("");
  return { chat, code };
}

const wide = (text: string) =>
  Array.from(text, (one) =>
    /[!-~]/.test(one) ? String.fromCodePoint((one.codePointAt(0) ?? 0) + 0xfee0) : one,
  ).join("");

const spellings: readonly [string, (code: string) => string][] = [
  ["as it was given", (c) => c],
  ["small letters", (c) => c.toLowerCase()],
  ["mixed letters", (c) => c.slice(0, 6).toLowerCase() + c.slice(6)],
  ["without hyphens", (c) => c.replaceAll("-", "")],
  ["blanks for hyphens", (c) => c.replaceAll("-", " ")],
  ["blanks around hyphens", (c) => c.replaceAll("-", " - ")],
  ["long dashes", (c) => c.replaceAll("-", "—")],
  ["en dashes", (c) => c.replaceAll("-", "–")],
  ["wide hyphens", (c) => c.replaceAll("-", "－")],
  ["wide letters", (c) => wide(c)],
  ["underscores", (c) => c.replaceAll("-", "_")],
  ["dots", (c) => c.replaceAll("-", "·")],
  ["a line break", (c) => c.replace("-", "\n")],
  ["the word before", (c) => `查询码：${c}`],
  ["the word without a blank", (c) => `我的查询码是${c}`],
  ["a sentence after", (c) => `${c}，谢谢`],
  ["quotes", (c) => `「${c}」`],
  ["brackets", (c) => `（${c}）`],
  ["signs nobody sees", (c) => `\u200b${c.slice(0, 5)}\u200b${c.slice(5)}\ufeff`],
  ["blanks and breaks around", (c) => `\n  ${c}\n`],
  ["a question before", (c) => `您好，麻烦查一下 ${c}`],
  ["blanks between all signs", (c) => Array.from(c.replaceAll("-", "")).join(" ")],
];

test.each(spellings)(
  "a code is known in any spelling, from another account, and never kept: %s",
  async (_, spell) => {
    const { chat, code } = await withCode();
    const [answer = ""] = await chat.resident("另一个").dm(spell(code));
    expect(answer).toContain("R2611-0001");
    expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
    await chat.store.checkpoint();
    const bare = code.replaceAll("-", "");
    const kept = [code, bare, code.toLowerCase(), bare.toLowerCase(), spell(code)];
    for (const entry of await readdir(chat.dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name));
      for (const word of kept) expect([entry.name, bytes.includes(word)]).toEqual([entry.name, false]);
    }
    for (const word of kept) expect(chat.logs.join("\n")).not.toContain(JSON.stringify(word).slice(1, -1));
  },
);

test("a code is good twice, and with a picture; in a group it is warned of in private; after erasure it opens nothing", async () => {
  const { chat, code } = await withCode();
  const other = chat.resident("另一个");
  for (let i = 0; i < 2; i++) expect((await other.dm(code)).join()).toContain("R2611-0001");
  const png = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "base64",
  );
  expect((await chat.resident("第三个").dm(`查询码 ${code}`, { images: [png] })).join()).toMatch(
    /R2611-0001/,
  );
  expect(await chat.resident("张").say("体育场群", `@警民小助手 ${code}`, { mention: true })).toEqual([]);
  expect(chat.resident("张").inbox.at(-1)).toMatch(/撤回/);
  expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(1);
  const report = await chat.store.reports.byNumber("R2611-0001");
  await chat.officer("李").dm("/办结 1 已清走");
  await chat.resident("张").dm("删除我的信息");
  await chat.resident("张").dm("是");
  expect((await chat.store.reports.get(report?.id ?? ""))?.anonymisedAt).toBeDefined();
  expect((await chat.resident("又一个").dm(code)).join()).toMatch(/不对/);
  expect(await chat.store.queryCodes.all()).toEqual([]);
  expect((await chat.store.reports.find({}, { limit: 9 })).total).toBe(0);
});
