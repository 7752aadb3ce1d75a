import { Hono } from "hono";
import { stream } from "hono/streaming";
import { xlsx } from "../../lib/xlsx.ts";
import { exportReports } from "../../reports/export-reports.ts";
import type { OfficerEnv, OfficerParts } from "./parts/me.ts";
import { readQuery } from "./parts/report-query.ts";

/**
 * The list as a table, for those who may export: what `jingmin export` makes for them, without words. Filters of the
 * list's address hold where an export knows them; a search's words do not.
 */
export function createReportsSheet({ actions }: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.get("/reports.xlsx", async (c) => {
    const { state, category, office } = readQuery((name) => c.req.query(name));
    const made = await exportReports(actions, {
      by: c.get("me").officer.name,
      account: "网页",
      withTexts: false,
      ...(category ? { categories: [category] } : {}),
      ...(office ? { office } : {}),
      ...(state === "closed" ? { state } : state === "any" ? {} : { state: "open" as const }),
    });
    if ("refused" in made) return c.text("您的角色不能导出。", 403);
    c.header("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    c.header("Content-Disposition", 'attachment; filename="reports.xlsx"');
    const sheet = xlsx({ name: "群众反映", head: made.head, widths: made.widths }, made.rows());
    return stream(c, async (out) => {
      for await (const piece of sheet) await out.write(piece);
    });
  });
  return app;
}
