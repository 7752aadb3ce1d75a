import { expect, test } from "vitest";
import { createManualChannel } from "../../../src/channels/manual/manual-channel.ts";
import { recordEvents } from "../../contract/channel.ts";
import { createTestClock } from "../../support/test-clock.ts";

test("a manual channel is always there, and surely sends nothing", async () => {
  const channel = createManualChannel({ name: "byhand", clock: createTestClock() });
  await channel.start(recordEvents({}));
  expect(channel.health().online).toBe(true);
  const to = { channel: "byhand", epoch: "", kind: "group", id: "1" } as const;
  await expect(channel.send(to, { text: "x" })).rejects.toMatchObject({
    name: "DeliveryError",
    outcome: "not-sent",
    reason: "unsupported",
    retryable: false,
  });
  await expect(channel.download("x")).rejects.toMatchObject({ name: "DownloadError", reason: "refused" });
  await channel.stop();
  await channel.stop();
});
