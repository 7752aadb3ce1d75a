import { readFileSync } from "node:fs";
import type { Understanding } from "../../src/domain/understanding.ts";

/** One labelled message of tests/fixtures/resident-messages*.json. */
interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly kind: string;
  readonly category: string | null;
  readonly urgent: boolean;
  readonly place: string | null;
  readonly note?: string;
}

export interface Rate {
  readonly right: number;
  readonly of: number;
}

interface Score {
  readonly report: Rate;
  readonly kind: Rate;
  readonly category: Rate;
  readonly urgentRecall: Rate;
  readonly urgentPrecision: Rate;
  readonly placeExact: Rate;
  readonly placeOverlap: Rate;
  /** What was understood otherwise than labelled, one line each. */
  readonly misses: readonly string[];
}

/** The given messages, and our own (see `about` and `firstRun` in the file). */
export const sets = ["resident-messages", "resident-messages-heldout"] as const;

/** The labelled set `name`: `all`, and `plain` without those whose label a careful reader may doubt. `firstRun`: see the file. */
export function labelled(name: (typeof sets)[number]) {
  const file = new URL(`../../tests/fixtures/${name}.json`, import.meta.url);
  const { messages: all, firstRun = [] } = JSON.parse(readFileSync(file, "utf8")) as {
    messages: Labelled[];
    firstRun?: unknown[];
  };
  return { all, plain: all.filter((m) => !m.note?.includes("debatable")), firstRun };
}

/** How `understand` does on `messages`. Category and place are judged where the label is a report. */
export function score(messages: readonly Labelled[], understand: (text: string) => Understanding): Score {
  const seen = messages.map((label) => ({ label, got: understand(label.text) }));
  type Seen = (typeof seen)[number];
  const rate = (which: (s: Seen) => boolean, right: (s: Seen) => boolean): Rate => {
    const chosen = seen.filter(which);
    return { right: chosen.filter(right).length, of: chosen.length };
  };
  const isReport = ({ label }: Seen) => label.kind === "report";
  const sameFiling = (s: Seen) => (s.got.kind === "report") === isReport(s);
  const sameKind = (s: Seen) => s.got.kind === s.label.kind;
  const sameCategory = (s: Seen) => s.got.category === (s.label.category ?? undefined);
  const sameUrgency = (s: Seen) => (s.got.danger !== undefined) === s.label.urgent;
  const samePlace = (s: Seen) => (s.got.place ?? null) === s.label.place;
  const overlaps = ({ got, label }: Seen) =>
    got.place === undefined || label.place === null
      ? got.place === undefined && label.place === null
      : label.place.includes(got.place) || got.place.includes(label.place);
  return {
    report: rate(() => true, sameFiling),
    kind: rate(() => true, sameKind),
    category: rate(isReport, sameCategory),
    urgentRecall: rate(
      (s) => s.label.urgent,
      (s) => s.got.danger !== undefined,
    ),
    urgentPrecision: rate(
      (s) => s.got.danger !== undefined,
      (s) => s.label.urgent,
    ),
    placeExact: rate(isReport, samePlace),
    placeOverlap: rate(isReport, overlaps),
    misses: seen.flatMap((s) => {
      const { got, label } = s;
      const wrong = [
        sameKind(s) ? "" : `kind ${label.kind}→${got.kind}`,
        !isReport(s) || sameCategory(s) ? "" : `category ${label.category}→${got.category}`,
        sameUrgency(s) ? "" : `urgent ${label.urgent}→${got.danger ?? false}`,
        !isReport(s) || samePlace(s) ? "" : `place ${label.place}→${got.place ?? null}`,
      ].filter((w) => w !== "");
      const doubt = label.note?.includes("debatable") ? " (debatable)" : "";
      return wrong.length === 0
        ? []
        : [`${label.id}${doubt} ${wrong.join("; ")} | ${label.text.slice(0, 60).replaceAll("\n", " ")}`];
    }),
  };
}
