import { rowsOf, type SetupForm } from "../../config/written-station.ts";
import type { SetupFault } from "./parts.ts";
import { pastedRows } from "./pasted.ts";
import { holdsField, isRows, type Step } from "./steps.ts";

/** Characters: of a field, and of a list that is pasted. */
const LONGEST = { field: 4_000, paste: 100_000 };
const MOST_ROWS = 900;

/** What was filled in so far with what a page sent: only what it asks for, and what was not kept is said. */
export function keep(
  step: Step,
  body: Readonly<Record<string, unknown>>,
  form: SetupForm,
  found: readonly { readonly id: string }[],
): { readonly form: SetupForm; readonly refused: readonly SetupFault[] } {
  const next: Record<string, string> = { ...form };
  const refused: SetupFault[] = [];
  for (const [field, typed] of Object.entries(body)) {
    if (!holdsField(step, field) || typeof typed !== "string") continue;
    if (typed.length > LONGEST.field)
      refused.push({ field, message: `太长了，最多${LONGEST.field}个字，没有收下` });
    else next[field] = typed;
  }
  const add = (list: string, columns: readonly string[], rows: readonly (readonly string[])[]) => {
    const first = Math.max(-1, ...rowsOf(next, list)) + 1;
    if (first + rows.length > MOST_ROWS) return false;
    for (const [i, row] of rows.entries())
      for (const [j, column] of columns.entries()) next[`${list}.${first + i}.${column}`] = row[j] ?? "";
    return true;
  };
  for (const rows of step.asks.filter(isRows)) {
    const field = `paste.${rows.list}`;
    const text = typeof body[field] === "string" ? body[field] : "";
    const pasted = text.length > LONGEST.paste ? [] : pastedRows(rows, text);
    const columns = rows.columns.map(({ name }) => name);
    if (pasted.some((row) => row.some((cell) => cell.length > LONGEST.field)))
      refused.push({ field, message: `有一格太长，最多${LONGEST.field}个字，都没有收下` });
    else if (text.length > LONGEST.paste || !add(rows.list, columns, pasted))
      refused.push({ field, message: `太多了，最多${MOST_ROWS}行，没有收下` });
  }
  // Groups that were found and ticked are rows as if they had been typed.
  const ticked = [body.pick].flat().filter((id) => found.some((group) => group.id === id));
  if (step.id === "groups")
    add(
      "groups",
      ["id"],
      ticked.map((id) => [String(id)]),
    );
  return { form: next, refused };
}
