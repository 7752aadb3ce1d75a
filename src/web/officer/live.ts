import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { sessionOf } from "../../people/sign-in.ts";
import { cookiesOf } from "./guard.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";

/** Keeps proxies from taking a quiet stream for a dead one; so often, too, it is asked whether the session goes on. */
const HEARTBEAT_MS = 20_000;
/** After how long a page that lost the stream asks again. */
const RETRY_MS = 2_000;
/** What comes within so long is one piece of news. */
const GATHER_MS = 300;

/** Says to an open page that what it shows has changed, nothing else: the page then asks for itself again. */
export function createLive(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions, ended } = parts;
  const { store, clock } = actions;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  /** `tables`: those that the page shows; `report`: the one that it shows. */
  app.get("/events", (c) => {
    const tables = (c.req.query("tables") ?? "").split(",");
    const number = c.req.query("report");
    const token = cookies.session(c) ?? "";
    return streamSSE(c, async (stream) => {
      const report = number === undefined ? undefined : await store.reports.byNumber(number);
      let news = false;
      let wake = () => {};
      const leave = store.onChanges((changed) => {
        const concerns = report
          ? changed.reports.has(report.id)
          : tables.some((one) => changed.tables.has(one));
        if (!concerns) return;
        news = true;
        wake();
      });
      stream.onAbort(() => {
        leave();
        wake();
      });
      const end = () => wake();
      ended?.addEventListener("abort", end);
      await stream.write(`retry: ${RETRY_MS}\n\n`);
      while (!stream.aborted && !ended?.aborted) {
        if (news) {
          news = false;
          await stream.writeSSE({ event: "changed", data: "" });
          await pause(GATHER_MS);
          continue;
        }
        await new Promise<void>((resolve) => {
          const cancel = clock.after(HEARTBEAT_MS, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
        wake = () => {};
        if (news || stream.aborted || ended?.aborted) continue;
        if (!(await sessionOf(actions, token))) break;
        await stream.write(":\n\n");
      }
      ended?.removeEventListener("abort", end);
      leave();
    });
  });

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      clock.after(ms, resolve);
    });
  }

  return app;
}
