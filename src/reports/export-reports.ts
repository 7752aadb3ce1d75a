import type { ActionContext } from "../app/bot-context.ts";
import type { Officer } from "../domain/people.ts";
import { type Category, closedStatuses, openStatuses, type Report } from "../domain/reports.ts";
import { isRestricted, may, rolesFor, type Sight, sightOf } from "../domain/rights.ts";
import { inZone } from "../lib/time.ts";
import { allReports } from "./all-reports.ts";
import { exportColumns, exportRows } from "./export-rows.ts";

export interface ExportAsked {
  /** Name of the officer for whom it is made; without one only what every officer may see. */
  readonly by?: string;
  /** The account of the machine that runs the command line. */
  readonly account: string;
  readonly withTexts: boolean;
  /** `receivedAt`, ISO 8601: from inclusive, before exclusive. */
  readonly from?: string;
  readonly before?: string;
  readonly categories?: readonly Category[];
  readonly office?: string;
  readonly state?: "open" | "closed";
}

export interface ExportMade {
  readonly total: number;
  /** Who and when; then the names of the columns. */
  readonly head: readonly (readonly string[])[];
  readonly widths: readonly number[];
  rows(onRow?: (count: number) => void): AsyncIterable<readonly string[]>;
}

export type ExportRefused = { readonly refused: "no-officer" | "not-allowed" | "no-leader" };

/** What everybody at the station may see. */
const nobody: Sight = { restricted: "none", sensitive: false, officer: "" };

/**
 * What an export holds: the right, which reports, and the audit record, written before a word leaves. Texts only for a
 * leader; restricted reports for those who may read them.
 */
export async function exportReports(
  { store, config, clock }: Pick<ActionContext, "store" | "config" | "clock">,
  asked: ExportAsked,
): Promise<ExportMade | ExportRefused> {
  const { by, withTexts, from, before, categories, office, state } = asked;
  const officer = by === undefined ? undefined : await store.officers.byName(by);
  if (by !== undefined && !officer) return { refused: "no-officer" };
  if (officer && !may(officer, rolesFor("reports.export"))) return { refused: "not-allowed" };
  if (withTexts && !isLeader(officer)) return { refused: "no-leader" };
  const filter = {
    ...(from ? { from } : {}),
    ...(before ? { before } : {}),
    ...(categories ? { categories } : {}),
    ...(office ? { office } : {}),
    ...(state ? { statuses: state === "open" ? openStatuses : closedStatuses } : {}),
    sight: officer ? sightOf(officer) : nobody,
    anonymised: "too",
  } as const;
  const found: Report[] = await allReports(store, filter);
  const now = clock.now();
  await store.tx(async (t) => {
    const at = now.toISOString();
    const actor = officer ? { officer: officer.id } : { commandLine: asked.account };
    const texts = withTexts ? "yes" : "no";
    t.audit.append({
      at,
      actor,
      action: "reports.exported",
      subject: { kind: "system", id: "export" },
      facts: { account: asked.account, rows: String(found.length), texts },
    });
    for (const report of found.filter((one) => isRestricted(one) || one.sensitive))
      t.audit.append({
        at,
        actor,
        action: "report.exported",
        subject: { kind: "report", id: report.id },
        facts: { texts: report.sensitive ? "no" : texts },
      });
  });
  const columns = exportColumns(withTexts);
  const made = inZone(now, config.station.timezone).format("YYYY-MM-DD HH:mm");
  const who = officer ? `${officer.name}（电脑用户 ${asked.account}）` : `电脑用户 ${asked.account}`;
  return {
    total: found.length,
    head: [
      [`${config.station.name} 群众反映，${found.length}件，${who} ${made} 导出。内部使用，用完删除。`],
      columns.map(({ title }) => title),
    ],
    widths: columns.map(({ width }) => width),
    rows: (onRow) => exportRows(store, found, { config, withTexts, ...(onRow ? { onRow } : {}) }),
  };
}

function isLeader(officer: Officer | undefined): boolean {
  return officer?.role === "leader" && !officer.revokedAt;
}
