import { expect, test } from "vitest";
import { type Chat, startChat } from "../support/start-chat.ts";

const admin = { name: "管", role: "admin" as const };
const HOUR = 60 * 60_000;

async function invited(chat: Chat, name: string): Promise<string> {
  const [answer = ""] = await chat.officer("管").dm(`/邀请码 ${name}`);
  return answer.split(" ").at(-1) ?? "";
}

const refused = ["这个码不对、用过了或过期了。请找所里要一个新的。"];

test("a code binds the sender's account to the officer, once", async () => {
  const chat = await startChat({ officers: [admin, { name: "李", office: "体育场警务室" }] });
  const code = await invited(chat, "李");
  expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual([
    "绑定好了，李（民警，体育场警务室）。发「帮助」看能做什么。",
  ]);
  expect(await chat.resident("新号").dm("/我是谁")).toEqual([expect.stringMatching(/^李，民警/)]);
  expect(await chat.officer("李").dm("/我是谁")).toEqual([expect.stringMatching(/^李，民警/)]);
  expect(await chat.resident("别人").dm(`/绑定 ${code}`)).toEqual(refused);
  const { id = "" } = (await chat.store.officers.byName("李")) ?? {};
  expect(await chat.store.audit.of({ kind: "officer", id }, 1)).toMatchObject([{ action: "officer.bound" }]);
});

test("the other admins hear of it, so that a stolen code is noticed", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  await chat.resident("新号").dm(`/绑定 ${await invited(chat, "李")}`);
  expect(chat.officer("管").inbox.at(-1)).toBe(
    "李绑定了一个本机聊天账号。不是本人，请马上发「/民警 停用 李」。",
  );
});

test("a code may be typed in small letters, with blanks of a phone's keyboard around it", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  expect(await chat.resident("新号").dm(`、绑定  ${code.toLowerCase()} `)).toEqual([
    expect.stringMatching(/绑定好了/),
  ]);
});

test.each(["/绑定#", "绑定#", "绑定：#", " 绑定 #", "、绑定： #。", "绑定 ＃", "绑定 -"])(
  "a code typed as 「%s」 binds, and is never filed",
  async (typed) => {
    const chat = await startChat({ officers: [admin, "李"] });
    const code = await invited(chat, "李");
    const full = Array.from(code, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join("");
    const parted = `${code.slice(0, 4)} ${code.slice(4)}`;
    await chat.resident("新号").dm(typed.replace("#", code).replace("＃", full).replace("-", parted));
    expect(chat.resident("新号").inbox).toEqual([expect.stringMatching(/^绑定好了，李/)]);
  },
);

test("what a resident says of binding is their matter", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  expect(await chat.resident("张").dm("绑定银行卡6222020200112233被骗了")).toEqual([
    expect.stringMatching(/R2611-0001/),
  ]);
});

test("the code of the first start makes its bearer the admin, under a name that is still free", async () => {
  const chat = await startChat({ officers: ["陈"] });
  const code = /\/绑定 (\w+)/.exec(chat.announced.join())?.[1];
  expect(await chat.resident("陈").dm(`/绑定 ${code}`)).toEqual([
    expect.stringMatching(/绑定好了，陈2（管理员）/),
  ]);
  expect(await chat.resident("陈").dm("/民警")).toEqual([expect.stringMatching(/陈2 管理员/)]);
  expect(await chat.resident("别人").dm(`/绑定 ${code}`)).toEqual(refused);
});

test.each([
  ["\u200b\u3164", "管理员"],
  ["🌙·", "管理员"],
  ["\u202e买买提·阿不都 🌙", "买买提·阿不都"],
])("the first admin's name can be seen, whatever the network calls him (%j)", async (called, name) => {
  const chat = await startChat();
  const code = /\/绑定 (\w+)/.exec(chat.announced.join())?.[1] ?? "";
  chat.channel.receive({ id: "x", name: called }, { text: `/绑定 ${code}` });
  await chat.idle();
  expect(chat.channel.sent.map(({ content }) => content.text)).toEqual([
    expect.stringContaining(`绑定好了，${name}（管理员）`),
  ]);
});

test("who sends his code twice hears that he is bound, and no more of it than of any other code", async () => {
  const chat = await startChat({ officers: [admin, "李", "王"] });
  const [own, others] = [await invited(chat, "李"), await invited(chat, "王")];
  await chat.resident("新号").dm(`/绑定 ${own}`);
  for (const code of [own, others, "AAAAAAAA"])
    expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual(["这个账号已经绑定李，没有再绑。"]);
});

test("a code ends after 24 hours, and with the officer's rights", async () => {
  const chat = await startChat({ officers: [admin] });
  await chat.officer("管").dm("/民警 添加 李 民警");
  const late = await invited(chat, "李");
  await chat.advance(24 * HOUR);
  expect(await chat.resident("新号").dm(`/绑定 ${late}`)).toEqual(refused);
  const revoked = await invited(chat, "李");
  await chat.officer("管").dm("/民警 停用 李");
  expect(await chat.resident("新号").dm(`/绑定 ${revoked}`)).toEqual(refused);
});

test("who comes back needs a new code, also where jingmin.yaml brings him back", async () => {
  const chat = await startChat({ officers: [admin] });
  await chat.officer("管").dm("/民警 添加 李 民警");
  const before = await invited(chat, "李");
  await chat.officer("管").dm("/民警 停用 李");
  await chat.officer("管").dm("/民警 添加 李 管理员");
  expect(await chat.resident("贼").dm(`/绑定 ${before}`)).toEqual(refused);
  const fresh = await invited(chat, "李");
  await chat.officer("管").dm("/民警 停用 李");
  await chat.restart({ officers: [admin, "李"] });
  expect(await chat.resident("贼").dm(`/绑定 ${fresh}`)).toEqual(refused);
  await chat.restart({ officers: [admin, "李"] });
  expect(await chat.resident("李的新号").dm(`/绑定 ${await invited(chat, "李")}`)).toEqual([
    expect.stringMatching(/绑定好了/),
  ]);
});

test("an account that is an officer's already is not bound to another, and the code it sent is burnt", async () => {
  const chat = await startChat({ officers: [admin, "李", "王"] });
  const code = await invited(chat, "王");
  expect(await chat.officer("李").dm(`/绑定 ${code}`)).toEqual(["这个账号已经绑定李，没有再绑。"]);
  expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual(refused);
});

test("five wrong codes an hour from one account, then even a right one must wait; others need not", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  for (let i = 0; i < 5; i++) expect(await chat.resident("新号").dm(`/绑定 AAAAAAA${i}`)).toEqual(refused);
  expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual([expect.stringMatching(/试得太多了/)]);
  expect(await chat.resident("别人").dm("/绑定 AAAAAAAA")).toEqual(refused);
  await chat.advance(HOUR);
  expect(await chat.resident("新号").dm(`/绑定 ${code}`)).toEqual([expect.stringMatching(/绑定好了/)]);
});

test("where ids are new after a login, binding again drops the account of the earlier login", async () => {
  const chat = await startChat({ officers: [admin] });
  await chat.officer("管").dm("/民警 添加 李 民警");
  const [first, second] = [await invited(chat, "李"), await invited(chat, "李")];
  await chat.resident("新号").dm(`/绑定 ${first}`);
  chat.channel.changeEpoch("2");
  await chat.idle();
  expect(await chat.resident("新号").dm(`/绑定 ${second}`)).toEqual([expect.stringMatching(/绑定好了/)]);
  const { accounts } = (await chat.store.officers.byName("李")) ?? {};
  expect(accounts).toEqual([expect.objectContaining({ epoch: "2" })]);
});

test("where all admins' accounts are of an earlier login, whoever runs the bot gets their codes", async () => {
  const chat = await startChat({ officers: ["李"] });
  const codes = () => [...(chat.announced.at(-1) ?? "").matchAll(/(\S+)：\/绑定 (\w+)/g)].map((m) => m[2]);
  await chat.resident("陈").dm(`/绑定 ${/\/绑定 (\w+)/.exec(chat.announced.join())?.[1]}`);
  await chat.resident("陈").dm("/民警 添加 周 管理员");
  const newLogin = async (epoch: string) => {
    chat.channel.changeEpoch(epoch);
    chat.channel.events.epoch({ epoch, groups: [] });
    await chat.idle();
  };
  await newLogin("2");
  expect(chat.announced).toHaveLength(2);
  expect(chat.announced.at(-1)).toMatch(/^管理员都没有能用的账号/);
  const [chen, zhou] = codes();
  chat.channel.events.health(chat.channel.health());
  await chat.idle();
  expect(chat.announced).toHaveLength(2);

  expect(await chat.resident("陌生人").dm("/民警")).not.toContainEqual(expect.stringMatching(/管理员/));
  expect(await chat.resident("陈的新号").dm(`/绑定 ${chen}`)).toContainEqual(
    expect.stringMatching(/绑定好了，陈（管理员）/),
  );
  expect(await chat.resident("周的新号").dm(`/绑定 ${zhou}`)).toContainEqual(
    expect.stringMatching(/绑定好了，周（管理员）/),
  );

  // Bound again: nothing is said; the next login within the day: codes again.
  chat.channel.events.health(chat.channel.health());
  await chat.idle();
  expect(chat.announced).toHaveLength(2);
  await newLogin("3");
  expect(chat.announced).toHaveLength(3);
  expect(codes()).not.toContain(chen);
});

test("a code binds without the slash, too; a sentence that begins with the word is a resident's", async () => {
  const chat = await startChat({ officers: [admin, "李"] });
  const code = await invited(chat, "李");
  expect(await chat.resident("新号").dm(`绑定 ${code}`)).toEqual([expect.stringMatching(/绑定好了/)]);
  expect((await chat.resident("张").dm("绑定 银行卡被骗了")).join()).toContain("R2611-0001");
});
