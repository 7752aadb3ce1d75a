import { expect, onTestFinished, test } from "vitest";
import { createMetrics } from "../../src/lib/metrics.ts";

test("the figures say how channels, outbox and store are, and count what happened", async () => {
  const since = new Date("2026-11-24T02:00:00Z");
  const metrics = createMetrics({
    channels: () => [
      {
        name: "qq",
        health: () => ({ online: true, since, lastIn: new Date(5000), friends: { count: 452 } }),
      },
    ],
    outbox: () => [
      ["qq", { queued: { answers: 2, broadcasts: 7 }, today: 37, perDay: 2000, paused: "quiet-hours" }],
    ],
    store: () => ({ writable: true }),
  });
  onTestFinished(() => metrics.close());
  metrics.sent({ channel: "qq", kind: "answer", outcome: "sent" });
  metrics.sent({ channel: "qq", kind: "broadcast", outcome: "unknown", reason: "timeout" });
  metrics.received({ channel: "qq", place: "dm" });
  metrics.reported({ priority: "normal" });
  const lines = (await metrics.text()).split("\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      'jingmin_channel_online{channel="qq"} 1',
      'jingmin_channel_friends{channel="qq"} 452',
      'jingmin_channel_last_in_seconds{channel="qq"} 5',
      'jingmin_outbox_queued{channel="qq",lane="broadcasts"} 7',
      'jingmin_outbox_broadcasts_today{channel="qq"} 37',
      'jingmin_outbox_broadcasts_per_day{channel="qq"} 2000',
      'jingmin_outbox_paused{channel="qq",reason="quiet-hours"} 1',
      "jingmin_store_writable 1",
      'jingmin_outbox_results_total{channel="qq",kind="answer",outcome="sent",reason=""} 1',
      'jingmin_outbox_results_total{channel="qq",kind="broadcast",outcome="unknown",reason="timeout"} 1',
      'jingmin_messages_received_total{channel="qq",place="dm"} 1',
      'jingmin_reports_filed_total{priority="normal"} 1',
    ]),
  );
  expect(lines.some((line) => line.startsWith("jingmin_nodejs_eventloop_lag"))).toBe(true);
  expect(metrics.contentType).toContain("text/plain");
});

test("two bots in one process do not count together", async () => {
  const make = () =>
    createMetrics({ channels: () => [], outbox: () => [], store: () => ({ writable: false }) });
  const [one, two] = [make(), make()];
  onTestFinished(() => {
    one.close();
    two.close();
  });
  one.received({ channel: "qq", place: "dm" });
  expect(await two.text()).not.toContain('channel="qq"');
});
