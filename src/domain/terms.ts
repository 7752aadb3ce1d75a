import { type Category, categories } from "./reports.ts";

/** How long something may take. */
export interface Term {
  /** Whole days; the day on which it begins is not counted. */
  readonly days: number;
  /** `workdays`: days on which people work. `days`: every day, but the last one is a working day. */
  readonly calendar: "workdays" | "days";
}

/** Until the station has answered, and until it is closed; without a second term only what a person sets one. */
export interface Terms {
  readonly first: Term;
  readonly close?: Term;
}

/** Of reports that a person set a time, where their category has none. */
export const usualClose: Term = { days: 15, calendar: "days" };

const soon: Terms = { first: { days: 1, calendar: "workdays" } };
const later: Terms = { first: { days: 3, calendar: "workdays" } };
const shipped: Partial<Record<Category, Terms>> = {
  help: soon,
  dispute: soon,
  complaint: { ...later, close: usualClose },
};

/** What jingmin.yaml says of a category; what it leaves out is as shipped. */
export interface WrittenTerms {
  readonly first?: number | undefined;
  readonly close?: number | undefined;
  readonly calendar?: Term["calendar"] | undefined;
}

/** Every category's terms. `calendar` is that of both. */
export function termsBy(
  written: Partial<Readonly<Record<Category, WrittenTerms | undefined>>>,
): Readonly<Record<Category, Terms>> {
  const merged = (
    usual: Term | undefined,
    days: number | undefined,
    calendar: Term["calendar"] | undefined,
  ) =>
    usual || days !== undefined
      ? { days: days ?? usual?.days ?? 0, calendar: calendar ?? usual?.calendar ?? usualClose.calendar }
      : undefined;
  const termsOf = (category: Category): Terms => {
    const usual = shipped[category] ?? later;
    const { first, close, calendar } = written[category] ?? {};
    const closing = merged(usual.close, close, calendar);
    return {
      first: merged(usual.first, first, calendar) ?? usual.first,
      ...(closing ? { close: closing } : {}),
    };
  };
  return Object.fromEntries(categories.map((category) => [category, termsOf(category)])) as Record<
    Category,
    Terms
  >;
}
