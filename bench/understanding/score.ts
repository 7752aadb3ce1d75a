import { marks } from "../../src/domain/understanding/model.ts";
import type { Example } from "../../src/domain/understanding/training/example.ts";
import type { Interpretation } from "../../src/domain/understanding.ts";

export interface Rate {
  readonly right: number;
  readonly of: number;
}

/** A labelled message and what was made of it. */
export interface Seen {
  readonly label: Example;
  readonly got: Interpretation;
}

const mayOpen = (kind: string) => kind === "report" || kind === "supplement";

/** Every figure of the bench, by name; see `explanations` for what each counts. */
export function figures(seen: readonly Seen[]) {
  const rate = (which: (s: Seen) => boolean, right: (s: Seen) => boolean): Rate => {
    const chosen = seen.filter(which);
    return { right: chosen.filter(right).length, of: chosen.length };
  };
  const every = () => true;
  const isReport = ({ label }: Seen) => label.kind === "report" && label.category !== null;
  const isUrgent = ({ label }: Seen) => label.urgent;
  const isCalm = ({ label }: Seen) => !label.urgent;
  const isTold = ({ got }: Seen) => got.danger?.level === "now";
  const isAsked = ({ got }: Seen) => got.danger !== undefined;
  const top = ({ label, got }: Seen, count: number) =>
    (got.chances?.categories ?? []).slice(0, count).some(({ is }) => is === label.category);
  return {
    "report or not": rate(every, ({ label, got }) => mayOpen(label.kind) === mayOpen(got.kind)),
    "kind report or not": rate(
      every,
      ({ label, got }) => (label.kind === "report") === (got.kind === "report"),
    ),
    kind: rate(every, ({ label, got }) => label.kind === got.kind),
    category: rate(isReport, (s) => top(s, 1)),
    "category, top 2": rate(isReport, (s) => top(s, 2)),
    "danger told at once": rate(isUrgent, isTold),
    "of those told, in danger": rate(isTold, isUrgent),
    "danger told or asked": rate(isUrgent, isAsked),
    "which danger": rate(
      (s) => isUrgent(s) && isAsked(s),
      ({ label, got }) => label.danger === got.danger?.kind,
    ),
    "told in vain": rate(isCalm, isTold),
    "asked in vain": rate(isCalm, (s) => isAsked(s) && !isTold(s)),
    ...Object.fromEntries(
      marks.flatMap((mark) => [
        [
          `${mark}, heard`,
          rate(
            ({ label }) => label[mark] === true,
            ({ got }) => got[mark] === true,
          ),
        ],
        [
          `${mark}, in vain`,
          rate(
            ({ label }) => label[mark] === false,
            ({ got }) => got[mark] === true,
          ),
        ],
      ]),
    ),
    place: rate(
      (s) => isReport(s) && s.label.place !== undefined,
      ({ label, got }) => (got.place ?? null) === label.place,
    ),
  } as Readonly<Record<string, Rate>>;
}

/** By label and answer, how often one was taken for the other, the most frequent first. */
export function confusions(seen: readonly Seen[], of: (s: Seen) => readonly [string, string] | undefined) {
  const counts = new Map<string, number>();
  for (const s of seen) {
    const [label, got] = of(s) ?? ["", ""];
    if (label !== got) counts.set(`${label} → ${got}`, (counts.get(`${label} → ${got}`) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** What was understood otherwise than labelled: one line, or none. */
export function errorLine({ label, got }: Seen): string | undefined {
  const wrong = [
    label.kind === got.kind ? "" : `kind ${label.kind}→${got.kind}`,
    label.category === null || label.category === got.category
      ? ""
      : `category ${label.category}→${got.category}`,
    label.urgent === (got.danger?.level === "now")
      ? ""
      : `danger ${label.danger}→${got.danger ? `${got.danger.kind} ${got.danger.level}` : "none"}`,
    ...marks.map((mark) =>
      label[mark] === undefined || label[mark] === got[mark] ? "" : `${mark} ${got[mark]}`,
    ),
  ].filter((part) => part !== "");
  return wrong.length === 0
    ? undefined
    : `${wrong.join("; ")} | ${label.text.slice(0, 80).replaceAll("\n", " ")}`;
}
