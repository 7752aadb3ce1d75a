import { type Category, categories, categoryNames } from "../domain/reports.ts";

const shortCategories = new Map<string, Category>([
  ["举报", "tip"],
  ["线索", "tip"],
  ["意见", "suggestion"],
  ["建议", "suggestion"],
  ["可疑", "suspicious"],
]);

/** The category that a word names, by its own name or a shorter one. */
export function categoryNamed(word: string): Category | undefined {
  return categories.find((category) => categoryNames[category] === word) ?? shortCategories.get(word);
}
