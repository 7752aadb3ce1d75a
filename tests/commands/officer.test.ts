import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";
import { filed } from "./filed.ts";

const admin = { name: "管", role: "admin" as const };

test("the list shows name, role, office and whether an account is bound, eight to a page", async () => {
  const chat = await startChat({ officers: [admin, { name: "李", office: "体育场警务室" }] });
  await chat.officer("管").dm("/民警 添加 王 值班");
  const [answer = ""] = await chat.officer("管").dm("/民警");
  expect(answer).toMatch(/^共3人：/);
  expect(answer).toContain("李 民警 体育场警务室，已绑本机聊天（配置）");
  expect(answer).toContain("王 值班，未绑账号");
  for (let i = 1; i <= 7; i++) await chat.officer("管").dm(`/民警 添加 新${i} 民警`);
  expect(await chat.officer("管").dm("/民警")).toEqual([
    expect.stringMatching(/还有2人，发「\/民警 第2页」$/),
  ]);
});

test("an officer is added, changed and revoked, each with its audit record", async () => {
  const chat = await startChat({ officers: [admin] });
  expect(await chat.officer("管").dm("/民警 添加 李梅 民警 体育场")).toEqual([
    "已添加：李梅，民警，体育场警务室。\n发「/邀请码 李梅」给他绑定账号的码。",
  ]);
  expect(await chat.officer("管").dm("/民警 角色 李梅 值班")).toEqual(["李梅现在是值班，体育场警务室。"]);
  expect(await chat.officer("管").dm("/民警 停用 李梅")).toEqual(["已停用李梅，账号都解绑了。"]);
  const { id = "", revokedAt } = (await chat.store.officers.byName("李梅")) ?? {};
  expect(revokedAt).toBe(chat.clock.now().toISOString());
  const actions = (await chat.store.audit.of({ kind: "officer", id }, 9))
    .map((entry) => entry.action)
    .reverse();
  expect(actions).toEqual(["officer.added", "officer.role-changed", "officer.revoked"]);
});

test("a revoked officer is nobody at once; taken back he needs a new code", async () => {
  const chat = await startChat({ officers: [admin] });
  await chat.officer("管").dm("/民警 添加 李梅 民警");
  const code = (await chat.officer("管").dm("/邀请码 李梅"))[0]?.split(" ").at(-1);
  await chat.resident("手机").dm(`/绑定 ${code}`);
  expect(await chat.resident("手机").dm("/列表")).toEqual([expect.stringMatching(/没有未结/)]);
  await chat.officer("管").dm("/民警 停用 李梅");
  expect(await chat.resident("手机").dm("/列表")).not.toContainEqual(expect.stringMatching(/没有未结/));
  await chat.officer("管").dm("/民警 添加 李梅 民警");
  expect(await chat.resident("手机").dm("/列表")).not.toContainEqual(expect.stringMatching(/没有未结/));
});

test("a name means nobody whose name only begins with it, also when it is sent twice", async () => {
  const chat = await startChat({ officers: [admin] });
  for (const name of ["李", "李梅"]) await chat.officer("管").dm(`/民警 添加 ${name} 民警`);
  expect(await chat.officer("管").dm("/民警 停用 李")).toEqual(["已停用李，账号都解绑了。"]);
  const nobody = ["没有叫「李」的民警。请写全姓名。"];
  expect(await chat.officer("管").dm("/民警 停用 李")).toEqual(nobody);
  expect(await chat.officer("管").dm("/民警 角色 李 管理员")).toEqual(nobody);
  expect(await chat.officer("管").dm("/民警")).toEqual([expect.stringContaining("李梅 民警")]);
});

test("who is revoked leaves a word about what he still had", async () => {
  const chat = await startChat({ officers: [admin, { name: "值班员", role: "dispatcher" }] });
  await chat.officer("管").dm("/民警 添加 李梅 民警");
  await chat.officer("值班员").dm(`/指派 ${await filed(chat)} 李梅`);
  expect(await chat.officer("管").dm("/民警 停用 李梅")).toEqual([expect.stringMatching(/还有1件没办结/)]);
});

test("so does who becomes an auditor: what he had is free, and what residents add reaches others", async () => {
  const chat = await startChat({ officers: [admin, "王"] });
  await chat.officer("管").dm("/民警 添加 李梅 民警");
  const [code = ""] = await chat.officer("管").dm("/邀请码 李梅");
  const li = chat.resident("李梅");
  await li.dm(code.split("\n").at(-1) ?? "");
  const number = await filed(chat);
  await li.dm(`/接 ${number}`);
  expect(await chat.officer("管").dm("/民警 角色 李梅 值班")).toEqual(["李梅现在是值班。"]);
  expect(await chat.officer("管").dm("/民警 角色 李梅 审计")).toEqual([
    "李梅现在是审计。\n他手上还有1件没办结，请值班或所领导指派给别人。",
  ]);
  const heard = li.inbox.length;
  await chat.resident("张").dm("补充一下，纸箱更多了");
  expect(li.inbox.slice(heard)).toEqual([]);
  expect(chat.officer("王").inbox.at(-1)).toMatch(/居民有补充/);
  expect(await chat.officer("王").dm(`/接 ${number}`)).toEqual([expect.stringContaining("由您办理")]);
});

test("those named in jingmin.yaml cannot be changed in chat", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const sentence = ["李写在配置文件里，要改请改 jingmin.yaml 后重启。"];
  expect(await chat.officer("管").dm("/民警 停用 李")).toEqual(sentence);
  expect(await chat.officer("管").dm("/民警 角色 李 管理员")).toEqual(sentence);
  expect(await chat.officer("管").dm("/民警 添加 李 民警")).toEqual([expect.stringMatching(/已经有李了/)]);
});

test("who was taken out of jingmin.yaml can be added in chat, and named there again", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  await chat.restart({ officers: [admin] });
  expect(await chat.officer("管").dm("/民警 添加 李 值班")).toEqual([
    expect.stringMatching(/^已添加：李，值班。/),
  ]);
  expect(await chat.officer("管").dm("/民警 角色 李 民警")).toEqual(["李现在是民警。"]);
  await chat.restart({ officers: [admin, { name: "李", role: "leader" }] });
  expect(await chat.officer("李").dm("/我是谁")).toEqual([expect.stringMatching(/^李，所领导/)]);
  await chat.restart({ officers: [admin] });
  expect(await chat.officer("管").dm("/民警")).toEqual([expect.stringMatching(/^共1人/)]);
  expect(await chat.officer("管").dm("/民警 添加 李 民警")).toEqual([expect.stringMatching(/^已添加：李/)]);
});

test("the last admin cannot take away his own rights", async () => {
  const chat = await startChat();
  const code = /\/绑定 (\w+)/.exec(chat.announced.join())?.[1];
  await chat.resident("陈").dm(`/绑定 ${code}`);
  const sentence = ["陈是唯一的管理员，请先添加另一位。"];
  expect(await chat.resident("陈").dm("/民警 停用 陈")).toEqual(sentence);
  expect(await chat.resident("陈").dm("/民警 角色 陈 民警")).toEqual(sentence);
  await chat.resident("陈").dm("/民警 添加 周 管理员");
  expect(await chat.resident("陈").dm("/民警 停用 陈")).toEqual(["已停用陈，账号都解绑了。"]);
});

test.each([
  ["/民警 添加", /要写姓名，例如「\/民警 添加 李梅 民警」/],
  ["/民警 添加 李梅", /角色只能是民警、值班、所领导、审计、管理员。例如/],
  ["/民警 添加 李梅 局长", /角色只能是/],
  ["/民警 添加 李梅 民警 火车站", /没有警务室「火车站」。有：体育场警务室/],
  ["/民警 停用 孙", /没有叫「孙」的民警/],
  ["/民警 开除 李", /不认识「开除 李」。例如/],
])("「%s」 is answered with what was wrong", async (typed, answer) => {
  const chat = await startChat({ officers: [admin] });
  expect(await chat.officer("管").dm(typed)).toEqual([expect.stringMatching(answer)]);
});
