import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createAlertPage } from "./alert.tsx";
import { createAlertsPage } from "./alerts.tsx";
import { createAuditPage } from "./audit.tsx";
import { createFiguresPage } from "./figures/page.tsx";
import { createFiles } from "./files.ts";
import { createGroupsPage } from "./groups.tsx";
import { signedIn } from "./guard.ts";
import { createHandbookPage } from "./handbook.tsx";
import { createLedgerPages } from "./ledgers/pages.ts";
import { MAX_UPLOAD, takesFiles, UPLOAD_TOO_LARGE } from "./ledgers/uploads.ts";
import { createLive } from "./live.ts";
import { createMonthlyPages } from "./monthly.tsx";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { createPeoplePage } from "./people.tsx";
import { createReportPage } from "./report.tsx";
import { createReportList } from "./reports.tsx";
import { createReportsSheet } from "./reports-sheet.ts";
import { createSessions } from "./sessions.tsx";
import { createSignIn } from "./sign-in.tsx";
import { createSystemPage } from "./system.tsx";
import { createToday } from "./today.tsx";

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
  const ofForms = bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.text("一次发得太多了。", 413) });
  const ofFiles = bodyLimit({ maxSize: MAX_UPLOAD, onError: (c) => c.text(UPLOAD_TOO_LARGE, 413) });
  app.use((c, next) => (takesFiles(c.req.path) ? ofFiles(c, next) : ofForms(c, next)));
  app.route("/sign-in", createSignIn(parts));

  const inside = new Hono<OfficerEnv>();
  inside.use(signedIn(parts));
  inside.route("/", createToday(parts));
  inside.route("/", createReportsSheet(parts));
  inside.route("/reports", createReportList(parts));
  inside.route("/reports", createFiles(parts));
  inside.route("/reports", createReportPage(parts));
  inside.route("/alerts", createAlertsPage(parts));
  inside.route("/alerts", createAlertPage(parts));
  inside.route("/ledgers", createLedgerPages(parts));
  inside.route("/figures", createFiguresPage(parts));
  inside.route("/monthly", createMonthlyPages(parts));
  inside.route("/groups", createGroupsPage(parts));
  inside.route("/people", createPeoplePage(parts));
  inside.route("/handbook", createHandbookPage(parts));
  inside.route("/audit", createAuditPage(parts));
  inside.route("/system", createSystemPage(parts));
  inside.route("/", createSessions(parts));
  inside.route("/", createLive(parts));
  app.route("/", inside);
  return app;
}
