import { type Category, categories } from "../reports.ts";
import { type Danger, dangers, type Likely, type MessageKind, messageKinds } from "../understanding.ts";
import { logitsFor, type Mark, type Model, marks } from "./model.ts";

/** What the model makes of a text, before any rule: chances of 0 to 1, the likeliest first. */
export interface Judgement {
  readonly kinds: readonly Likely<MessageKind>[];
  readonly categories: readonly Likely<Category>[];
  /** That somebody is in danger now. */
  readonly danger: number;
  /** Which danger, if any. */
  readonly dangers: readonly Likely<Danger>[];
  readonly marks: Readonly<Record<Mark, number>>;
}

export function judge(model: Model, text: string): Judgement {
  return judgementOf(model, logitsFor(model, text));
}

/** `logits`: see `logitsFor`. */
function judgementOf({ meanings }: Pick<Model, "meanings">, logits: Float64Array): Judgement {
  const highest = Math.max(...logits.subarray(0, meanings.length));
  const ofKind = tally(messageKinds);
  const ofCategory = tally(categories);
  const ofDanger = tally(dangers);
  let all = 0;
  let inDanger = 0;
  for (const [m, { kind, category, danger }] of meanings.entries()) {
    const chance = Math.exp((logits[m] as number) - highest);
    all += chance;
    ofKind.add(kind, chance);
    if (category !== undefined) ofCategory.add(category, chance);
    if (danger === undefined) continue;
    inDanger += chance;
    if (danger !== true) ofDanger.add(danger, chance);
  }
  return {
    kinds: ofKind.ranked(),
    categories: ofCategory.ranked(),
    danger: inDanger / all,
    dangers: ofDanger.ranked(),
    marks: Object.fromEntries(
      marks.map((mark, m) => [mark, 1 / (1 + Math.exp(-(logits[meanings.length + m] as number)))]),
    ) as Record<Mark, number>,
  };
}

/** Chances of each choice, and at the end their shares, the likeliest first. */
function tally<T>(choices: readonly T[]) {
  const chances = new Map<T, number>(choices.map((choice) => [choice, 0]));
  return {
    add: (choice: T, chance: number): void => void chances.set(choice, (chances.get(choice) ?? 0) + chance),
    ranked(): Likely<T>[] {
      let whole = 0;
      for (const chance of chances.values()) whole += chance;
      return [...chances]
        .map(([is, chance]) => ({ is, probability: chance / (whole || 1) }))
        .sort((a, b) => b.probability - a.probability);
    },
  };
}
