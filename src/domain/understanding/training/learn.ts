import { type Category, categories, type Report } from "../../reports.ts";
import type { MessageKind } from "../../understanding.ts";
import { messageKinds } from "../../understanding.ts";
import { interpret } from "../interpret.ts";
import type { Model } from "../model.ts";
import type { Example } from "./example.ts";
import { trainModel } from "./train.ts";

/** What a person set right in a report, with the words that the resident began it with. */
export interface Lesson {
  readonly text: string;
  readonly report: Pick<Report, "id" | "category" | "priority" | "restricted" | "sensitive">;
  /** `kind`: 「这不是反映」, with what it is instead. */
  readonly field: string;
  readonly label: string;
  readonly byRole: string;
}

/**
 * The examples that a station's corrections make, the last of each report; `model` says what nobody set right. What is
 * sensitive or a complaint never trains; away from danger or complaint only what a leader said counts. Digits are 0.
 */
export function examplesOf(lessons: readonly Lesson[], model: Model): Example[] {
  const byReport = new Map<string, Example>();
  for (const lesson of lessons) {
    const { text, report } = lesson;
    if (report.sensitive || report.restricted || report.category === "complaint") continue;
    const known = byReport.get(report.id) ?? asItStands(text, report, model);
    const learned = apply(known, lesson);
    if (learned) byReport.set(report.id, learned);
  }
  return [...byReport.values()];
}

function asItStands(text: string, report: Lesson["report"], model: Model): Example {
  const { danger, chances } = interpret(text, model);
  const urgent = report.priority === "urgent" || danger?.level === "now";
  return {
    text: text.replace(/\p{Nd}/gu, "0"),
    kind: "report",
    category: report.category,
    urgent,
    danger: urgent ? (danger?.kind ?? chances.dangers[0]?.is ?? "crime") : null,
  };
}

function apply(example: Example, { field, label, byRole }: Lesson): Example | undefined {
  const isLeader = byRole === "leader";
  if (field === "category" && label !== "complaint" && (categories as readonly string[]).includes(label))
    return { ...example, kind: "report", category: label as Category };
  if (field === "restricted")
    return isLeader && label === "false" ? { ...example, restricted: false } : undefined;
  if (field === "priority" && label === "urgent")
    return { ...example, urgent: true, danger: example.danger ?? "crime" };
  if (field === "priority") return isLeader ? { ...example, urgent: false, danger: null } : undefined;
  if (field === "offence") return { ...example, offence: label === "true" };
  const isKind = field === "kind" && (messageKinds as readonly string[]).includes(label);
  if (!isKind || (example.urgent && !isLeader)) return undefined;
  const kind = label as MessageKind;
  return {
    ...example,
    kind,
    category: kind === "report" ? example.category : null,
    urgent: false,
    danger: null,
  };
}

/** Shares of 0 to 1, on messages that the model had not seen. */
export interface Figures {
  readonly category: number;
  readonly danger: number;
  readonly complaint: number;
}

export interface Learned {
  readonly before: Figures;
  readonly after: Figures;
  /** Danger and complaints are heard as often as before, and the category is named no worse. */
  readonly isAccepted: boolean;
}

const FOLDS = 5;

/** Whether a station's own examples help, by cross-validation over them and the shipped ones together. */
export function compare(shipped: readonly Example[], own: readonly Example[]): Learned {
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const train = (all: readonly Example[]) => all.filter((_, i) => i % FOLDS !== fold);
    const test = [...shipped, ...own].filter(
      (_, i) => (i < shipped.length ? i : i - shipped.length) % FOLDS === fold,
    );
    return {
      test,
      before: trainModel(train(shipped), ""),
      after: trainModel(train(shipped), "", train(own)),
    };
  });
  const before = figuresOf(folds.map(({ test, before }) => ({ test, model: before })));
  const after = figuresOf(folds.map(({ test, after }) => ({ test, model: after })));
  const isAccepted =
    after.danger >= before.danger && after.complaint >= before.complaint && after.category >= before.category;
  return { before, after, isAccepted };
}

function figuresOf(folds: readonly { readonly test: readonly Example[]; readonly model: Model }[]): Figures {
  const seen = folds.flatMap(({ test, model }) =>
    test.map((label) => ({ label, got: interpret(label.text, model) })),
  );
  type Seen = (typeof seen)[number];
  const share = (which: (s: Seen) => boolean, right: (s: Seen) => boolean) => {
    const chosen = seen.filter(which);
    return chosen.length === 0 ? 1 : chosen.filter(right).length / chosen.length;
  };
  return {
    category: share(
      ({ label }) => label.category !== null,
      ({ label, got }) => got.chances.categories[0]?.is === label.category,
    ),
    danger: share(
      ({ label }) => label.urgent,
      ({ got }) => got.danger?.level === "now",
    ),
    complaint: share(
      ({ label }) => label.restricted === true || label.category === "complaint",
      ({ got }) => got.restricted === true,
    ),
  };
}
