import { readModel } from "../app/understanding-files.ts";
import { explain } from "../domain/understanding/explain.ts";
import { explanationLines } from "../domain/understanding/explanation-lines.ts";

/** What `jingmin explain` says of a text. */
export function explainVerb(text: string): string[] {
  return explanationLines(explain(text, readModel()));
}
