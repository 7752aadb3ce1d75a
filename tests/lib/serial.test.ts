import fc from "fast-check";
import { expect, test } from "vitest";
import { createKeyedSerial, createSerial } from "../../src/lib/serial.ts";

test("jobs of one key run in order and never at once, whatever else fails or waits", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.record({ key: fc.constantFrom("a", "b", "c"), fails: fc.boolean() }), { maxLength: 20 }),
      async (scheduler, jobs) => {
        const serial = createKeyedSerial();
        const running = new Set<string>();
        const ended: Record<string, number[]> = { a: [], b: [], c: [] };
        const runs = jobs.map(({ key, fails }, n) =>
          serial.run(key, async () => {
            expect(running.has(key)).toBe(false);
            running.add(key);
            await scheduler.schedule(Promise.resolve());
            running.delete(key);
            ended[key]?.push(n);
            if (fails) throw new Error(`job ${n}`);
            return n;
          }),
        );
        const results = Promise.allSettled(runs);
        await scheduler.waitFor(serial.idle());
        for (const [key, order] of Object.entries(ended)) {
          expect(order).toEqual(jobs.flatMap((job, n) => (job.key === key ? [n] : [])));
          expect(serial.has(key)).toBe(false);
        }
        for (const [n, result] of (await results).entries()) {
          if (jobs[n]?.fails) expect(result).toMatchObject({ reason: { message: `job ${n}` } });
          else expect(result).toEqual({ status: "fulfilled", value: n });
        }
      },
    ),
  );
});

test("different keys run side by side", async () => {
  const serial = createKeyedSerial();
  let release = () => {};
  const held = serial.run("a", () => new Promise<void>((resolve) => (release = resolve)));
  expect(await serial.run("b", async () => "done")).toBe("done");
  expect(serial.has("a")).toBe(true);
  release();
  await held;
});

test("idle waits for jobs that are given while it waits", async () => {
  const serial = createSerial();
  const done: string[] = [];
  void serial.run(async () => {
    void serial.run(async () => void done.push("second"));
    done.push("first");
  });
  await serial.idle();
  expect(done).toEqual(["first", "second"]);
});
