import { take } from "../domain/report-actions.ts";
import { handlers } from "../domain/rights.ts";
import { outboxRow } from "../inbound/notices.ts";
import { reportOnly } from "./args.ts";
import { defineCommand } from "./command.ts";
import { accepted, findReport } from "./find-report.ts";

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  role: handlers,
  where: ["dm", "officers"],
  summary: "由您办理",
  usage: ["/认领 42", "/认领 R2611-0042"],
  args: reportOnly,
  async run({ report: typed }, context) {
    const { desk, officer, now } = context;
    return desk.outbox.tx(async (t) => {
      const before = await findReport(t, typed, context);
      const report = accepted(take(before, officer.id, now), before.number);
      t.reports.put(report);
      t.audit.append({
        at: now.toISOString(),
        actor: { officer: officer.id },
        action: "report.taken",
        subject: { kind: "report", id: report.id },
      });
      t.deliveries.put(
        outboxRow(
          {
            kind: "notice",
            to: { person: report.reporter },
            report: report.id,
            text: `您反映的 ${report.number} 已有民警接手，有进展会在这里告诉您。`,
          },
          now,
        ),
      );
      return `已认领 ${report.number}，由您办理。居民已知道有民警接手。`;
    });
  },
});
