import { Hono } from "hono";
import type { OfficerEnv, OfficerParts } from "../parts/me.ts";
import { createLedgerEntryPage } from "./entry.tsx";
import { createEntryActs } from "./entry-acts.tsx";
import { createLedgerFiles } from "./files.ts";
import { createLedgerList } from "./list.tsx";
import { createNewEntryPage } from "./new-entry.tsx";
import { createLedgerOverview } from "./overview.tsx";

/** One set of pages for every ledger: what its file says is all that they know of it. */
export function createLedgerPages(parts: OfficerParts): Hono<OfficerEnv> {
  const app = new Hono<OfficerEnv>();
  app.route("/", createLedgerOverview(parts));
  app.route("/", createNewEntryPage(parts));
  app.route("/", createLedgerFiles(parts));
  app.route("/", createEntryActs(parts));
  app.route("/", createLedgerEntryPage(parts));
  app.route("/", createLedgerList(parts));
  return app;
}
