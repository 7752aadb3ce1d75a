import type { Category } from "../../reports.ts";
import type { Danger, MessageKind } from "../../understanding.ts";
import type { Meaning } from "../model.ts";

/** One labelled message, as understanding/GUIDE.md says; marks that nobody has judged are absent. */
export interface Example {
  readonly text: string;
  readonly kind: MessageKind;
  readonly category: Category | null;
  readonly urgent: boolean;
  readonly danger: Danger | null;
  readonly place?: string | null;
  readonly restricted?: boolean;
  readonly sensitive?: boolean;
  readonly offence?: boolean;
}

/** Fewer examples than these make no meaning of their own. */
const LEAST = 25;

/**
 * The meanings that these examples can teach, and which of them each example has. A rare pair of category and danger
 * counts as its category in some danger, else as help in that danger.
 */
export function meaningsOf(examples: readonly Example[]) {
  const steps = examples.map((e) => [
    exact(e),
    { ...exact(e), ...(e.urgent ? { danger: true as const } : {}) },
  ]);
  const exactly = countBy(steps.map(([first]) => keyOf(first as Meaning)));
  const enough = (meaning: Meaning) => (exactly.get(keyOf(meaning)) ?? 0) >= LEAST;
  const loosely = countBy(
    steps.flatMap(([first, second]) => (enough(first as Meaning) ? [] : [keyOf(second as Meaning)])),
  );
  const chosen = examples.map((example, i): Meaning => {
    const [first, second] = steps[i] as [Meaning, Meaning];
    if (enough(first)) return first;
    if ((loosely.get(keyOf(second)) ?? 0) >= 5) return second;
    return example.danger ? { kind: "report", category: "help", danger: example.danger } : first;
  });
  const meanings = [...new Map(chosen.map((meaning) => [keyOf(meaning), meaning])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, meaning]) => meaning);
  const numbers = new Map(meanings.map((meaning, number) => [keyOf(meaning), number]));
  return { meanings, labels: Int32Array.from(chosen, (meaning) => numbers.get(keyOf(meaning)) as number) };
}

function exact({ kind, category, urgent, danger }: Example): Meaning {
  if (kind !== "report") return { kind, ...(urgent ? { danger: true } : {}) };
  return { kind, category: category ?? "help", ...(urgent ? { danger: danger ?? true } : {}) };
}

const keyOf = ({ kind, category, danger }: Meaning) => `${kind}/${category ?? ""}/${danger ?? ""}`;

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
