import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { signedIn } from "./guard.ts";
import { createLive } from "./live.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { createReportPage } from "./report.tsx";
import { createReportList } from "./reports.tsx";
import { createSessions } from "./sessions.tsx";
import { createSignIn } from "./sign-in.tsx";

/** Of a form. */
const MAX_BYTES = 64 * 1024;

/** The officers' pages, mounted at `/officer`. */
export function createOfficerPages(parts: OfficerParts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    // Without any, browsers hide also from us which site a form comes from.
    c.header("Referrer-Policy", "same-origin");
  });
  app.use(bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.text("一次发得太多了。", 413) }));
  app.route("/sign-in", createSignIn(parts));

  const inside = new Hono<OfficerEnv>();
  inside.use(signedIn(parts));
  inside.get("/", (c) => c.redirect("/officer/reports", 303));
  inside.route("/reports", createReportList(parts));
  inside.route("/reports", createReportPage(parts));
  inside.route("/", createSessions(parts));
  inside.route("/", createLive(parts));
  app.route("/", inside);
  return app;
}
