import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { codesIn, QUERY_CODE_LENGTH, withoutCode } from "../../src/lib/codes.ts";
import { stored, written } from "../commands/filed.ts";
import { spelled } from "../support/spellings.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const FORM = /\b[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}\b/;
const matter = "三楼楼道堆满纸箱，没人管，体育场矿工路12号";

async function given(chat: Chat, who = "张", typed = "查询码"): Promise<string> {
  const [answer = ""] = await chat.resident(who).dm(typed);
  return FORM.exec(answer)?.[0] ?? `none: ${answer}`;
}
const station = () =>
  startChat({ officers: ["李"], groups: ["居民群", { name: "民警群", kind: "officers" }] });
const total = async (chat: Chat) => (await chat.store.reports.find({}, { limit: 1 })).total;

async function inFiles(chat: Chat, code: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(chat.dir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const text = await readFile(join(entry.parentPath, entry.name), "utf8");
    if (text.includes(code) || text.includes(code.replaceAll("-", ""))) found.push(entry.name);
  }
  return found;
}

test.each([
  "查询码",
  "我的查询码是多少",
  "给我查询码",
  "查询码？",
  "要一个查询码".replace("一个", ""),
  "1号的查询码",
  "查询码 R2611-0001",
])("a resident asks: %s", async (typed) => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const [answer] = await chat.resident("张").dm(typed);
  expect(answer).toMatch(/^R2611-0001 的查询码：\n\S{14}\n请抄在纸上，别给别人/);
  expect(await total(chat)).toBe(1);
});

test("it is shown once and once more, and another takes its place when asked for", async () => {
  const chat = await station();
  expect(await chat.resident("张").dm("查询码")).toEqual([expect.stringMatching(/还没有反映过/)]);
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  expect(code).toMatch(FORM);
  expect(await chat.resident("张").dm("查询码")).toEqual([
    expect.stringContaining(`${code}\n这是最后一次显示`),
  ]);
  await chat.restart();
  expect(await chat.resident("张").dm("查询码")).toEqual([expect.stringMatching(/给过您两次，不再显示/)]);
  const next = await given(chat, "张", "换查询码");
  expect(next).toMatch(FORM);
  expect(next).not.toBe(code);
  expect(await chat.resident("王").dm(`查询码 ${code}`)).toEqual([expect.stringMatching(/^这个查询码不对/)]);
  expect(await chat.resident("王").dm(next)).toEqual([expect.stringMatching(/^R2611-0001/)]);
  expect(await chat.resident("王").dm("R2611-0001的查询码")).toEqual([
    expect.stringMatching(/^没有您的 R2611-0001/),
  ]);
  await chat.store.checkpoint();
  expect([...(await inFiles(chat, code)), ...(await inFiles(chat, next))]).toEqual([]);
  expect(chat.logs.join()).not.toMatch(FORM);
});

test("from another account it tells how the report stands, and adds what is said with it and after it", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  const other = chat.resident("亲戚");
  expect(await other.dm(code)).toEqual([expect.stringMatching(/^R2611-0001 .*\n11月24日反映，待接手/)]);
  expect(await other.dm(`查询码${code}，今天又堆了两箱在门口`)).toEqual(["已补充到 R2611-0001。"]);
  expect(await other.dm("还有一辆电动车挡着消防门")).toEqual(["已补充到 R2611-0001。"]);
  expect(await other.dm("进度")).toEqual([expect.stringMatching(/^R2611-0001/)]);
  expect(await total(chat)).toBe(1);
  const words = await written(chat, "R2611-0001");
  expect(words.slice(1).join("\n")).toMatch(/今天又堆了两箱在门口\n还有一辆电动车/);
  expect(words.join()).not.toMatch(FORM);
  expect((await stored(chat, "R2611-0001")).unread).toBe(2);
  await chat.advance(11 * 60_000);
  expect(await other.dm("楼下麻将馆半夜吵得睡不着觉")).toEqual([expect.stringMatching(/R2611-0002/)]);
  // What the other tells of their own is not the first person's.
  expect((await chat.resident("张").dm("进度")).join()).not.toMatch(/R2611-0002/);
});

test("danger told with a code is answered as danger, and the report becomes urgent", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  const before = chat.resident("张").inbox.length;
  expect(await chat.resident("亲戚").dm(`${code} 着火了，楼道里全是烟，快来人`)).toEqual([
    expect.stringMatching(/^请立即拨打110、119[\s\S]*已补充到 R2611-0001。$/),
  ]);
  expect(await stored(chat, "R2611-0001")).toMatchObject({ priority: "urgent" });
  expect(chat.resident("张").inbox.length).toBe(before);
});

test("whose ids were re-issued is found again by the code, and hears what officers reply", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  const { reporter } = await stored(chat, "R2611-0001");
  await chat.store.tx(async (t) => {
    const contact = await t.contacts.get(reporter);
    if (contact)
      t.contacts.put({
        ...contact,
        addresses: contact.addresses.map((one) => ({ ...one, epoch: "earlier" })),
      });
  });
  await chat.officer("李").dm("回复 1 今天清走");
  expect(chat.resident("张改").inbox.join()).not.toMatch(/今天清走/);
  await chat.resident("张改").dm(code);
  await chat.idle();
  expect(chat.resident("张改").inbox.join()).toMatch(/民警回复 R2611-0001：今天清走/);
  expect(await chat.resident("张改").dm("进度")).toEqual([expect.stringMatching(/^R2611-0001/)]);
});

test("an account that only follows learns nothing of the person's other reports, nor of what is sent to them", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  await chat.resident("张").dm("新 锦绣家园门口有人卖假药，坑了好几个老人");
  const other = chat.resident("亲戚");
  const [answer = ""] = await other.dm(code);
  expect(answer).not.toMatch(/R2611-0002|假药/);
  await chat.officer("李").dm("回复 1 今天清走");
  expect(other.inbox.join()).not.toMatch(/今天清走/);
});

test("in whatever spelling, within whatever sentence, the code is recognised, and nothing of it is kept", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = (await given(chat)).replaceAll("-", "");
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (generate) => {
      const text = generate(spelled, code);
      const answers = await chat.resident(`亲戚${count++}`).dm(text);
      expect(answers.join(), text).toMatch(/R2611-0001/);
    }),
    { numRuns: 60 },
  );
  expect(await total(chat)).toBe(1);
  for (const said of await written(chat, "R2611-0001"))
    expect(codesIn(said, QUERY_CODE_LENGTH).has(code), said).toBe(false);
}, 60_000);

test.each<[string, (code: string) => string]>([
  ["spaces", (c) => c.replaceAll("-", " ")],
  ["no dashes", (c) => c.replaceAll("-", "")],
  ["lower case", (c) => c.toLowerCase()],
  ["full width", (c) => c.replace(/[!-~]/g, (s) => String.fromCharCode(s.charCodeAt(0) + 0xfee0))],
  ["one by one", (c) => Array.from(c.replaceAll("-", "")).join(" ")],
  ["several lines", (c) => c.replaceAll("-", "\n")],
  ["a sentence", (c) => `您好，我换了手机，原来的查询码是${c}，麻烦帮我看看办得怎么样了`],
])("written with %s it opens the report", async (_, write) => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  expect((await chat.resident("新号").dm(write(code))).join()).toMatch(/R2611-0001/);
  expect(await total(chat)).toBe(1);
});

test("in a group nothing is said aloud: its owner is warned in private, whether the bot was spoken to or not", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  for (const [group, mention] of [
    ["居民群", false],
    ["居民群", true],
    ["民警群", true],
    ["民警群", false],
  ] as const) {
    const before = chat.resident("张").inbox.length;
    expect(
      await chat.resident("张").say(group, `我的码 ${code.toLowerCase()} 谁帮我查`, { mention }),
    ).toEqual([]);
    expect(chat.resident("张").inbox.slice(before)).toEqual([
      expect.stringMatching(/群里发了查询码[\s\S]*撤回/),
    ]);
  }
  expect(await total(chat)).toBe(1);
});

test("wrong codes delay the account that tries, and lock nothing", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  const thief = chat.resident("贼");
  const wrong = "ABCD-EF23-HJKM";
  for (let i = 0; i < 3; i++)
    expect(await thief.dm(wrong)).toEqual([expect.stringMatching(/^这个查询码不对/)]);
  expect(await thief.dm(`查询码：${wrong.replaceAll("-", "")}`)).toEqual([
    expect.stringMatching(/^试得太多了，请过1分钟/),
  ]);
  expect(await thief.dm(code)).toEqual([expect.stringMatching(/^试得太多了/)]);
  expect(await chat.resident("亲戚").dm(code)).toEqual([expect.stringMatching(/^R2611-0001/)]);
  await chat.advance(61_000);
  expect(await thief.dm(wrong)).toEqual([expect.stringMatching(/^这个查询码不对/)]);
  await chat.advance(61_000);
  expect(await thief.dm(code)).toEqual([expect.stringMatching(/^试得太多了，请过1分钟/)]);
  await chat.advance(61_000);
  expect(await thief.dm(code)).toEqual([expect.stringMatching(/^R2611-0001/)]);
  expect(await total(chat)).toBe(1);
});

test("an officer's message with a resident's code is neither kept nor sent", async () => {
  const chat = await station();
  await chat.resident("张").dm(matter);
  const code = await given(chat);
  for (const typed of [code, `/备注 1 查询码是 ${code}`, `回复 1 ${code.replaceAll("-", "")}`])
    expect(await chat.officer("李").dm(typed)).toEqual([expect.stringMatching(/^话里有居民的查询码/)]);
  expect((await written(chat, "R2611-0001")).join()).not.toContain(code);
});

test("what only looks like a code is filed as anything else", async () => {
  const chat = await station();
  const said = [
    "快递单号 YT8842967354A2 被人冒领了",
    "车架号LSVAM4187C2184847的车停在我家门口",
    "查询码头那边有人打架",
  ];
  for (const [i, text] of said.entries())
    expect(await chat.resident(`张${i}`).dm(text)).toEqual([expect.stringMatching(`R2611-000${i + 1}`)]);
});

test("of a text only the code is taken out", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[一-龥，。]{0,12}$/),
      fc.stringMatching(/^[甲-申，。]{0,12}$/),
      (before, behind) => {
        const code = "AB23CD45EF67";
        const text = `${before}${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)}${behind}`;
        const left = withoutCode(text, code);
        expect(codesIn(left, QUERY_CODE_LENGTH).has(code)).toBe(false);
        if (!/[二三四五六七八九贰叁肆伍陆柒捌玖]/.test(text)) expect(left).toBe(before + behind);
      },
    ),
  );
});
