/** @jsxImportSource hono/jsx */
import { type Context, Hono } from "hono";
import { categoryNames, isOpen, type Report, statusNames } from "../../domain/reports.ts";
import { maySee } from "../../domain/rights.ts";
import { showable, showableLine } from "../../domain/showable.ts";
import { entriesOfReport } from "../../ledgers/find-entries.ts";
import { listCanned } from "../../reports/canned-answers.ts";
import { nextDue } from "../../reports/clocks.ts";
import { codeNameOf } from "../../reports/code-name-of.ts";
import { similarReports } from "../../reports/merge-reports.ts";
import { readReport } from "../../reports/read-report.ts";
import { othersTold } from "../../reports/reply-to-resident.ts";
import { cookiesOf } from "./guard.ts";
import { Layout } from "./parts/layout.tsx";
import type { Me, OfficerEnv, OfficerParts } from "./parts/me.ts";
import { DueBadge } from "./parts/report-row.tsx";
import { Timeline } from "./parts/timeline.tsx";
import { refusalOf, whereOf } from "./parts/words.ts";
import { acts } from "./report-acts.ts";
import { ReportForms } from "./report-forms.tsx";

const MAX_TEXT = 2_000;

/** One report: what was said and done, and everything that its reader may do to it. */
export function createReportPage(parts: OfficerParts): Hono<OfficerEnv> {
  const { actions } = parts;
  const cookies = cookiesOf(parts);
  const app = new Hono<OfficerEnv>();

  app.get("/:number{R\\d{4}-\\d{4,}}", async (c) => {
    const me = c.get("me");
    const number = c.req.param("number");
    const read = await readReport(actions, me.actor, { number });
    if ("refused" in read) return missing(c, me, refusalOf(read));
    const { done: report, entries, attachments } = read;
    const officers = (await actions.store.officers.all()).filter((one) => !one.revokedAt);
    const names = new Map(officers.map(({ id, name }) => [id, name]));
    const canned = await listCanned(actions, me.actor);
    const alike = await similarReports(actions.store, report, actions.clock.now());
    const fromIt = await entriesOfReport(actions, me.actor, number);
    const due = nextDue(report, actions);
    const zone = actions.config.station.timezone;
    return c.html(
      <Layout
        title={number}
        me={me}
        at="/officer/reports"
        back="/officer/reports"
        live={`report=${number}`}
        said={cookies.said(c)}
      >
        <div class="desk">
          <section class="card about" data-live="about">
            <h1>
              <span class="badge">{categoryNames[report.category]}</span>
              <span class="badge">{statusNames[report.status]}</span>
              {report.priority === "urgent" && isOpen(report) && <span class="badge bad">急件</span>}
              {due && <DueBadge due={due} zone={zone} now={actions.clock.now()} />}
              {showable(whereOf(report))}
            </h1>
            <p>{aboutLine(report, names, await codeNameOf(actions.store, report))}</p>
            {fromIt.map(({ entry, ledger }) => (
              <p class="hint">
                台账：<a href={`/officer/ledgers/${ledger.id}/${entry.id}`}>{entry.number}</a>
              </p>
            ))}
            {alike
              .filter((one) => maySee(me.officer, one))
              .map((one) => (
                <p class="hint">
                  可能是同一件：<a href={`/officer/reports/${one.number}`}>{one.number}</a>{" "}
                  {showableLine(whereOf(one), 24)}
                </p>
              ))}
          </section>
          <section class="card" data-live="timeline" aria-label="经过">
            <Timeline
              entries={entries}
              attachments={attachments}
              names={names}
              actions={actions}
              number={number}
            />
          </section>
          <ReportForms
            report={report}
            me={me}
            world={{ officers, offices: actions.config.offices.map(({ name }) => name) }}
            canned={"done" in canned ? canned.done : []}
            others={await othersTold(actions.store, number)}
          />
        </div>
      </Layout>,
    );
  });

  app.post("/:number{R\\d{4}-\\d{4,}}/:act", async (c) => {
    const me = c.get("me");
    const number = c.req.param("number");
    const act = acts.find(({ id }) => id === c.req.param("act"));
    if (!act) return c.notFound();
    const form = await c.req.parseBody();
    const field = (name: string) => {
      const value = form[name];
      return typeof value === "string"
        ? value
            .replaceAll("\r\n", "\n")
            .trim()
            .slice(0, MAX_TEXT + 1)
        : "";
    };
    const report = await actions.store.reports.byNumber(number);
    const fields =
      report && maySee(me.officer, report) ? act.fields?.(report, { officers: [], offices: [] }) : [];
    const empty = fields?.find(({ name, kind }) => kind === "words" && field(name) === "");
    const said =
      field("text").length > MAX_TEXT
        ? `一次最多${MAX_TEXT}字，没有办。`
        : empty
          ? `「${empty.label}」没写，没有办。`
          : await act.run(actions, me.actor, number, field);
    cookies.say(c, said);
    return c.redirect(`/officer/reports/${number}`, 303);
  });

  function missing(c: Context, me: Me, sentence: string) {
    return c.html(
      <Layout title="没有这件反映" me={me} at="/officer/reports" back="/officer/reports">
        <p class="empty">{sentence}</p>
      </Layout>,
      404,
    );
  }

  return app;
}

function aboutLine(report: Report, names: ReadonlyMap<string, string>, codeName: string): string {
  const holder = report.assignee && names.get(report.assignee);
  const marks = [report.restricted && "只给所领导", report.sensitive && "特别保护"];
  return [codeName, report.office, holder ? `${holder}在办` : "还没有人接手", ...marks]
    .filter(Boolean)
    .join("・");
}
