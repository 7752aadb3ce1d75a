import { expect, test } from "vitest";
import { readModel } from "../../src/app/understanding-files.ts";
import { dangerAdvice } from "../../src/domain/danger-advice.ts";
import { understand } from "../../src/domain/understanding/interpret.ts";
import { dangers } from "../../src/domain/understanding.ts";

const model = readModel();

test.each(dangers)("the advice for %s begins with 110, is short and promises nothing", (danger) => {
  const advice = dangerAdvice(danger, { sms110: "12110375" });
  expect(advice).toMatch(/^请立即拨打110/);
  const lines = advice.split("\n");
  expect(lines.length).toBeLessThanOrEqual(2);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(32);
  expect(advice).not.toMatch(/出警|看到|https?:/);
});

test("who cannot speak is told the number for text messages of this station", () => {
  expect(dangerAdvice("cannot-speak", { sms110: "12110000" })).toContain("短信到12110000");
});

test("a fire is told 119, an injury 120, a fraud to hang up and pay nothing", () => {
  const of = (danger: (typeof dangers)[number]) => dangerAdvice(danger, { sms110: "12110375" });
  expect(of("fire")).toContain("119");
  expect(of("injury")).toContain("120");
  expect(of("fraud")).toMatch(/挂断.*别转钱.*96110.*\n.*跟110说：钱刚转走，赶紧拦/);
});

test.each(dangers)("the advice for %s, sent back by another bot, is no report and no danger", (danger) => {
  expect(understand(dangerAdvice(danger, { sms110: "12110375" }), model)).toMatchObject({ kind: "chatter" });
  expect(understand(dangerAdvice(danger, { sms110: "12110375" }), model).danger).toBeUndefined();
});
