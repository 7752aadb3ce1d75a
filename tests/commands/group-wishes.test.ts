import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const office = "体育场警务室";
const people = [
  { name: "李", office },
  { name: "王", office },
  { name: "所长", role: "leader" as const },
  { name: "管", role: "admin" as const },
];

test("an officer notes in a group that it wants only what is urgent, and everything again", async () => {
  const chat = await startChat({ officers: people, groups: ["甲群"] });
  expect(await chat.officer("李").say("甲群", "/群 只要急的")).toEqual([expect.stringMatching(/只发急的/)]);
  expect((await chat.store.groups.all())[0]).toMatchObject({ onlyUrgent: true });
  expect(await chat.officer("管").dm("/群")).toEqual([expect.stringMatching(/甲群.*只要急的/)]);
  expect(await chat.resident("张").say("甲群", "/群 都要")).toEqual([]);
  await chat.officer("管").dm("/群 都要 1");
  expect((await chat.store.groups.all())[0]?.onlyUrgent).toBeUndefined();
});

test("a group is given to a unit and to those it is for", async () => {
  const chat = await startChat({ officers: people });
  chat.channel.events.joined({ address: chat.channel.address("group", "新群"), name: "旅馆业主群" });
  await chat.idle();
  const [answer] = await chat.officer("李").say("新群", "/群 治安大队 旅馆群");
  expect(answer).toBe("确认好了：治安大队，旅馆群。");
  expect((await chat.store.groups.all())[0]).toMatchObject({ unit: "治安大队", members: "hotel" });
});

test("after a login 都对 confirms what only one group is called; a colleague lets another in again", async () => {
  const chat = await startChat({ officers: ["所长"].map((name) => ({ name, role: "admin" as const })) });
  for (const name of ["甲群", "乙群"])
    chat.channel.events.joined({ address: chat.channel.address("group", name), name });
  await chat.idle();
  for (const name of ["甲群", "乙群"]) await chat.officer("所长").say(name, `/群 ${office}`);
  await chat.store.tx(async (t) => {
    for (const group of await t.groups.all()) t.groups.put({ ...group, state: "unconfirmed" });
  });
  expect(await chat.officer("所长").dm("都对")).toEqual([expect.stringMatching(/确认了2个群/)]);
  expect((await chat.store.groups.all()).every(({ state }) => state === "confirmed")).toBe(true);
});

test("a bound officer gives a colleague a code whose account is gone, never a leader's, never one that works", async () => {
  const chat = await startChat({ officers: people });
  expect((await chat.officer("李").dm("/绑定 王")).join()).toMatch(/账号还能用/);
  await chat.store.tx(async (t) => {
    for (const officer of await t.officers.all())
      if (officer.name === "王" || officer.name === "所长")
        t.officers.put({
          ...officer,
          accounts: [{ channel: "test", epoch: "before", kind: "user", id: `old-${officer.name}` }],
        });
  });
  expect((await chat.officer("李").dm("/绑定 所长")).join()).toMatch(/要由所领导或管理员/);
  const code = /\/绑定 (\S+)$/.exec((await chat.officer("李").dm("/绑定 王")).join())?.[1];
  expect(await chat.resident("王的新号").dm(`/绑定 ${code}`)).toEqual([
    expect.stringMatching(/绑定好了，王/),
  ]);
  expect(chat.officer("管").inbox.join()).toMatch(/李给了王一个重新绑定的码/);
});
