import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AnswerWindow, answered, answerWaits, heardAgain } from "../../src/domain/answer-window.ts";

const limit = { within: 48 * 60 * 60_000, count: 5 };
const began = new Date("2026-12-01T02:00:00Z");
const later = (ms: number) => new Date(began.getTime() + ms);
const window = (answers: number): AnswerWindow => ({ at: began.toISOString(), answers });

describe("five answers within 48 hours", () => {
  it("lets three automatic ones go, a fourth of an officer, and spares the fifth for the result", () => {
    const goes = (answers: number) =>
      (["automatic", "officer", "result"] as const).filter(
        (w) => !answerWaits(window(answers), limit, w, began),
      );
    expect([0, 1, 2, 3, 4, 5].map(goes)).toEqual([
      ["automatic", "officer", "result"],
      ["automatic", "officer", "result"],
      ["automatic", "officer", "result"],
      ["officer", "result"],
      ["result"],
      [],
    ]);
  });

  it("is over after 48 hours, to the millisecond", () => {
    expect(answerWaits(window(0), limit, "result", later(limit.within - 1))).toBeUndefined();
    expect(answerWaits(window(0), limit, "result", later(limit.within))).toBe("too-late");
  });

  it("begins anew when they write, and not with what they wrote before", () => {
    expect(heardAgain(window(5), later(1000))).toEqual({ at: later(1000).toISOString(), answers: 0 });
    expect(heardAgain(window(5), later(-1000))).toEqual(window(5));
  });

  it("is the network's to decide of somebody of whom nothing is known", () => {
    expect(answerWaits(undefined, limit, "automatic", began)).toBeUndefined();
  });

  it("never lets more than five go between two messages of theirs, whatever is sent when", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("wrote" as const), in: fc.nat({ max: 60 * 60_000 }) }),
      fc.record({
        do: fc.constantFrom("automatic" as const, "officer" as const, "result" as const),
        in: fc.nat({ max: 24 * 60 * 60_000 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let now = began.getTime();
        let kept = heardAgain(undefined, began);
        let sent = 0;
        let wrote = now;
        for (const each of steps) {
          now += each.in;
          if (each.do === "wrote") {
            kept = heardAgain(kept, new Date(now));
            [sent, wrote] = [0, now];
          } else if (!answerWaits(kept, limit, each.do, new Date(now))) {
            kept = answered(kept, 1);
            sent++;
            expect(now - wrote).toBeLessThan(limit.within);
          }
          expect(sent).toBeLessThanOrEqual(limit.count);
        }
      }),
    );
  });
});
