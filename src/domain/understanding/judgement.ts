import { type Category, categories } from "../reports.ts";
import { type Danger, dangers, type Likely, type MessageKind, messageKinds } from "../understanding.ts";
import { logitsFor, type Mark, type Meaning, type Model, marks } from "./model.ts";

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
  const chances = meanings.map((_, m) => Math.exp((logits[m] as number) - highest));
  const sum = (which: (meaning: Meaning) => boolean) =>
    meanings.reduce((all, meaning, m) => (which(meaning) ? all + (chances[m] as number) : all), 0);
  const all = sum(() => true);
  const rank = <T>(choices: readonly T[], fits: (meaning: Meaning, choice: T) => boolean): Likely<T>[] => {
    const parts = choices.map((is) => ({ is, chance: sum((meaning) => fits(meaning, is)) }));
    const whole = parts.reduce((total, { chance }) => total + chance, 0) || 1;
    return parts
      .map(({ is, chance }) => ({ is, probability: chance / whole }))
      .sort((a, b) => b.probability - a.probability);
  };
  return {
    kinds: rank(messageKinds, (meaning, kind) => meaning.kind === kind),
    categories: rank(categories, (meaning, category) => meaning.category === category),
    danger: sum(({ danger }) => danger !== undefined) / all,
    dangers: rank(dangers, (meaning, danger) => meaning.danger === danger),
    marks: Object.fromEntries(
      marks.map((mark, m) => [mark, 1 / (1 + Math.exp(-(logits[meanings.length + m] as number)))]),
    ) as Record<Mark, number>,
  };
}
