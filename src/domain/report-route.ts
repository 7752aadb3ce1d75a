import { canonicalName } from "./canonical.ts";
import type { Category, Report } from "./reports.ts";

/** One line of `routing:`; what it leaves out fits every report. */
export interface RouteRule {
  readonly categories?: readonly Category[];
  /** Words of places as they are written in messages. */
  readonly places?: readonly string[];
  readonly office?: string;
  /** `HH:mm`, when it was filed, on the station's clocks; an end that is not later runs over midnight. */
  readonly hours?: { readonly from: string; readonly to: string };
  /** Name of an officer or of a unit, or `duty`. */
  readonly to: string;
}

/** Whom the first rule that fits names; `undefined` where none does. `time`: `HH:mm` at which the report was filed. */
export function routeOf(
  report: Pick<Report, "category" | "place" | "office">,
  rules: readonly RouteRule[],
  time: string,
): string | undefined {
  return rules.find((rule) => fits(rule, report, time))?.to;
}

function fits(
  { categories, places, office, hours }: RouteRule,
  report: Pick<Report, "category" | "place" | "office">,
  time: string,
): boolean {
  const place = canonicalName(report.place ?? "");
  return (
    (!categories || categories.includes(report.category)) &&
    (!places || places.some((word) => place.includes(canonicalName(word)))) &&
    (office === undefined || report.office === office) &&
    (!hours || isWithin(time, hours))
  );
}

function isWithin(time: string, { from, to }: { readonly from: string; readonly to: string }): boolean {
  return from < to ? time >= from && time < to : time >= from || time < to;
}
