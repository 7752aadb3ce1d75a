import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertMove, type AlertState, alertMoves, alertStates } from "../../src/domain/alert-moves.ts";
import type { Alert } from "../../src/domain/alerts.ts";
import { type Mover, moveAlert } from "../../src/domain/move-alert.ts";

const now = new Date("2026-11-24T02:00:00Z");
const base: Alert = {
  id: "a1",
  state: "draft",
  author: "author",
  series: "written",
  file: "",
  title: "停水",
  category: "Security",
  severity: "Moderate",
  urgency: "Expected",
  certainty: "Likely",
  msgType: "Alert",
  text: "【停水】",
};
const extreme = { severity: "Extreme", template: { name: "寻人", values: {} } } as const;

const movers = {
  author: { id: "author", role: "officer" },
  other: { id: "other", role: "officer" },
  approver: { id: "approver", role: "officer", approves: ["治安防范"] },
  "approver of other topics": { id: "traffic", role: "officer", approves: ["交通安全"] },
  dispatcher: { id: "dispatcher", role: "dispatcher" },
  leader: { id: "leader", role: "leader" },
  "leading author": { id: "author", role: "leader" },
  auditor: { id: "auditor", role: "auditor", approves: ["治安防范"] },
  admin: { id: "admin", role: "admin" },
  revoked: { id: "leader", role: "leader", revokedAt: "2026-11-01T00:00:00Z" },
  bot: "bot",
  folder: "folder",
} as const satisfies Record<string, Mover>;

/** Written by hand: from which states each may make each move, with a reason, of an Extreme alert from a template. */
const wanted: Record<AlertMove, Partial<Record<keyof typeof movers, readonly AlertState[]>>> = (() => {
  const unsent = ["draft", "returned", "pending-approval", "approved"] as const;
  const authors = (states: readonly AlertState[]) => ({ author: states, "leading author": states });
  const approvers = { approver: ["pending-approval"], leader: ["pending-approval"] } as const;
  const any = [...unsent, "broadcasting", "completed"] as const;
  return {
    edit: authors(["draft", "returned", "pending-approval"]),
    submit: authors(["draft", "returned"]),
    "submit-file": { folder: ["draft"] },
    approve: approvers,
    "approve-file": { folder: ["draft"] },
    return: approvers,
    reject: approvers,
    "send-at-once": { dispatcher: ["draft", "returned"] },
    "cancel-at-once": { leader: ["draft"], "leading author": ["draft"] },
    "cancel-by-template": { ...authors(["draft"]), dispatcher: ["draft"] },
    broadcast: { bot: ["approved"] },
    complete: { bot: ["broadcasting"] },
    cancel: { ...authors(any), leader: any, dispatcher: any },
    expire: { bot: unsent },
  };
})();

test.each(Object.keys(alertMoves) as AlertMove[])(
  "%s: from the states and by those whom the table names, and no other",
  (move) => {
    const found: Record<string, AlertState[]> = {};
    for (const [name, by] of Object.entries(movers))
      for (const state of alertStates) {
        const alert = {
          ...base,
          ...extreme,
          state,
          ...(move.startsWith("cancel-") ? { msgType: "Cancel" as const } : {}),
        };
        const moved = moveAlert(alert, move, by, now, "为什么");
        if ("refused" in moved) continue;
        found[name] = [...(found[name] ?? []), state];
        expect(moved.alert.state).toBe(alertMoves[move].to);
      }
    const inOrder = Object.entries(wanted[move]).map(([name, states]) => [
      name,
      alertStates.filter((state) => states.includes(state)),
    ]);
    expect(found).toEqual(Object.fromEntries(inOrder));
  },
);

test("nobody approves their own, nothing goes back without a reason, and nothing goes on past its time", () => {
  const waiting: Alert = { ...base, state: "pending-approval" };
  expect(moveAlert(waiting, "approve", movers["leading author"], now)).toMatchObject({ refused: "own" });
  for (const move of ["return", "reject"] as const)
    expect(moveAlert(waiting, move, movers.leader, now, " ")).toMatchObject({ refused: "no-reason" });
  const over = { expires: now.toISOString() };
  const draft: Alert = { ...base, ...over };
  expect(moveAlert(draft, "submit", movers.author, now)).toMatchObject({ refused: "over" });
  expect(moveAlert({ ...waiting, ...over }, "approve", movers.leader, now)).toMatchObject({
    refused: "over",
  });
  expect(moveAlert({ ...base, ...over, state: "approved" }, "broadcast", "bot", now)).toMatchObject({
    refused: "over",
  });
});

test("at once goes only what is Extreme and from a template", () => {
  const send = (alert: Partial<Alert>) =>
    moveAlert({ ...base, ...alert }, "send-at-once", movers.dispatcher, now);
  expect(send({ severity: "Extreme" })).toMatchObject({ refused: "not-extreme" });
  expect(send({ template: extreme.template, severity: "Severe" })).toMatchObject({ refused: "not-extreme" });
  expect(send(extreme)).toMatchObject({ alert: { state: "approved" } });
});

test("whatever is tried, by whomever: never a state outside the table, never sent without a word for it, nothing after the end", () => {
  const anything = fc.tuple(
    fc.constantFrom(...(Object.keys(alertMoves) as AlertMove[])),
    fc.constantFrom<Mover[]>(...Object.values(movers)),
  );
  /** As a station would do it. */
  const usual = fc.constantFrom<[AlertMove, Mover][]>(
    ["edit", movers.author],
    ["submit", movers.author],
    ["approve", movers.leader],
    ["return", movers.approver],
    ["approve-file", "folder"],
    ["submit-file", "folder"],
    ["send-at-once", movers.dispatcher],
    ["broadcast", "bot"],
    ["complete", "bot"],
  );
  const tried = fc.record({
    who: fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: anything }),
    reason: fc.constantFrom("", "为什么"),
    later: fc.integer({ min: 0, max: 3_600_000 }),
  });
  let sent = 0;
  fc.assert(
    fc.property(
      fc.array(tried, { minLength: 10, maxLength: 60 }),
      fc.option(fc.integer({ min: 1, max: 20_000_000 }), { nil: undefined }),
      fc.boolean(),
      (steps, life, isExtreme) => {
        let alert: Alert = {
          ...base,
          ...(isExtreme ? extreme : {}),
          ...(life === undefined ? {} : { expires: new Date(now.getTime() + life).toISOString() }),
        };
        let at = now.getTime();
        for (const {
          who: [move, by],
          reason,
          later,
        } of steps) {
          at += later;
          const before = alert;
          const moved = moveAlert(alert, move, by, new Date(at), reason);
          if ("refused" in moved) continue;
          alert = moved.alert;
          expect(alertStates).toContain(alert.state);
          expect(alertMoves[move].from).toContain(before.state);
          expect(["rejected", "cancelled", "expired"]).not.toContain(before.state);
          if (alert.state !== "broadcasting") continue;
          sent++;
          const words = (alert.steps ?? []).filter(({ move: m }) =>
            ["approve", "approve-file", "send-at-once"].includes(m),
          );
          const last = words.at(-1);
          expect(last).toBeDefined();
          if (last?.move === "approve") expect(last.by).not.toBe(alert.author);
          if (last?.move === "send-at-once") expect(isExtreme).toBe(true);
          // What was approved is what is sent.
          const edited = (alert.steps ?? []).findLastIndex(({ move: m }) => m === "edit");
          expect((alert.steps ?? []).indexOf(last as never)).toBeGreaterThan(edited);
          if (alert.expires) expect(Date.parse(alert.expires)).toBeGreaterThan(at);
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(sent).toBeGreaterThan(200);
});
