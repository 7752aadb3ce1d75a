import { describe, expect, test } from "vitest";
import {
  type Approval,
  decideApproval,
  meantApproval,
  type NamedApproval,
} from "../../src/domain/approvals.ts";

const now = new Date("2026-11-24T02:00:00Z");
const waiting = (kind: Approval["kind"], number: string): Approval => ({
  id: number,
  kind,
  subject: number,
  number,
  askedBy: "asker",
  askedAt: now.toISOString(),
  state: "waiting",
});
const [first, second] = [waiting("alert", "T2611-011"), waiting("alert", "T2611-012")];
const identity = waiting("identity", "R2611-0042");

describe("which approval is meant", () => {
  test.each<[string, Approval[], NamedApproval | undefined, string]>([
    ["the only alert needs no name", [first], undefined, "T2611-011"],
    ["beside an identity too", [first, identity], undefined, "T2611-011"],
    ["two alerts need one", [first, second], undefined, "which"],
    ["an identity always needs one", [identity], undefined, "which"],
    ["nothing waits", [], undefined, "none"],
    ["a named alert", [first, second], { kind: "alert", number: "T2611-012" }, "T2611-012"],
    ["a named identity", [first, identity], { kind: "identity", number: "R2611-0042" }, "R2611-0042"],
    ["a name that does not wait", [first], { kind: "alert", number: "T2611-099" }, "no-such"],
    ["an alert's number is no identity's", [first], { kind: "identity", number: "T2611-011" }, "no-such"],
  ])("%s", (_, some, named, result) => {
    const meant = meantApproval(some, named);
    expect("refused" in meant ? meant.refused : meant.number).toBe(result);
  });
});

test("a second person approves; what goes back has a reason; nothing is decided twice", () => {
  expect(decideApproval(first, "approved", "asker", "", now)).toEqual({ refused: "own" });
  expect(decideApproval(first, "returned", "asker", "写错了", now)).toMatchObject({ state: "returned" });
  expect(decideApproval(first, "returned", "leader", "  ", now)).toEqual({ refused: "no-reason" });
  const decided = decideApproval(first, "refused", "leader", " 发过了 ", now);
  expect(decided).toMatchObject({ state: "refused", decidedBy: "leader", reason: "发过了" });
  expect(decideApproval(decided as Approval, "approved", "leader", "", now)).toEqual({
    refused: "already-decided",
  });
  expect(decideApproval(first, "approved", "leader", "", now)).not.toHaveProperty("reason");
});
