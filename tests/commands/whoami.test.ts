import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

test("an officer hears his name, role, office and the channel he writes from", async () => {
  const chat = await startChat({
    officers: [
      { name: "李", office: "体育场警务室" },
      { name: "所长", role: "leader" },
    ],
  });
  expect(await chat.officer("李").dm("/我是谁")).toEqual(["李，民警，体育场警务室。\n现在用本机聊天。"]);
  expect(await chat.officer("所长").dm("whoami")).toEqual(["所长，所领导。\n现在用本机聊天。"]);
});

test("other channels he has bound are named, without the accounts", async () => {
  const chat = await startChat({ officers: ["李"] });
  await chat.store.tx(async (t) => {
    const officer = await t.officers.byName("李");
    const other = { channel: "qq", epoch: "", kind: "user", id: "10001" } as const;
    if (officer) t.officers.put({ ...officer, accounts: [...officer.accounts, other] });
  });
  const [answer] = await chat.officer("李").dm("/我是谁");
  expect(answer).toMatch(/另绑定了qq/);
  expect(answer).not.toContain("10001");
});

test("a resident who asks learns nothing about officers", async () => {
  const chat = await startChat({ officers: ["李"] });
  const answers = await chat.resident("张").dm("/我是谁");
  expect(answers.join()).not.toMatch(/民警，|李/);
});
