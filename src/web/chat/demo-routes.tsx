/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { DemoPages } from "./demo.ts";
import { DemoBar } from "./demo-bar.tsx";

/** Of a form that only names what to do. */
const MAX_FORM_BYTES = 16 * 1024;

/** What the demo's buttons call, mounted at `/chat/demo`: forms, so that they work without a script too. */
export function createDemo(demo: DemoPages, zone: string): Hono {
  const app = new Hono();

  app.get("/", async (c) => {
    c.header("Cache-Control", "no-store");
    return c.html(<DemoBar view={await demo.view()} zone={zone} who={c.req.query("who")} />);
  });

  app.use(bodyLimit({ maxSize: MAX_FORM_BYTES }));
  const act = (path: string, run: (form: Readonly<Record<string, unknown>>) => Promise<void> | void) =>
    app.post(path, async (c) => {
      const form = await c.req.parseBody();
      await run(form);
      return back(c, form.who);
    });
  act("/sample", () => demo.loadSample());
  act("/leave", () => demo.leaveSample());
  act("/clock", ({ move }) => demo.move(String(move)));
  act("/tour", ({ shown }) => demo.showTour(shown === "yes"));

  return app;
}

/** Where the page was: the same people open. */
function back(c: Context, who: unknown): Response {
  return c.redirect(typeof who === "string" && who ? `/chat?who=${encodeURIComponent(who)}` : "/chat", 303);
}
