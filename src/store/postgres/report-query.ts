import { categories, type Report } from "../../domain/reports.ts";
import type { Sight } from "../../domain/rights.ts";
import { parseTerms, type Term } from "../search.ts";
import type { ReportFilter, ReportReads } from "../store.ts";
import { gramsOf } from "./search-grams.ts";
import type { Source } from "./source.ts";

type Queries = Pick<ReportReads, "find" | "newest" | "tally">;

/** The questions to all reports, each one statement. */
export function createReportQueries(source: Source): Queries {
  const select = async (filter: ReportFilter, order: "ASC" | "DESC", limit: number, offset: number) => {
    const { where, values } = conditions(filter);
    return source.rows<Report>(
      `SELECT row FROM reports WHERE ${where}
       ORDER BY received_at ${order}, id ${order} LIMIT ${Number(limit)} OFFSET ${Number(offset)}`,
      values,
    );
  };
  return {
    async find(filter, { limit, offset = 0, oldestFirst = false }) {
      const { where, values } = conditions(filter);
      const [counted] = await source.select<{ total: number }>(
        `SELECT count(*)::int AS total FROM reports WHERE ${where}`,
        values,
      );
      const reports = await select(filter, oldestFirst ? "ASC" : "DESC", limit, offset);
      return { reports, total: counted?.total ?? 0 };
    },
    newest: (filter, limit) => select(filter, "DESC", limit, 0),
    async tally(filter) {
      const { where, values } = conditions({ ...filter, anonymised: "too" });
      const counts = await source.select<Awaited<ReturnType<Queries["tally"]>>[number]>(
        `SELECT category, status, count(*)::int AS count FROM reports WHERE ${where}
         GROUP BY category, status ORDER BY max(received_at || id) DESC`,
        values,
      );
      const place = (of: (typeof counts)[number]) => categories.indexOf(of.category);
      return counts.sort((a, b) => place(a) - place(b));
    },
  };
}

/** A filter as what follows WHERE, and the values of its `$1`, `$2`. */
function conditions(filter: ReportFilter): { where: string; values: unknown[] } {
  const values: unknown[] = [];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const all: string[] = ["true"];
  const { statuses, categories: kinds, reporter, unread, from, before, anyOf, sight } = filter;
  if (filter.anonymised === undefined) all.push("NOT anonymised");
  if (statuses) all.push(`status = ANY(${value(statuses)}::text[])`);
  if (kinds) all.push(`category = ANY(${value(kinds)}::text[])`);
  if (reporter !== undefined) all.push(`reporter = ${value(reporter)}`);
  if (unread !== undefined) all.push(unread ? "unread" : "NOT unread");
  if (from !== undefined) all.push(`received_at >= ${value(new Date(from).toISOString())}`);
  if (before !== undefined) all.push(`received_at < ${value(new Date(before).toISOString())}`);
  all.push(isWith(filter, value));
  if (anyOf) all.push(`(${["false", ...anyOf.map((one) => isWith(one, value))].join(" OR ")})`);
  if (sight) all.push(inSight(sight, value));
  const terms = parseTerms(filter.terms ?? []);
  if (terms.length > 0) all.push(`id IN (SELECT id FROM report_texts WHERE ${occur(terms, value)})`);
  return { where: all.join(" AND "), values };
}

type Value = (one: unknown) => string;

function isWith(
  { office, assignee, priority }: Pick<ReportFilter, "office" | "assignee" | "priority">,
  value: Value,
): string {
  const all: string[] = ["true"];
  if (office === null) all.push("office IS NULL");
  else if (office !== undefined) all.push(`office = ${value(office)}`);
  if (assignee !== undefined) all.push(`assignee = ${value(assignee)}`);
  if (priority !== undefined) all.push(`priority = ${value(priority)}`);
  return `(${all.join(" AND ")})`;
}

/** `isInSight`, in SQL. */
function inSight({ sensitive, restricted, officer }: Sight, value: Value): string {
  const seen = { all: "true", danger: "priority = 'urgent'", none: "false" }[restricted];
  const isMeant = `coalesce((row -> 'meant')::jsonb ? ${value(officer)}::text, false)`;
  return `(${sensitive ? "true" : "NOT sensitive"}) AND (NOT restricted OR (${seen} AND NOT ${isMeant}))`;
}

/** The index finds what has the characters of a form, in whatever places; the text itself decides. */
function occur(terms: readonly Term[], value: Value): string {
  const one = (form: string): string =>
    `(grams @> ${value(gramsOf(form))}::int[] AND strpos(text, ${value(form)}) > 0)`;
  return terms.map((forms) => `(${forms.map(one).join(" OR ")})`).join(" AND ");
}
