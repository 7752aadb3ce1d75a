import { join } from "node:path";
import { expect, test } from "vitest";
import type { AlertState } from "../../src/domain/alert-moves.ts";
import { alertStates } from "../../src/domain/alert-moves.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const roles = ["民警", "值班", "所长", "审计", "管理员"] as const;
const station = () =>
  startChat({
    officers: [
      "李",
      "民警",
      { name: "值班", role: "dispatcher" },
      { name: "所长", role: "leader" },
      { name: "审计", role: "auditor" },
      { name: "管理员", role: "admin" },
    ],
    groups: ["甲群"],
    config: { alerts: join(import.meta.dirname, "../../alerts") },
  });

/** Puts 李's alert into a state, as if it had come there. */
async function inState(chat: Chat, state: AlertState): Promise<void> {
  const alert = await chat.store.alerts.byNumber("T2611-001");
  if (alert) await chat.store.tx(async (t) => t.alerts.put({ ...alert, state }));
}

/** What may be done to somebody else's alert, and in which states by whom. */
const words: readonly [string, Partial<Record<(typeof roles)[number], readonly AlertState[]>>][] = [
  ["/提示 改 T2611-001 新的话\n正文", {}],
  ["/提示 给 T2611-001 甲群", {}],
  ["/提示 到 T2611-001 20点", {}],
  ["/提示 海报 T2611-001", {}],
  ["/提示 演练 T2611-001", {}],
  ["/提示 要收到 T2611-001", {}],
  ["/提示 送审 T2611-001", {}],
  ["/提示 更正 T2611-001 新的话", {}],
  ["/提示 现在发 T2611-001", {}],
  ["/提示 重发 T2611-001", {}],
  ["T2611-001 到了", {}],
  ["T2611-001 没到", {}],
  ["/同意 T2611-001", {}],
  ["/退 T2611-001 原因", {}],
  ["/否 T2611-001 原因", {}],
  ["/提示 采纳 T2611-001 原因", {}],
  ["/提示 意见 T2611-001", {}],
  [
    "/提示 取消 T2611-001",
    {
      值班: ["draft", "returned", "pending-approval", "approved"],
      所长: ["draft", "returned", "pending-approval", "approved"],
    },
  ],
];

test("every move that is not allowed is refused with a sentence, for each role and state, and changes nothing", {
  timeout: 240_000,
}, async () => {
  const chat = await station();
  await chat.officer("李").dm("/提示 写 今晚停水\n早点接水。");
  for (const state of alertStates) {
    for (const role of roles) {
      for (const [typed, allowed] of words) {
        if (allowed[role]?.includes(state)) continue;
        await inState(chat, state);
        const answers = await chat.officer(role).dm(typed);
        const what = `${role} ${typed} ${state}: ${answers.join("|")}`;
        expect(answers.length, what).toBeGreaterThan(0);
        expect(answers.join(), what).toMatch(/[\u4e00-\u9fff]{3,}/);
        expect(answers.join(), what).not.toMatch(
          /系统出错|undefined|已同意|已退回|已否|已送审|草稿，发到|取消了/,
        );
        expect((await chat.store.alerts.byNumber("T2611-001"))?.state, what).toBe(state);
      }
    }
  }
  expect(chat.said("甲群")).toEqual([]);
});

test("its own author moves it only by the table", { timeout: 120_000 }, async () => {
  const chat = await station();
  await chat.officer("李").dm("/提示 写 今晚停水\n早点接水。");
  for (const state of alertStates) {
    const isOpen = state === "draft" || state === "returned";
    for (const typed of [
      "/提示 改 T2611-001 新的话\n正文",
      "/提示 海报 T2611-001",
      "/同意 T2611-001",
      "/提示 送审 T2611-001",
    ]) {
      const mayEdit = (isOpen || state === "pending-approval") && /改|海报/.test(typed);
      if (mayEdit || (isOpen && typed.includes("送审"))) continue;
      await inState(chat, state);
      const answers = await chat.officer("李").dm(typed);
      expect(answers.join(), `${typed} ${state}`).toMatch(/[\u4e00-\u9fff]{3,}/);
      expect((await chat.store.alerts.byNumber("T2611-001"))?.state, `${typed} ${state}`).toBe(state);
    }
  }
});

test("writing, planning, sending at once and templates are refused to whoever has not the right, in words", async () => {
  const chat = await station();
  for (const role of ["审计"])
    for (const typed of [
      "/提示 写 今晚停水\n接水。",
      "/提示 写",
      "/提示 寻人",
      "/提示 明天 停 有雨",
      "/提示 今天 换",
      "/提示 采用 1",
      "/提示 不用 1",
      "/提示 建议",
      "/同意",
    ]) {
      const answers = await chat.officer(role).dm(typed);
      expect([role, typed, answers]).toEqual([role, typed, [expect.stringMatching(/[\u4e00-\u9fff]{3,}/)]]);
      expect(answers.join()).not.toMatch(/系统出错|草稿|写什么|走失的人/);
    }
  expect(await chat.store.alerts.inStates(alertStates, 9)).toEqual([]);
  for (const role of ["民警", "管理员"])
    expect((await chat.officer(role).dm("/提示 明天 停 有雨")).join()).toMatch(/值班或所领导/);
});
