import { join } from "node:path";
import { expect, test } from "vitest";
import { loadTemplates } from "../../src/alerts/template-file.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The project's own templates; nothing is due meanwhile. */
const alerts = join(import.meta.dirname, "../../alerts");
const station = (at = new Date("2026-11-24T02:00:00Z")) =>
  startChat({
    officers: ["李", { name: "赵值班", role: "dispatcher" }, { name: "所长", role: "leader" }],
    groups: ["体育场群", "广场群"],
    config: { alerts },
    at,
  });

/** Says one thing after the other; gives the last answers. */
async function says(chat: Chat, name: string, words: string[]): Promise<string[]> {
  let answers: string[] = [];
  for (const one of words) answers = await chat.officer(name).dm(one);
  return answers;
}

test("every template of the project reads, and each of its kinds is there", async () => {
  const { templates, faults } = await loadTemplates(alerts);
  expect(faults).toEqual([]);
  for (const name of [
    "寻人",
    "寻物",
    "失物招领",
    "交通管制",
    "单行",
    "停水停电",
    "恶劣天气",
    "诈骗预警",
    "消防检查",
    "出租房检查",
    "征求意见",
  ])
    expect([...templates.keys()]).toContain(name);
  const weather = templates.get("恶劣天气")?.fields ?? [];
  for (const name of ["发布单位", "发布时间"])
    expect(weather.find((field) => field.name === name)?.optional).toBe(false);
});

test("fields are asked one a message; a wrong answer is asked again, 上一步 goes back, 跳过 leaves out what may be", async () => {
  const chat = await station();
  const li = chat.officer("李");
  expect(await li.dm("/提示 寻人")).toEqual(["走失的人叫什么？"]);
  expect(await li.dm("王秀兰")).toEqual(["多大年纪？写数字"]);
  expect(await li.dm("很大了")).toEqual([expect.stringMatching(/^要写数字。多大年纪？/)]);
  expect(await li.dm("上一步")).toEqual(["走失的人叫什么？"]);
  expect(await li.dm("跳过")).toEqual(["这一样要写。走失的人叫什么？"]);
  expect(await li.dm("王秀英")).toEqual(["多大年纪？写数字"]);
  expect(await li.dm("76岁")).toEqual(["什么时候、在哪里走失的？"]);
  const [preview, asked] = await says(chat, "李", [
    "今早8点在矿工路菜市场",
    "红外套，拄拐杖",
    "跳过",
    "跳过",
  ]);
  expect(preview).toBe(
    "【帮忙找人：王秀英】\n王秀英，76岁，今早8点在矿工路菜市场走失。\n红外套，拄拐杖。\n看到请先稳住本人，马上打110。\n光明路派出所",
  );
  expect(asked).toMatch(/T2611-001 草稿，发到2个群/);
  expect(await li.dm("好")).toEqual([expect.stringMatching(/已送审/)]);
});

test("of a minor the guardian's consent is asked for, recorded, and said to nobody", async () => {
  const chat = await station();
  const asked = await says(chat, "李", ["/提示 寻人", "小明", "9"]);
  expect(asked).toEqual([expect.stringMatching(/^不满18岁，要监护人同意才能发/)]);
  const [preview] = await says(chat, "李", ["父亲李建军", "今早在校门口", "蓝书包", "跳过", "跳过"]);
  expect(preview).not.toContain("李建军");
  const alert = await chat.store.alerts.byNumber("T2611-001");
  expect(alert?.template?.values.监护人同意).toBe("父亲李建军");
  const audit = await chat.store.audit.of({ kind: "alert", id: alert?.id ?? "" }, 20);
  expect(audit.map(({ action }) => action)).toContain("alert.consent");
});

test("half a template is not sent, and 取消 drops it", async () => {
  const chat = await station();
  await says(chat, "李", ["/提示 寻物", "黑色钱包"]);
  expect(await chat.officer("李").dm("/提示 送审")).toEqual([expect.stringMatching(/^要写内容/)]);
  expect(await chat.officer("李").dm("取消")).toEqual(["T2611-001 取消了，不会发。"]);
});

test("Extreme from a template goes out on the word of whoever is on duty, after half a minute, and is reviewed until somebody does", async () => {
  const chat = await station();
  const duty = chat.officer("赵值班");
  const [, asked = ""] = await says(chat, "赵值班", ["/提示 紧急避险", "北关街", "燃气泄漏", "体育场"]);
  expect(asked).toContain("请原样回「发2群」");
  expect(await duty.dm("发14群")).toEqual([expect.stringMatching(/^没有发：这条要发的是2个群/)]);
  expect(chat.said("广场群")).toEqual([]);
  expect(await duty.dm("发2群")).toEqual([expect.stringMatching(/30秒后发2个群，不发回「撤」/)]);
  await chat.advance(29_000);
  expect(chat.said("广场群")).toEqual([]);
  await chat.advance(2_000);
  expect(chat.said("广场群")).toEqual([expect.stringMatching(/^【马上离开北关街】/)]);
  expect(chat.officer("所长").inbox.join("\n")).toContain("已经先发了，请事后看一遍");
  for (let hours = 0; hours < 12; hours += 4) {
    const before = chat.officer("所长").inbox.length;
    chat.clock.leap(new Date(chat.clock.now().getTime() + 4 * HOUR));
    await chat.advance(2 * MINUTE);
    expect(chat.officer("所长").inbox.length).toBeGreaterThan(before);
  }
  expect(await duty.dm("/同意")).toEqual(["自己申请的要由另一位同意。"]);
  await chat.officer("所长").dm("同意");
  expect(await chat.store.alerts.byNumber("T2611-001")).toMatchObject({
    state: "completed",
    review: { verdict: "good" },
  });
});

test("撤 within half a minute takes it back; others than whoever is on duty hand it in", async () => {
  const chat = await station();
  const fields = ["/提示 紧急避险", "北关街", "燃气泄漏", "体育场"];
  await says(chat, "赵值班", [...fields, "发2群"]);
  await chat.advance(20_000);
  expect(await chat.officer("赵值班").dm("撤")).toEqual(["撤下了，T2611-001「马上离开北关街」没有发。"]);
  await chat.advance(MINUTE);
  expect(chat.said("广场群")).toEqual([]);
  expect(await chat.store.alerts.byNumber("T2611-001")).toMatchObject({ state: "cancelled" });
  const [, asked = ""] = await says(chat, "李", fields);
  expect(asked).not.toContain("发2群");
  expect(await chat.officer("李").dm("发2群")).toEqual([expect.stringMatching(/^先发后审只有值班民警能办/)]);
  const red = ["/提示 恶劣天气", "暴雨", "红色", "市气象台", "今天10点", "全镇", "别出门"];
  expect((await says(chat, "赵值班", red)).join("\n")).toContain("请原样回「发2群」");
  const yellow = ["/提示 恶劣天气", "暴雨", "黄色", "市气象台", "今天10点", "全镇", "别出门"];
  expect((await says(chat, "赵值班", yellow)).join("\n")).not.toContain("请原样回");
});

test("已找到 cancels in exactly the groups that got it, without name or picture, and what was asked is erased", async () => {
  const chat = await station();
  await says(chat, "李", ["/提示 寻人", "王秀英", "76", "今早在菜市场", "红外套", "跳过", "跳过"]);
  await chat.officer("李").dm("/提示 给 T2611-001 体育场群");
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  expect(chat.said("体育场群")).toHaveLength(1);
  await chat.officer("李").dm("已找到 T2611-001");
  const said = chat.said("体育场群").at(-1) ?? "";
  expect(said).toMatch(/^【取消：寻人】/);
  expect(said).toContain("请把转发的也删掉");
  expect(said).not.toContain("王秀英");
  expect(chat.said("广场群")).toEqual([]);
  const alert = await chat.store.alerts.byNumber("T2611-001");
  expect(alert).toMatchObject({ state: "cancelled", template: { values: {} } });
  expect(alert?.poster).toBeUndefined();
  expect((await chat.officer("李").dm("/提示 T2611-001 已找到")).join()).toMatch(/已经更正或取消过了/);
});

test("where an alert names an end, the end is drafted at that time for the same groups, and its author sends it", async () => {
  const chat = await station();
  const fields = ["/提示 交通管制", "北关街", "施工", "今天10点", "今天12点", "走矿工路"];
  const [preview] = await says(chat, "李", fields);
  expect(preview).toMatch(/11月24日10:00到11月24日12:00，北关街因施工不能通行/);
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  chat.clock.leap(new Date("2026-11-24T04:00:00Z"));
  await chat.advance(2 * MINUTE);
  const [end, reminder] = chat.officer("李").inbox.slice(-2);
  expect(end).toMatch(/^【结束：北关街临时管制】\n北关街的管制结束了/);
  expect(reminder).toContain("发到收过的2个群");
  await chat.officer("李").dm("/提示 送审 T2611-002");
  await chat.officer("所长").dm("同意");
  expect(chat.said("广场群").at(-1)).toBe(end);
});

test("a question to residents gathers their direct messages, and its result goes to the same groups with a reason", async () => {
  const chat = await station();
  await says(chat, "李", ["/提示 征求意见", "路灯装哪", "北关街要装路灯，装路口还是装巷子里？", "今天12点"]);
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("同意");
  expect(chat.said("广场群").at(-1)).toMatch(/【想听您说：路灯装哪】[\s\S]*先写「意见」两个字/);
  await chat.resident("张").dm("意见 装在巷子里，路口本来就亮");
  await chat.resident("王").dm("家门口垃圾没人收");
  expect((await chat.officer("李").dm("/提示 意见 T2611-001")).join()).toMatch(/收到1条意见：R2611-0001/);
  chat.clock.leap(new Date("2026-11-24T04:00:00Z"));
  await chat.advance(2 * MINUTE);
  expect(chat.officer("李").inbox.at(-1)).toMatch(/截止了，收到1条意见/);
  expect(await chat.officer("李").dm("/提示 采纳 T2611-001")).toEqual([expect.stringMatching(/^要写怎么做/)]);
  const [result] = await chat.officer("李").dm("/提示 采纳 T2611-001 装在巷子里，年前装好");
  await chat.officer("所长").dm("同意");
  expect(chat.said("广场群").at(-1)).toBe(result);
  expect(result).toBe(
    "【结果：路灯装哪】\n1位居民说了意见，谢谢。\n采纳：装在巷子里，年前装好\n光明路派出所",
  );
  expect(await chat.officer("李").dm("/提示 未采纳 T2611-001 又想了想")).toEqual([
    "T2611-001 的结果已经告诉大家了。",
  ]);
});
