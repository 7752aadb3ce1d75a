import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const station = (more: Parameters<typeof startChat>[0] = {}) =>
  startChat({
    officers: [
      "李",
      "王",
      { name: "治安", approves: ["治安防范"] },
      { name: "赵值班", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "管", role: "admin" },
      { name: "审", role: "auditor" },
    ],
    groups: [
      { name: "体育场群", office: "体育场警务室", topics: ["治安防范"] },
      { name: "广场群", office: "新程街社区警务室", topics: ["交通安全"] },
      { name: "民警群", kind: "officers" },
    ],
    ...more,
  });

const text = "【别点退款链接】\n快递丢了要赔您钱的电话，挂掉。\n光明路派出所";
const write = "/提示 写 别点退款链接\n快递丢了要赔您钱的电话，挂掉。";
const state = async (chat: Chat, number = "T2611-001") => (await chat.store.alerts.byNumber(number))?.state;

test("what an officer writes is shown as groups will get it, approved by the unit's approver, sent once, and completed", async () => {
  const chat = await station();
  const [preview, asked] = await chat.officer("李").dm(write);
  expect(preview).toBe(text);
  expect(asked).toMatch(/^上面是原样。T2611-001 草稿，发到2个群：体育场群、广场群。/);
  expect(await chat.officer("李").dm("好")).toEqual([
    "T2611-001 已送审，等治安批。批了马上发，结果会告诉您。",
  ]);
  expect(await state(chat)).toBe("pending-approval");
  expect(chat.officer("治安").inbox).toEqual([
    text,
    "李请您看 T2611-001：发到2个群：体育场群、广场群。\n回「同意 T2611-001」，或「退 T2611-001 原因」「否 T2611-001 原因」。",
  ]);
  expect(chat.officer("所长").inbox).toEqual([]);
  expect(chat.said("体育场群")).toEqual([]);
  expect(await chat.officer("治安").dm("同意")).toEqual(["已同意 T2611-001，已告诉申请的人。"]);
  expect(chat.said("体育场群")).toEqual([text]);
  expect(chat.said("广场群")).toEqual([text]);
  expect(chat.said("民警群")).toEqual([]);
  expect(chat.officer("李").inbox.at(-1)).toBe("T2611-001 治安同意了。");
  const alert = await chat.store.alerts.byNumber("T2611-001");
  expect(alert?.state).toBe("completed");
  expect(alert?.steps?.map(({ move }) => move)).toEqual(["submit", "approve", "broadcast", "complete"]);
  const audit = await chat.store.audit.of({ kind: "alert", id: alert?.id ?? "" }, 9);
  expect(audit.map(({ action }) => action).toReversed()).toEqual([
    "alert.drafted",
    "alert.submit",
    "alert.approved",
    "alert.broadcast",
    "alert.complete",
  ]);
  expect((await chat.officer("王").dm("/提示 T2611-001")).join()).toMatch(/已经发完[\s\S]*治安同意/);
});

test("returned with a reason it is written anew, and what was approved is what is sent", async () => {
  const chat = await station();
  await chat.officer("李").dm(write);
  await chat.officer("李").dm("好");
  await chat.officer("所长").dm("退 标题不清楚");
  expect(chat.officer("李").inbox.at(-1)).toBe("T2611-001 所长退回了：标题不清楚");
  const [preview] = await chat.officer("李").dm("/提示 改 退款电话是骗子\n挂掉。");
  expect(preview).toBe("【退款电话是骗子】\n挂掉。\n光明路派出所");
  await chat.officer("李").dm("好");
  // Changed once more while it waits: nothing is there to approve.
  await chat.officer("李").dm("/提示 改 退款电话都是骗子\n挂掉。");
  expect(await chat.officer("所长").dm("同意")).toEqual(["眼下没有等您批的。"]);
  await chat.officer("李").dm("/提示 送审");
  await chat.officer("所长").dm("同意");
  expect(chat.said("广场群")).toEqual(["【退款电话都是骗子】\n挂掉。\n光明路派出所"]);
});

test("groups and end are chosen in words, counted and listed; what is over is not sent and its author hears it", async () => {
  const chat = await station();
  await chat.officer("李").dm(write);
  const said = async (words: string) => (await chat.officer("李").dm(words)).at(-1);
  expect(await said("/提示 给 体育场警务室群")).toContain("发到1个群：体育场群。");
  expect(await said("/提示 给 交通安全群")).toContain("发到1个群：广场群。");
  expect(await said("/提示 给 体育场群、交通安全群")).toContain("发到2个群：体育场群、广场群。");
  expect(await said("/提示 给 全部")).toContain("发到2个群");
  expect(await said("/提示 给 火星群")).toMatch(/^没有叫「火星群」的群/);
  expect(await said("/提示 到 18点")).toContain("有效到18:00，过后不发。");
  expect(await said("/提示 到 昨天")).toMatch(/^没看懂时间/);
  await chat.officer("李").dm("/提示 送审");
  await chat.advance(9 * HOUR);
  expect(await state(chat)).toBe("expired");
  expect(chat.officer("李").inbox.at(-1)).toBe("T2611-001「别点退款链接」过了时间，没有发。");
  expect(await chat.officer("所长").dm("同意 T2611-001")).toEqual([expect.stringMatching(/^没有等您批的/)]);
  expect(chat.said("广场群")).toEqual([]);
});

test("a dialogue asks for text, groups, end and whether to hand it in; 「好」 takes what it offers", async () => {
  const chat = await station();
  expect(await chat.officer("李").dm("/提示 写")).toEqual(["写什么？第一行当标题，下面写正文。"]);
  expect(await chat.officer("李").dm("别点退款链接\n快递丢了要赔您钱的电话，挂掉。")).toEqual([
    "发给哪些群？写警务室、话题或群名。\n回「好」就是全部居民群，发到2个群：体育场群、广场群。",
  ]);
  expect((await chat.officer("李").dm("火星群")).join()).toMatch(/没有叫「火星群」[\s\S]*发给哪些群？/);
  expect(await chat.officer("李").dm("体育场警务室")).toEqual([
    "到什么时候为止？过后不再发。\n回「好」到22:00。",
  ]);
  expect(await chat.officer("李").dm("好")).toEqual([
    text,
    expect.stringMatching(/发到1个群：体育场群。\n有效到22:00/),
  ]);
  expect(await chat.officer("李").dm("好")).toEqual([expect.stringMatching(/已送审/)]);
  await chat.officer("所长").dm("同意");
  expect(chat.said("体育场群")).toEqual([text]);
  expect(chat.said("广场群")).toEqual([]);
});

test("an approver is reminded once, then the leaders are asked, and the author hears where nobody answers", async () => {
  const chat = await station();
  await chat.officer("李").dm(write);
  await chat.officer("李").dm("好");
  await chat.advance(31 * MINUTE);
  expect(chat.officer("治安").inbox.at(-1)).toMatch(/^还在等您：李请您看 T2611-001/);
  expect(chat.officer("所长").inbox).toEqual([]);
  await chat.advance(31 * MINUTE);
  expect(chat.officer("所长").inbox.at(-1)).toMatch(/^李请您看 T2611-001/);
  const heard = chat.officer("治安").inbox.length;
  await chat.restart();
  await chat.advance(5 * HOUR);
  expect(chat.officer("治安").inbox).toHaveLength(0);
  expect(heard).toBe(3);
  await chat.officer("所长").dm("同意");
  expect(chat.said("体育场群")).toEqual([text]);
});

test("nobody approves their own; where nobody else could, it is not handed in", async () => {
  const chat = await station();
  await chat.officer("治安").dm(write);
  expect(await chat.officer("治安").dm("好")).toEqual([expect.stringContaining("等所长批")]);
  expect(await chat.officer("治安").dm("同意")).toEqual(["自己申请的要由另一位同意。"]);
  const alone = await startChat({ officers: [{ name: "所长", role: "leader" }], groups: ["群"] });
  await alone.officer("所长").dm(write);
  expect(await alone.officer("所长").dm("好")).toEqual([expect.stringMatching(/^除了您没有别人能批/)]);
  expect(await state(alone)).toBe("draft");
});

test.each([
  ["李", "completed", /^没有等您批的|眼下没有等您批的/],
  ["管", "completed", /^没有等您批的|眼下没有等您批的/],
  ["审", "completed", /没有「\/同意」这个命令的权限/],
])("%s is refused in words, whatever is tried", async (name, _, approving) => {
  const chat = await station();
  await chat.officer("王").dm(write);
  await chat.officer("王").dm("好");
  const who = chat.officer(name);
  for (const verdict of ["同意 T2611-001", "退 T2611-001 不好", "否 T2611-001 不好"])
    expect((await who.dm(`/${verdict}`)).join()).toMatch(name === "审" ? /这个命令的权限/ : approving);
  for (const words of [
    "改 T2611-001 别的\n别的",
    "给 T2611-001 全部",
    "到 T2611-001 18点",
    "送审 T2611-001",
    "取消 T2611-001",
  ])
    expect((await who.dm(`/提示 ${words}`)).join()).toMatch(name === "审" ? /这件事您办不了/ : /不是您写的/);
  expect(await state(chat)).toBe("pending-approval");
  if (name === "审") expect((await who.dm(write)).join()).toMatch(/这件事您办不了/);
});
