import fc from "fast-check";
import { expect, test } from "vitest";
import { DownloadError } from "../../src/channels/channel.ts";
import { readRegistered } from "../../src/domain/registering.ts";
import { startChat } from "../support/start-chat.ts";
import { stored, written } from "./filed.ts";

const station = () =>
  startChat({
    officers: [
      { name: "李", office: "体育场警务室" },
      { name: "值", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审计", role: "auditor" },
    ],
  });

test("a call is a report as any other: number, category, place, office, notice; the officer is its source", async () => {
  const chat = await station();
  expect(await chat.officer("值").dm("/登记 电话13700000000 矿工路12号楼道里的电线一直冒火花")).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^已登记 .*R2611-0001 [\s\S]*有联系方式，办好请打电话告诉对方。$/),
    ]),
  );
  const report = await stored(chat, "R2611-0001");
  expect(report).toMatchObject({ office: "体育场警务室", source: { way: "told" }, status: "received" });
  const officer = await chat.store.officers.byName("值");
  expect(report.source?.officer).toBe(officer?.id);
  expect(report.entries[0]).toMatchObject({ by: { officer: officer?.id }, kind: "said" });
  expect(chat.officer("李").inbox.join()).toContain("R2611-0001");
  const audit = await chat.store.audit.of({ kind: "report", id: report.id }, 9);
  expect(audit.at(-1)).toMatchObject({ action: "report.filed", actor: { officer: officer?.id } });
});

test("the telephone is sealed: it stands in no text, list, notice, search or log, and is shown as 有联系方式", async () => {
  const chat = await station();
  await chat.officer("值").dm("/登记 姓名王小明 电话：137 0000 1234，矿工路有人占道摆摊");
  expect(await written(chat, "R2611-0001")).toEqual(["矿工路有人占道摆摊"]);
  const report = await stored(chat, "R2611-0001");
  expect(await chat.store.contacts.get(report.reporter)).toMatchObject({
    name: "王小明",
    telephone: "137 0000 1234",
    addresses: [],
  });
  const [shown] = await chat.officer("李").dm("看 1");
  expect(shown).toContain("值代登记，有联系方式");
  expect(shown).toContain("值代登记：矿工路有人占道摆摊");
  await chat.officer("李").dm("/列表 全部");
  await chat.officer("李").dm("/搜索 1234");
  const said = [...chat.officer("李").inbox, ...chat.officer("值").inbox, ...chat.logs].join("\n");
  expect(said).not.toMatch(/0000 ?1234|王小明/);
});

test("nothing is pushed to whoever has no account, and the officer is told to call", async () => {
  const chat = await station();
  await chat.officer("值").dm("/登记 电话13700000000 矿工路路灯坏了三天");
  for (const typed of ["/认领 1", "/回复 1 明天去看", "/办结 1 已劝离"])
    expect(await chat.officer("李").dm(typed)).toEqual([
      expect.stringContaining("对方没有号，机器人发不了，请打电话或当面告诉。"),
    ]);
  await chat.advance(3 * 86_400_000);
  const pending = await chat.store.deliveries.inStates(["pending", "sending", "unknown"]);
  expect(pending.filter(({ to }) => "person" in to)).toEqual([]);
  expect((await stored(chat, "R2611-0001")).status).toBe("resolved");
});

test("a second person's word shows the telephone, once, to the officer who asked", async () => {
  const chat = await station();
  await chat.officer("值").dm("/登记 姓名王小明 电话13700001234 矿工路路灯坏了三天");
  await chat.officer("李").dm("/身份 1 要打电话告诉他修好了");
  await chat.officer("所长").dm("同意 身份 1");
  expect(chat.officer("李").inbox.at(-1)).toMatch(/王小明，电话 13700001234/);
  expect(chat.officer("所长").inbox.join()).not.toContain("13700001234");
});

test.each([
  ["a resident's words", { text: "三楼楼道堆满纸箱，电动车在里面充电" }, {}],
  ["a voice message", { text: "" }, { voice: new Uint8Array([2, 35, 33, 83, 73, 76, 75]) }],
  ["a picture", { text: "" }, { images: [new Uint8Array([1, 2, 3])] }],
  ["a chat record", { text: "张三：楼道堆满纸箱\n李四：我家也是，没人管" }, {}],
])("%s that an officer passes on becomes the report when they say 登记", async (_, { text }, media) => {
  const chat = await station();
  expect((await chat.officer("李").dm(text, media)).join()).toContain("10分钟内回「登记」");
  await chat.advance(9 * 60_000);
  expect((await chat.officer("李").dm("登记"))[0]).toMatch(/^已登记 .*R2611-0001/);
  const report = await stored(chat, "R2611-0001");
  expect(report).toMatchObject({ source: { way: "forwarded" } });
  expect(await written(chat, "R2611-0001")).toEqual([text]);
  expect(report.attachments).toHaveLength(Object.keys(media).length);
  // Once.
  expect(await chat.officer("李").dm("登记")).toEqual([expect.stringMatching(/^没有可登记的/)]);
});

test("what came in several messages is one report; a telephone may be added", async () => {
  const chat = await station();
  await chat.officer("李").dm("楼下烧烤摊天天半夜还在吵");
  await chat.officer("李").dm("", { images: [new Uint8Array([1])] });
  await chat.officer("李").dm("地点在矿工路12号楼下面的空地");
  await chat.officer("李").dm("/登记 电话13700000000");
  expect(await written(chat, "R2611-0001")).toEqual([
    "楼下烧烤摊天天半夜还在吵\n地点在矿工路12号楼下面的空地",
  ]);
  const report = await stored(chat, "R2611-0001");
  expect(report.attachments).toHaveLength(1);
  expect((await chat.store.contacts.get(report.reporter))?.telephone).toBe("13700000000");
});

test("after ten minutes, by another officer, or without words nothing is registered", async () => {
  const chat = await station();
  await chat.officer("李").dm("三楼楼道堆满纸箱，电动车在里面充电");
  expect(await chat.officer("值").dm("登记")).toEqual([expect.stringMatching(/^没有可登记的/)]);
  await chat.advance(10 * 60_000);
  expect(await chat.officer("李").dm("登记")).toEqual([expect.stringMatching(/^没有可登记的/)]);
  expect(await chat.officer("李").dm("/登记 42")).toEqual([expect.stringMatching(/^没有可登记的/)]);
  expect(await chat.store.reports.byNumber("R2611-0001")).toBeUndefined();
});

test("a registered complaint of an officer is for leaders alone", async () => {
  const chat = await station();
  await chat.officer("值").dm("/登记 民警李上门态度恶劣还骂人，要投诉他");
  expect(await chat.officer("李").dm("看 1")).toEqual([expect.stringMatching(/^没有找到/)]);
  expect(await chat.officer("所长").dm("看 1")).toEqual([expect.stringContaining("值代登记")]);
});

test.each([
  ["电话13700000000 锦绣家园3号楼漏水", "锦绣家园3号楼漏水", "13700000000", undefined],
  ["13700000000，锦绣家园3号楼漏水", "锦绣家园3号楼漏水", "13700000000", undefined],
  ["锦绣家园3号楼漏水，联系电话：0375-2345678", "锦绣家园3号楼漏水", "0375-2345678", undefined],
  ["来电人张建国 手机号137-0000-0000 楼上漏水", "楼上漏水", "137-0000-0000", "张建国"],
  ["姓名：李梅，楼上漏水", "楼上漏水", undefined, "李梅"],
  ["骗子用13800000000打来要验证码", "骗子用13800000000打来要验证码", undefined, undefined],
  ["本人电话13700000000 骗子是13800000000", "骗子是13800000000", "13700000000", undefined],
])("of 「%s」 the matter is 「%s」", (typed, text, telephone, name) => {
  expect(readRegistered(typed)).toEqual({ text, ...(telephone && { telephone }), ...(name && { name }) });
});

test("wherever the teller's telephone stands by itself, it is not in the text, and no other word is lost", () => {
  const digits = fc.integer({ min: 0, max: 99_999_999 }).map((n) => `137${String(n).padStart(8, "0")}`);
  const label = fc.constantFrom("电话", "手机：", "联系电话 ", "来电人电话:", "tel ");
  const matter = fc.constantFrom("锦绣家园3号楼漏水", "楼上半夜砸墙，孩子睡不着", "门口堆了3车建筑垃圾");
  fc.assert(
    fc.property(digits, label, matter, fc.boolean(), (number, called, told, first) => {
      const typed = first ? `${called}${number} ${told}` : `${told}，${called}${number}`;
      expect(readRegistered(typed)).toEqual({ text: told, telephone: number });
    }),
  );
});

test("a picture that could not be kept is told to the officer who registered it, and nobody is waited for", async () => {
  const chat = await station();
  chat.channel.download = async () => {
    throw new DownloadError("expired", "gone");
  };
  await chat.officer("李").dm("", { images: [new Uint8Array([1])] });
  await chat.officer("李").dm("登记");
  await chat.advance(5 * 60_000);
  expect(chat.officer("李").inbox.join()).toMatch(/R2611-0001 的照片没收到/);
  const pending = await chat.store.deliveries.inStates(["pending", "sending", "unknown"]);
  expect(pending.filter(({ to }) => "person" in to)).toEqual([]);
});
