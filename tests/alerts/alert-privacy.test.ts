import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { publicAlerts } from "../../src/alerts/public-alerts.ts";
import { personalInAlert } from "../../src/domain/alert-privacy.ts";
import { startChat } from "../support/start-chat.ts";

const station = () =>
  startChat({
    officers: ["李", { name: "赵值班", role: "dispatcher" }, { name: "所长", role: "leader" }],
    groups: [{ name: "体育场群", office: "体育场警务室" }],
  });

test.each([
  ["别信这个人\n王建国冒充客服，电话 138 0013 8000", /第2行有.*姓名「王建国」.*手机号码「138 0013 8000」/],
  ["别信这个人\n一三八零零一三八零零零打来的别接", /第2行有手机号码「一三八零零一三八零零零」/],
  ["挪车\n豫D·12A45的车主请挪车", /第2行有车牌号码「豫D·12A45」/],
  ["捡到身份证\n110101199003070011的失主请来领", /第2行有身份证号码/],
  ["别转钱\n骗子的卡号 6222 0212 3456 7890 123", /第2行有银行卡号/],
  ["李秀英走失\n看到请打110", /第1行有姓名「李秀英」/],
])("a draft that tells who somebody is cannot be submitted until it is changed: %s", async (draft, told) => {
  const chat = await station();
  const li = chat.officer("李");
  const [, shown = ""] = await li.dm(`/提示 写 ${draft}`);
  expect(shown).toMatch(told);
  expect(shown).not.toContain("回「好」送审");
  for (const again of ["好", "/提示 送审"]) {
    const [refused = ""] = await li.dm(again);
    expect(refused).toMatch(told);
  }
  expect((await chat.store.alerts.byNumber("T2611-001"))?.state).toBe("draft");
  expect(chat.officer("所长").inbox).toEqual([]);
  await li.dm("/提示 改 别信这个人\n有人冒充客服，来电话别接。");
  expect(await li.dm("好")).toEqual([expect.stringContaining("已送审")]);
});

test("updates, cancels and a plan's own words are held to the same", async () => {
  const chat = await station();
  const li = chat.officer("李");
  await li.dm("/提示 写 明天停水\n早8点到晚6点停水。");
  await li.dm("好");
  await chat.officer("所长").dm("同意");
  expect(chat.said("体育场群")).toHaveLength(1);
  expect(await li.dm("/提示 更正 T2611-001 改到后天，问13800138000")).toEqual([
    expect.stringContaining("手机号码「13800138000」"),
  ]);
  expect(await chat.officer("所长").dm("/提示 取消 T2611-001 张建国家的水管修好了")).toEqual([
    expect.stringContaining("姓名「张建"),
  ]);
  await chat.idle();
  expect(chat.said("体育场群")).toHaveLength(1);
  expect((await chat.store.alerts.inStates(["draft", "pending-approval"], 9)).length).toBe(0);
});

test("a template that looks for a person may name them and whom to call, but no number of a card", () => {
  const template = { name: "寻人", values: {}, personal: true as const };
  expect(personalInAlert({ text: "张桂兰，78岁，联系13800138000", template })).toBeUndefined();
  expect(personalInAlert({ text: "张桂兰，110101199003070011", template })?.found).toHaveLength(1);
  expect(personalInAlert({ text: "张桂兰，78岁" })?.found).toHaveLength(1);
});

test("what police stations say every day passes, officers may sign, and so do all files of alerts/", async () => {
  const words = [
    "黄河路、金水路限行，请绕行文明路。",
    "任长霞广场、李宁专卖店门口积水。",
    "祝大家平安。请于明天下午到社区领取。于家长群内别转钱。",
    "问详情打0375-2345678、96110、4008123456。",
    "民警王建国值班。李秀英警官提醒您：夜里锁好车。",
    "苏宁易购、华润万家、张庄小学、李家村今天停电。",
  ];
  for (const text of words) expect(personalInAlert({ text })).toBeUndefined();
  const root = join(import.meta.dirname, "../../alerts");
  for (const path of await readdir(root, { recursive: true })) {
    if (!/[/\\].*\.md$/.test(path)) continue;
    const text = await readFile(join(root, path), "utf8");
    expect([path, personalInAlert({ text })]).toEqual([path, undefined]);
  }
});

test("of an alert that names somebody at its keeper's word, the public page gets no name and no number", async () => {
  const chat = await station();
  const li = chat.officer("李");
  await li.dm("/提示 写 明天停水\n早8点到晚6点停水。");
  await li.dm("好");
  await chat.officer("所长").dm("同意");
  const sent = await chat.store.alerts.byNumber("T2611-001");
  if (!sent) throw new Error("not sent");
  await chat.store.tx(async (t) =>
    t.alerts.put({ ...sent, title: "找张桂兰", text: "【找张桂兰】\n联系李秀英，13800138000。" }),
  );
  const [shown] = await publicAlerts(chat.store, chat.clock.now());
  expect(shown?.alert.text).toBe("【找张＊＊】\n联系李＊＊，＊＊＊＊。");
  expect(shown?.alert.title).toBe("找张＊＊");
});
