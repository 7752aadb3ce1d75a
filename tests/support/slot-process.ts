import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createOutgoing } from "../../src/delivery/outgoing.ts";
import { cronTicks } from "../../src/delivery/ticks.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { openStore } from "../../src/store/lowdb-store.ts";
import { createFakeChannel } from "./fake-channel.ts";
import { aGroup, silent } from "./outbox-rig.ts";

/** To be run by node, with the paths of `data`, `alerts` and `network`: what is sent is a line there. */
export const slotProcess = fileURLToPath(import.meta.url);

if (process.argv[1] === slotProcess) {
  const [data = "", alerts = "", network = ""] = process.argv.slice(2);
  await run(data, alerts, network);
}

/** A bot that does nothing but send its schedule, to be killed. */
async function run(data: string, alerts: string, network: string): Promise<void> {
  const store = await openStore({ dir: data, key: Buffer.alloc(32, 7), stamp: "demo", logger: silent });
  await store.tx(async (t) => {
    for (const id of ["1", "2", "3"]) t.groups.put(aGroup(id));
  });
  const channel = createFakeChannel();
  const send = channel.send;
  channel.send = async (to, content) => {
    await sleep(Math.random() * 30);
    appendFileSync(network, `${to.id} ${content.text.split("\n")[0]}\n`);
    await sleep(Math.random() * 30);
    return send(to, content);
  };
  const outgoing = createOutgoing({
    config: {
      station: { name: "光明路派出所", timezone: "Asia/Shanghai", sms110: "12110" },
      sending: { catchUp: 7_200_000, budget: { qq: { perMinute: 100_000, perDay: 100_000, gap: 1 } } },
      alerts,
      notify: undefined,
    },
    store,
    channels: new Map([[channel.name, channel]]),
    clock: systemClock,
    logger: silent,
    ticks: cronTicks,
    attachmentPath: (hash) => hash,
  });
  await outgoing.start();
  process.once("SIGTERM", async () => {
    await outgoing.stop();
    await store.close();
    process.exit(0);
  });
}
