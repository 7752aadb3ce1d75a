import { expect, test } from "vitest";
import { startChat } from "../support/start-chat.ts";

const officers = [{ name: "管", role: "admin" as const }, "李", "王建国", "王小兵"];

test("an admin gets a one-time code for an officer, and how to use it", async () => {
  const chat = await startChat({ officers });
  const [answer = ""] = await chat.officer("管").dm("/邀请码 李");
  expect(answer).toMatch(/^给李的码，24小时内有效，只能用一次。[\s\S]*\/绑定 [2-9A-Z]{8}$/);
  const { id = "" } = (await chat.store.officers.byName("李")) ?? {};
  expect(await chat.store.audit.of({ kind: "officer", id }, 1)).toMatchObject([
    { action: "officer.invited" },
  ]);
});

test("every code is another one, and none is kept or logged in the clear", async () => {
  const chat = await startChat({ officers });
  const codes = [];
  for (let i = 0; i < 3; i++)
    codes.push((await chat.officer("管").dm("/邀请码 李"))[0]?.split(" ").at(-1) ?? "");
  expect(new Set(codes).size).toBe(3);
  for (const code of codes) {
    expect(await chat.store.codes.byHash(code)).toBeUndefined();
    expect(chat.logs.join()).not.toContain(code);
  }
});

test("a name that is nobody's gives no code, also where somebody's begins with it", async () => {
  const chat = await startChat({ officers });
  expect(await chat.officer("管").dm("/邀请码 孙")).toEqual([expect.stringMatching(/没有叫「孙」的民警/)]);
  expect(await chat.officer("管").dm("/邀请码 王")).toEqual([expect.stringMatching(/没有叫「王」的民警/)]);
  expect(await chat.officer("管").dm("/邀请码 王建")).toEqual([
    expect.stringMatching(/没有叫「王建」的民警/),
  ]);
  expect(await chat.officer("管").dm("/邀请码")).toEqual([
    expect.stringMatching(/要写一位民警的姓名[\s\S]*\/邀请码 王建国/),
  ]);
});
