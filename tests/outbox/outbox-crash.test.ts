import fc from "fast-check";
import { expect, test } from "vitest";
import type { Channel } from "../../src/channels/channel.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { createOutbox } from "../../src/outbox/outbox.ts";
import { createCrashDisk, createFuse, type Fuse } from "../support/crash-store.ts";
import { createFakeChannel, type Step } from "../support/fake-channel.ts";
import { aContact, aGroup, anAddress, silent } from "../support/outbox-rig.ts";
import { createTestClock } from "../support/test-clock.ts";

const HOUR = 3_600_000;

const fault: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>("ok") },
  fc.constant<Step>({ outcome: "not-sent", reason: "rejected", retryable: true }),
  fc.constant<Step>({ outcome: "not-sent", reason: "offline", retryable: true }),
  fc.boolean().map((reached): Step => ({ outcome: "unknown", reason: "timeout", reached })),
);

/** One life of the process: what it is asked to send, what the network does, and after how many steps it is killed. */
const life = fc.record({
  rows: fc.array(fc.constantFrom<Delivery["kind"]>("broadcast", "answer"), { maxLength: 4 }),
  faults: fc.array(fault, { maxLength: 3 }),
  wait: fc.constantFrom(0, 200, 20_000),
  steps: fc.integer({ min: 0, max: 40 }),
});

test("whenever the process is killed, no broadcast goes out twice and no acknowledged answer is lost", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
      const disk = createCrashDisk();
      const clock = createTestClock();
      const network = createFakeChannel();
      const acknowledged: Delivery[] = [];
      const asked: Delivery[] = [];
      await (await disk.open(createFuse(100))).tx(async (t) => {
        t.groups.put(aGroup("1"));
        t.contacts.put(aContact("p1", anAddress("u1")));
      });

      async function run(fuse: Fuse, kinds: readonly Delivery["kind"][], wait: number) {
        const store = await disk.open(fuse);
        const outbox = createOutbox({
          store,
          channels: new Map([["qq", mortal(network, fuse)]]),
          clock,
          logger: silent,
          budgets: new Map(),
          timezone: "Asia/Shanghai",
          identityOf: async () => "",
          attachmentPath: (hash) => hash,
        });
        const living = async () => {
          await outbox.start();
          await Promise.all(
            kinds.map(async (kind) => {
              const row = aRow(kind, asked.length, clock.now());
              asked.push(row);
              await store.tx(async (t) => t.deliveries.put(row));
              acknowledged.push(row);
            }),
          );
          await clock.advance(wait, () => Promise.race([outbox.idle(), fuse.blown]));
        };
        await Promise.race([living(), fuse.blown]);
        fuse.blow();
        return store;
      }

      for (const { rows, faults, wait, steps } of lives) {
        network.plan(...faults);
        await run(createFuse(steps), rows, wait);
      }
      const store = await run(createFuse(Number.POSITIVE_INFINITY), [], 4 * HOUR);

      const times = (row: Delivery) => network.sent.filter(({ text }) => text === row.text).length;
      for (const row of asked.filter(({ kind }) => kind === "broadcast")) {
        expect(times(row), row.text).toBeLessThanOrEqual(1);
      }
      for (const row of acknowledged) {
        const last = await store.deliveries.get(row.id);
        // Six calls that each may have gone out are the end of an answer; nothing else is.
        if (row.kind === "answer" && last?.state !== "failed")
          expect(times(row), row.text).toBeGreaterThanOrEqual(1);
        if (last?.state === "failed")
          expect(last).toMatchObject({ kind: "answer", attempts: 6, refusal: "timeout" });
        else if (last?.state === "sent") expect(times(row)).toBeGreaterThanOrEqual(1);
        else expect(last).toMatchObject({ kind: "broadcast", state: "unknown" });
      }
    }),
    { numRuns: 300 },
  );
}, 60_000);

/** The channel as a process that may die sees it: its call reaches the network or not, its answer comes or not. */
function mortal(network: Channel, fuse: Fuse): Channel {
  return {
    ...network,
    async send(to, content) {
      await fuse.step();
      const sent = await network.send(to, content);
      await fuse.step();
      return sent;
    },
  };
}

function aRow(kind: Delivery["kind"], n: number, now: Date): Delivery {
  return {
    id: `d${n}`,
    kind,
    to: kind === "broadcast" ? { group: "g1" } : { person: "p1" },
    text: `${kind} ${n}`,
    state: "pending",
    attempts: 0,
    createdAt: now.toISOString(),
  };
}
