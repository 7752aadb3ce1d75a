import { expect, test } from "vitest";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { delivered } from "../../src/domain/delivery-steps.ts";

const row: Delivery = {
  id: "01K",
  kind: "answer",
  to: { person: "p1" },
  text: "已收到",
  state: "pending",
  attempts: 2,
  createdAt: "2026-11-27T02:00:00.000Z",
};
const at = new Date("2026-11-27T02:00:05Z");
const sent = { ...row, state: "sent", doneAt: at.toISOString() };

test("what was delivered says when and under which id, and nothing of earlier attempts", () => {
  expect(delivered(row, at)).toEqual(sent);
  expect(delivered(row, at, "m1")).toEqual({ ...sent, sentId: "m1" });
  const tried: Delivery = { ...row, notBefore: "2026-11-27T02:00:03.000Z", refusal: "timeout" };
  expect(delivered(tried, at)).toEqual(sent);
  const givenUp: Delivery = { ...row, state: "failed", doneAt: "2026-11-26T00:00:00.000Z", sentId: "m0" };
  expect(delivered(givenUp, at, "m1")).toEqual({ ...sent, sentId: "m1" });
});
