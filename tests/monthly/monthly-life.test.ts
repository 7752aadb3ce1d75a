import fc from "fast-check";
import { expect, test } from "vitest";
import { decideWaiting } from "../../src/approvals/decide-waiting.ts";
import { isPicturePage } from "../../src/domain/alerts.ts";
import { type MonthlyReport, type MonthlyState, monthlyMoves } from "../../src/domain/monthly-report.ts";
import { type Role, roles } from "../../src/domain/people.ts";
import { correctMonthly, withdrawMonthly } from "../../src/monthly/after-publishing.ts";
import { composeMonthly } from "../../src/monthly/compose-report.ts";
import { editMonthly, submitMonthly } from "../../src/monthly/edit-report.ts";
import { putMonth } from "../support/made-up-month.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const month = "2026-11";
const offices = ["体育场警务室", "新程街社区警务室"];

async function station(): Promise<Chat> {
  return startChat({
    at: new Date("2026-12-01T01:30:00Z"),
    officers: roles.map((role) => ({ name: role, role })),
    groups: ["一群", "二群"],
    offices,
  });
}

async function actorOf(chat: Chat, role: Role) {
  const officer = await chat.store.officers.byName(role);
  return { officer: officer?.id ?? "" };
}

const acts = {
  compose: (chat: Chat, actor: { officer: string }) => composeMonthly(chat.app.actions, actor, { month }),
  edit: (chat: Chat, actor: { officer: string }) =>
    editMonthly(chat.app.actions, actor, { month, texts: { foreword: "谢谢大家。" } }),
  submit: (chat: Chat, actor: { officer: string }) =>
    submitMonthly(chat.app.actions, actor, { month, by: "李科长", on: "2026-12-01" }),
  correct: (chat: Chat, actor: { officer: string }) =>
    correctMonthly(chat.app.actions, actor, { month, reason: "写错了", texts: { next: "修路灯。" } }),
  withdraw: (chat: Chat, actor: { officer: string }) =>
    withdrawMonthly(chat.app.actions, actor, { month, reason: "要核实" }),
  approve: (chat: Chat, actor: { officer: string }) => decide(chat, actor, "approved"),
  return: (chat: Chat, actor: { officer: string }) => decide(chat, actor, "returned"),
};
type Act = keyof typeof acts;

function decide(chat: Chat, actor: { officer: string }, verdict: "approved" | "returned") {
  const named = { kind: "monthly", number: month } as const;
  return decideWaiting(chat.app.actions, actor, {
    verdict,
    named,
    reason: verdict === "returned" ? "改" : "",
  });
}

test("leaders alone do anything to a monthly report, whatever is asked of it", async () => {
  const chat = await station();
  const leader = await actorOf(chat, "leader");
  await acts.compose(chat, leader);
  await acts.submit(chat, leader);
  const before = await chat.store.monthlyReports.get(month);
  for (const role of roles.filter((one) => one !== "leader"))
    for (const [name, act] of Object.entries(acts))
      expect(await act(chat, await actorOf(chat, role)), `${role} ${name}`).toMatchObject({
        refused: expect.stringMatching(/^(?:not-allowed|no-such)$/),
      });
  expect(await chat.store.monthlyReports.get(month)).toEqual(before);
  expect(await acts.approve(chat, leader)).toHaveProperty("done");
});

/** The alerts that took it to the groups. */
async function taken(chat: Chat) {
  const alerts = await chat.store.alerts.inStates(["broadcasting", "completed", "cancelled"], 100);
  return alerts.filter(isPicturePage);
}

test("whatever is done in whatever order: figures stay from approval on, and it goes out at most once", async () => {
  const act = fc.constantFrom(...(Object.keys(acts) as Act[]));
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (some) => {
      const chat = await station();
      const leader = await actorOf(chat, "leader");
      let frozen: MonthlyReport["figures"] | undefined;
      for (const [i, name] of some.entries()) {
        // The data go on changing.
        await putMonth(chat, 20 + i, offices);
        const before = await chat.store.monthlyReports.get(month);
        const result = await acts[name](chat, leader);
        const after = await chat.store.monthlyReports.get(month);
        const from: readonly MonthlyState[] = monthlyMoves[name].from;
        const isLegal = before ? from.includes(before.state) : name === "compose";
        expect("done" in result, `${name} of ${before?.state}`).toBe(isLegal);
        if (!isLegal) expect(after).toEqual(before);
        if (name === "approve" && isLegal) frozen = after?.figures;
        if (frozen) expect(after?.figures).toEqual(frozen);
        expect(after?.alert === undefined).toBe(frozen === undefined);
      }
      await chat.idle();
      expect(await taken(chat)).toHaveLength(frozen ? 1 : 0);
      const sent = chat.channel.sent.filter(
        ({ to, content }) => to.kind === "group" && content.text.includes("向人民报告"),
      );
      expect(new Set(sent.map(({ to }) => to.id)).size).toBe(sent.length);
      await chat.app.stop();
    }),
    {
      numRuns: 12,
      examples: [[["compose", "edit", "submit", "approve", "approve", "correct", "withdraw", "compose"]]],
    },
  );
});
