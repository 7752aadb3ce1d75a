import { expect, test } from "vitest";
import { alertsSentIn } from "../../src/alerts/alerts-sent-in.ts";
import type { Alert } from "../../src/domain/alerts.ts";
import type { Delivery } from "../../src/domain/deliveries.ts";
import { newId } from "../../src/lib/ids.ts";
import { outboxRow } from "../../src/outbox/index.ts";
import { startChat } from "../support/start-chat.ts";

test("counts what reached a group of residents in the time, and each group once", async () => {
  const chat = await startChat({ groups: ["一群", "二群", { name: "民警群", kind: "officers" }] });
  const put = (more: Partial<Alert>, names: string[], at: string, state: Delivery["state"] = "sent") =>
    chat.store.tx(async (t) => {
      const alert: Alert = {
        id: newId(chat.clock.now()),
        state: "completed",
        series: "written",
        file: "",
        title: "停电",
        text: "【停电】",
        category: "Infra",
        severity: "Minor",
        urgency: "Future",
        certainty: "Possible",
        msgType: "Alert",
        steps: [{ move: "broadcast", at, by: "bot" }],
        ...more,
      };
      t.alerts.put(alert);
      for (const { id, name = "" } of await t.groups.all())
        if (names.includes(name)) {
          const row = { kind: "broadcast", to: { group: id }, text: alert.text, alert: alert.id } as const;
          t.deliveries.put({ ...outboxRow(row, chat.clock.now()), state });
        }
    });
  const within = "2026-11-10T02:00:00.000Z";
  await put({}, ["一群", "二群"], within);
  await put({}, ["一群"], within, "posted-by-hand");
  await put({}, ["一群"], within, "failed");
  await put({}, ["民警群"], within);
  await put({ drill: true }, ["一群"], within);
  await put({}, ["一群"], "2026-10-31T15:59:59.999Z");
  await put({}, ["一群"], "2026-11-30T16:00:00.000Z");
  const page = { title: "", subtitle: "", sections: [], station: "", date: "" };
  await put({ poster: { page } }, ["一群"], within);
  const november = { from: "2026-10-31T16:00:00.000Z", before: "2026-11-30T16:00:00.000Z" };
  expect(await alertsSentIn(chat.store, november)).toEqual({ sent: 2, groups: 2 });
});
