/** @jsxImportSource hono/jsx */
import { categoryNames, isOpen, statusNames } from "../../../domain/reports.ts";
import { showableLine } from "../../../domain/showable.ts";
import { inZone } from "../../../lib/time.ts";
import type { Due } from "../../../reports/clocks.ts";
import type { ReportRow } from "../../../reports/find-reports.ts";
import { kindNames, whereOf } from "./words.ts";

/** Characters of the resident's words in a row. */
const BEGINNING = 60;

/** A report in a list; the whole row leads to it. */
export function Row({
  row,
  zone,
  now,
}: {
  readonly row: ReportRow & { readonly due?: Due };
  readonly zone: string;
  readonly now: Date;
}) {
  const { report, words, attachments = [], holder, due } = row;
  const came = attachments.map(({ kind }) => kindNames[kind]).join("、");
  return (
    <li>
      <a class="row-link" href={`/officer/reports/${report.number}`}>
        <span class="badges">
          {report.priority === "urgent" && isOpen(report) && <span class="badge bad">急件</span>}
          {due && <DueBadge due={due} zone={zone} now={now} />}
          <span class="badge">{statusNames[report.status]}</span>
          {report.unread ? <span class="badge new">新的话{report.unread}条</span> : ""}
        </span>
        <span class="what">
          <b>
            {report.number} {categoryNames[report.category]}・{showableLine(whereOf(report), 24)}
          </b>
          <span class="words">
            {words === undefined ? `〔${came || "附件"}〕` : showableLine(words, BEGINNING)}
          </span>
        </span>
        <span class="when">
          {holder && <span>{holder}</span>}
          <time datetime={report.receivedAt}>{shortTime(report.receivedAt, zone, now)}</time>
        </span>
      </a>
    </li>
  );
}

/** `超期1天`, `今天到期`, `12月3日到期`. */
export function DueBadge({
  due,
  zone,
  now,
}: {
  readonly due: Due;
  readonly zone: string;
  readonly now: Date;
}) {
  const late = now.getTime() - due.at.getTime();
  const days = Math.floor(late / 86_400_000);
  if (late >= 0) return <span class="badge bad">超期{days > 0 ? `${days}天` : ""}</span>;
  const day = inZone(due.at, zone);
  if (day.isSame(inZone(now, zone), "day")) return <span class="badge soon">今天到期</span>;
  return <span class="badge">{day.format("M月D日")}到期</span>;
}

/** `今天 08:02`, `昨天 17:40`, `11月27日 09:14`, and with the year where it is another. */
export function shortTime(at: string, zone: string, now: Date): string {
  const [then, today] = [inZone(at, zone), inZone(now, zone)];
  const time = then.format("HH:mm");
  if (then.isSame(today, "day")) return `今天 ${time}`;
  if (then.isSame(today.subtract(1, "day"), "day")) return `昨天 ${time}`;
  return then.format(then.year() === today.year() ? "M月D日 HH:mm" : "YYYY年M月D日 HH:mm");
}
