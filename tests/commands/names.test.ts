import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config/config.ts";
import { startChat } from "../support/start-chat.ts";
import { filed, stored } from "./filed.ts";

const admin = { name: "管", role: "admin" as const };
const duty = { name: "值", role: "dispatcher" as const };

/** Spellings of one name: as jingmin.yaml has it, and as somebody types it. */
const spellings = [
  ["王　伟", "王伟"],
  ["王伟", "王　伟"],
  ["王伟", "王偉"],
  ["王 伟", "王\u200b伟"],
  ["王\u00a0伟", "王\u2003伟"],
  ["阿卜杜拉·买买提", "阿卜杜拉•买买提"],
  ["阿卜杜拉・买买提", "阿卜杜拉．買買提"],
  ["张Sir", "張ｓｉｒ"],
] as const;

test.each(spellings)("an officer called %j is meant by %j", async (name, typed) => {
  const chat = await startChat({ officers: [admin, duty, name] });
  const number = await filed(chat);
  expect(await chat.officer("值").dm(`/指派 ${number} ${typed}`)).toEqual([
    expect.stringMatching(`^已指派 ${number}`),
  ]);
  const { id } = (await chat.store.officers.byName(name)) ?? {};
  expect((await stored(chat, number)).assignee).toBe(id);
  expect(await chat.officer("管").dm(`/邀请码 ${typed}`)).toEqual([expect.stringContaining("/绑定 ")]);
  await chat.resident("张").dm(`${typed}打我，还骂人，你们管不管`);
  const { reports } = await chat.store.reports.find({ categories: ["complaint"] }, { limit: 2 });
  expect(reports).toHaveLength(1);
});

test.each(spellings.filter(([, typed]) => !/\p{Cf}/u.test(typed)))(
  "a name that differs from another only so is not added, and keeps its officer: %j, %j",
  async (name, typed) => {
    const chat = await startChat({ officers: [admin, name] });
    const before = await chat.store.officers.byName(name);
    expect(await chat.officer("管").dm(`/民警 添加 ${typed.replace(/\s/g, "")} 民警`)).toEqual([
      expect.stringMatching(/^已经有/),
    ]);
    await chat.restart({ officers: [admin, typed] });
    const after = (await chat.store.officers.all()).filter((o) => !o.revokedAt && o.role === "officer");
    expect(after.map((o) => o.id)).toEqual([before?.id]);
  },
);

test.each([
  ["offices", ["体育场警务室", "體育場 警务室"]],
  ["units", ["治安大队", "治安大隊"]],
  ["officers", ["王　伟", "王伟"].map((name) => ({ name, role: "officer" }))],
  ["officers", ["买买提·艾力", "买买提•艾力"].map((name) => ({ name, role: "officer" }))],
  ["groups", ["警民群", "警 民群"].map((name) => ({ match: { channel: "test", name } }))],
])("check refuses two names of %s that differ only so", (key, values) => {
  const station = {
    station: { name: "光明路派出所", sms110: "12110375" },
    channels: [{ name: "test", type: "local" }],
    data: "./data",
    alerts: "./alerts",
    [key]: values,
  };
  let faults: readonly { message: string }[] = [];
  try {
    parseConfig(JSON.stringify(station), "/x/jingmin.yaml", {});
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults = error.faults;
  }
  expect(faults.map(({ message }) => message).join("\n")).toMatch(
    new RegExp(`^${key}\\.1.* 和前面的「.*」只差空格、间隔号、繁简体、全半角或看不见的字符`),
  );
});

test("an office is meant, and routed to, in whatever spelling it is written", async () => {
  const chat = await startChat({
    officers: [admin, duty],
    offices: [{ name: "體育場　警務室", places: ["礦工路"] }, "新程街社区警务室"],
  });
  await chat.resident("张").dm("矿工路12号楼道堆满纸箱");
  await chat.resident("王").dm("体育场门口路灯坏了");
  const { reports } = await chat.store.reports.find({}, { limit: 5 });
  expect(reports.map(({ office }) => office)).toEqual(["體育場　警務室", "體育場　警務室"]);
  const [list] = await chat.officer("值").dm("/列表 体育场");
  expect(list).toMatch(/^未结2件/);
});
