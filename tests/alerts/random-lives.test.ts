import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { DeliveryError } from "../../src/channels/channel.ts";
import { isWithdrawn } from "../../src/domain/alert-corrections.ts";
import { type AlertState, alertMoves } from "../../src/domain/alert-moves.ts";
import type { Alert } from "../../src/domain/alerts.ts";
import { type Chat, startChat } from "../support/start-chat.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
const groups = ["甲群", "乙群", "丙群"];
const approvals = ["approve", "approve-file", "send-at-once", "cancel-at-once", "cancel-by-template"];
const dead: readonly AlertState[] = [
  "cancelled",
  "expired",
  "rejected",
  "returned",
  "draft",
  "pending-approval",
];

const which = fc.nat({ max: 5 });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: "write" as const, which: 0 }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("approve" as const), which }) },
  ...(
    [
      "submit",
      "return",
      "reject",
      "drop",
      "correct",
      "cancel",
      "cancel-own",
      "until",
      "resend",
      "fail",
    ] as const
  ).map((name) => ({ weight: 1, arbitrary: fc.record({ do: fc.constant(name), which }) })),
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom("at-once" as const, "take-back" as const), which }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("wait" as const, "restart" as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leap" as const), which }) },
);
/** Hours; each comes back later or goes on. */
const leaps = [-5, -1, 1, 3, 13, -13];

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-lives-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await mkdir(join(dir, "templates"));
  await writeFile(
    join(dir, "templates", "避险.md"),
    "---\ntitle: 马上离开\nseverity: Extreme\nlife: PT6H\nfields:\n  - { name: 哪里, ask: 哪里？ }\n---\n{哪里}的人马上走。\n{station}\n",
  );
  return dir;
}

test("random lives: no state outside the table, none sent without approval, twice, or after its end, none missed", {
  timeout: 240_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 22 }), async (acts) => {
      const chat = await startChat({
        officers: [
          "李",
          { name: "值", role: "dispatcher" },
          { name: "所长", role: "leader" },
          { name: "副所长", role: "leader" },
        ],
        groups,
        config: { alerts: await folder(), sending: { quietHours: "00:00-00:01" } },
      });
      await live(chat, acts);
    }),
    { numRuns: 10, endOnFailure: true },
  );
});

async function live(chat: Chat, acts: readonly { do: string; which: number }[]): Promise<void> {
  const numbers: string[] = [];
  const got = new Map<string, string[]>(groups.map((name) => [name, []]));
  let seen = 0;
  let running = 0;

  /** What groups got since the last look, each held against the alerts as they were before. */
  async function look(before: ReadonlyMap<string, Alert>): Promise<void> {
    const fresh = chat.channel.sent.slice(seen).filter(({ to }) => to.kind === "group");
    seen = chat.channel.sent.length;
    const after = new Map((await alertsOf(chat, numbers)).map((alert) => [alert.text, alert]));
    for (const { to, content, at } of fresh) {
      const mine = got.get(to.id) ?? [];
      expect(mine, "twice to a group").not.toContain(content.text);
      mine.push(content.text);
      const alert = after.get(content.text);
      if (!alert) throw new Error(`nobody wrote: ${content.text}`);
      const moves = (alert.steps ?? []).map(({ move }) => move);
      expect(
        moves.some((move) => approvals.includes(move)),
        "without approval",
      ).toBe(true);
      if (alert.expires) expect(at.getTime()).toBeLessThan(Date.parse(alert.expires));
      const earlier = before.get(alert.number ?? "");
      if (
        earlier &&
        (earlier.state === "cancelled" || earlier.state === "expired" || earlier.state === "rejected")
      )
        throw new Error(`${alert.number} was sent after it was ${earlier.state}`);
      if (earlier) expect(isWithdrawn(earlier), "after it was corrected").toBe(false);
    }
    for (const alert of after.values()) expect(replayed(alert)).toBe(alert.state);
  }

  const say = async (name: string, words: string) => {
    const answers = await chat.officer(name).dm(words);
    for (const found of answers.join("\n").match(/T\d{4}-\d{3,}/g) ?? [])
      if (!numbers.includes(found)) numbers.push(found);
    expect(answers.length, `silence at ${words}`).toBeGreaterThan(0);
    expect(answers.join()).not.toContain("系统出错");
  };

  for (const one of acts) {
    const before = new Map((await alertsOf(chat, numbers)).map((alert) => [alert.number ?? "", alert]));
    const number = numbers[one.which % Math.max(numbers.length, 1)] ?? "T2611-001";
    switch (one.do) {
      case "write":
        await say("李", `/提示 写 第${++running}条提示\n请看第${running}条。`);
        await say("李", "好");
        break;
      case "submit":
        await say("李", `/提示 送审 ${number}`);
        break;
      case "approve":
        await say("所长", `/同意 ${number}`);
        break;
      case "return":
        await say("所长", `/退 ${number} 再改改`);
        break;
      case "reject":
        await say("副所长", `/否 ${number} 不发`);
        break;
      case "drop":
        await say("李", `/提示 取消 ${number}`);
        break;
      case "correct":
        await say("李", `/提示 更正 ${number} 改成第${++running}版。`);
        break;
      case "cancel":
        await say("所长", `/提示 撤回 ${number} 第${++running}次`);
        break;
      case "cancel-own":
        await say("李", `/提示 撤回 ${number} 第${++running}次`);
        break;
      case "until":
        await say("李", `/提示 到 ${number} ${11 + one.which}点`);
        break;
      case "resend":
        await say("李", `/提示 重发 ${number}`);
        break;
      case "at-once":
        await say("值", "/提示 避险");
        await say("值", `第${++running}街`);
        await say("值", "发3群");
        break;
      case "take-back":
        await chat.officer("值").dm("撤");
        break;
      case "fail": {
        const to = chat.channel.address("group", groups[one.which % 3] ?? "");
        const kinds = [
          undefined,
          new DeliveryError("not-sent", "muted", false),
          new DeliveryError("unknown", "timeout", false),
        ];
        chat.channel.failNext(to, kinds[one.which % 3]);
        break;
      }
      case "wait":
        await chat.advance(one.which % 2 ? 40 * SECOND : 10 * SECOND);
        break;
      case "leap":
        chat.clock.leap(new Date(chat.clock.now().getTime() + (leaps[one.which] ?? 1) * HOUR));
        await chat.advance(SECOND);
        break;
      case "restart":
        await look(before);
        await chat.restart();
        seen = 0;
        break;
    }
    await look(before);
  }

  for (const name of groups) chat.channel.failNext(chat.channel.address("group", name), undefined);
  const before = new Map((await alertsOf(chat, numbers)).map((alert) => [alert.number ?? "", alert]));
  await chat.advance(2 * 60 * SECOND);
  await look(before);
  for (const alert of await alertsOf(chat, numbers)) {
    const rows = await chat.store.deliveries.ofAlert(alert.id);
    const hasGoneOut = (alert.steps ?? []).some(({ move }) => move === "broadcast");
    if (!hasGoneOut) {
      expect(rows).toEqual([]);
      for (const name of groups) expect(got.get(name)).not.toContain(alert.text);
      expect([...dead, "approved"]).toContain(alert.state);
      continue;
    }
    // Each group of its audience stands in the ledger once, and what it says is what happened.
    const meant = alert.audience?.groups ?? (await chat.store.groups.all()).map(({ id }) => id);
    expect(rows.map(({ to }) => ("group" in to ? to.group : "")).sort()).toEqual([...meant].sort());
    for (const row of rows) {
      const name = "group" in row.to ? ((await chat.store.groups.get(row.to.group))?.name ?? "") : "";
      const arrived = got.get(name)?.includes(alert.text) ?? false;
      if (row.state === "sent") expect(arrived, "the ledger says sent").toBe(true);
      else if (row.state !== "unknown") expect(arrived, `the ledger says ${row.state}`).toBe(false);
    }
  }
}

async function alertsOf(chat: Chat, numbers: readonly string[]): Promise<Alert[]> {
  const found = await Promise.all(numbers.map((number) => chat.store.alerts.byNumber(number)));
  return found.flatMap((alert) => alert ?? []);
}

/** The state that its steps lead to by the table. */
function replayed({ steps = [], number }: Alert): AlertState {
  let state: AlertState = "draft";
  for (const { move } of steps) {
    const { from, to } = alertMoves[move];
    if (!(from as readonly AlertState[]).includes(state)) throw new Error(`${number}: ${move} from ${state}`);
    state = to;
  }
  return state;
}
