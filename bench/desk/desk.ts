import { join } from "node:path";
import { cronTicks } from "../../src/alerts/ticks.ts";
import { createApp } from "../../src/app/app.ts";
import { readModel } from "../../src/app/understanding-files.ts";
import { parseConfig } from "../../src/config/config.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createCodes } from "../../src/lib/codes.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createMemoryChannel } from "../../tests/support/memory-channel.ts";
import { openBench } from "../store/open.ts";
import { words } from "../store/texts.ts";

const OFFICES = Array.from({ length: 11 }, (_, index) => `警务室${index + 1}`);
/** So many write by turns that nobody writes too much. */
const RESIDENTS = 20_000;
const HOUR = 3_600_000;
/** What an officer is told unasked names a report in its first line; no answer measured here does. */
const NOTICE = /^.*R\d{4}-\d/;

/** A whole station in this process, over a network that is this object. */
export async function openDesk(dir: string) {
  const store = await openBench(join(dir, "data"));
  await giveTimes();
  const channel = createMemoryChannel(systemClock);
  const waiting = new Map<string, () => void>();
  let answered = 0;
  const { send } = channel;
  channel.send = async (to, content) => {
    const sent = await send(to, content);
    // What was sent is not kept: memory is to be the bot's.
    channel.sent.length = 0;
    if (to.id.startsWith("resident")) answered++;
    else if (!NOTICE.test(content.text)) waiting.get(to.id)?.();
    return sent;
  };
  const app = createApp({
    config: station(dir),
    store,
    channels: [channel],
    clock: systemClock,
    ticks: cronTicks,
    logger: createLogger({ level: "fatal", pretty: false }),
    model: readModel(),
    codes: createCodes(Buffer.from("bench")),
    attachments: join(dir, "data", "attachments"),
    announce: () => {},
  });
  await app.start();

  /** A third of the newest reports is answered, a third is late. */
  async function giveTimes(): Promise<void> {
    const since = new Date(Date.now() - 60 * 24 * HOUR).toISOString();
    const reports = await store.reports.newest({ from: since }, 5_000);
    await store.tx(async (t) => {
      for (const [index, report] of reports.entries()) {
        const received = Date.parse(report.receivedAt);
        const answer = new Date(received + (1 + (index % 40)) * HOUR).toISOString();
        const dueAt = new Date(received + 24 * HOUR).toISOString();
        t.reports.put({
          ...report,
          ...(index % 3 === 0 ? { firstReplyAt: answer, lastReplyAt: answer } : {}),
          dueAt,
        });
      }
    });
  }

  return {
    app,
    store,
    residentWrites(n: number): void {
      const { said } = words(n, Math.random);
      channel.receive({ id: `resident${(n * 7919) % RESIDENTS}`, name: `住户${n}` }, { text: said });
    },
    answered: () => answered,
    /** Milliseconds until the answer is handed to the network. */
    async officerAsks(typed: string): Promise<number> {
      const from = performance.now();
      const answer = new Promise<void>((resolve) => waiting.set("officer", resolve));
      channel.receive({ id: "officer", name: "李" }, { text: typed });
      await answer;
      return performance.now() - from;
    },
    idle: () => app.idle(),
    async close(): Promise<void> {
      await app.stop();
      await store.close();
    },
  };
}

function station(dir: string) {
  const config = {
    station: { name: "光明路派出所", sms110: "12110375", phone: "0375-0000000" },
    offices: OFFICES,
    channels: [{ name: "test", type: "local" }],
    officers: [{ name: "李", role: "officer", office: OFFICES[0], accounts: ["test:officer"] }],
    data: "./data",
    alerts: "./alerts",
  };
  return parseConfig(JSON.stringify(config), join(dir, "jingmin.yaml"), {});
}
