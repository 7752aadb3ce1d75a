import type { ActionContext } from "../app/bot-context.ts";
import type { AuditEntry } from "../domain/audit.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { may, maySee, rolesFor } from "../domain/rights.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads } from "../store/store.ts";
import { findReport, type ReportRefused } from "./change-report.ts";

/** One line of the audit as it may be shown: the report's number where it is about one, and who did it. */
export interface AuditRow {
  readonly entry: AuditEntry;
  readonly number?: string;
  readonly who: string;
}

const MOST = 500;

/** Who did what to a report, newest first; to read it is in the audit, too. */
export async function auditOfReport(
  context: ActionContext,
  actor: Actor,
  { number }: { readonly number: string },
): Promise<{ readonly rows: readonly AuditRow[] } | ReportRefused> {
  const { store } = context;
  const reader = await actingOfficer(store, actor, "audit.read");
  if (!reader) return { refused: "not-allowed" };
  const found = await findReport(store, context, actor, { action: "report.read", number });
  if ("refused" in found) return found;
  const subject = { kind: "report", id: found.report.id } as const;
  const entries = await store.audit.of(subject, MOST);
  await recordLook(context, reader, subject);
  return { rows: await Promise.all(entries.map((entry) => rowOf(store, entry))) };
}

/** What an officer did in a time, newest first, without what the reader may not know of. */
export async function auditOfOfficer(
  context: ActionContext,
  actor: Actor,
  { officer, from, before }: { readonly officer: Officer; readonly from: string; readonly before?: string },
): Promise<{ readonly rows: readonly AuditRow[] } | NotAllowed> {
  const { store } = context;
  const reader = await actingOfficer(store, actor, "audit.read");
  if (!reader) return { refused: "not-allowed" };
  const entries = await store.audit.by(officer.id, { from, ...(before ? { before } : {}) }, MOST);
  await recordLook(context, reader, { kind: "officer", id: officer.id });
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const report = entry.subject.kind === "report" ? await store.reports.get(entry.subject.id) : undefined;
    if (report && !maySee({ ...reader, inGroup: context.inGroup === true }, report)) continue;
    rows.push(await rowOf(store, entry));
  }
  return { rows };
}

async function recordLook(
  { store, clock }: ActionContext,
  reader: Officer,
  subject: AuditEntry["subject"],
): Promise<void> {
  if (!may(reader, rolesFor("audit.read"))) return;
  await store.tx(async (t) =>
    t.audit.append({
      at: clock.now().toISOString(),
      actor: { officer: reader.id },
      action: "audit.read",
      subject,
    }),
  );
}

async function rowOf(reads: Pick<Reads, "reports" | "officers">, entry: AuditEntry): Promise<AuditRow> {
  const { actor, subject } = entry;
  const number = subject.kind === "report" ? (await reads.reports.get(subject.id))?.number : undefined;
  const who =
    "officer" in actor
      ? ((await reads.officers.get(actor.officer))?.name ?? "已离开的民警")
      : "person" in actor
        ? "居民"
        : "commandLine" in actor
          ? `电脑用户 ${actor.commandLine}`
          : "系统";
  return { entry, who, ...(number ? { number } : {}) };
}
