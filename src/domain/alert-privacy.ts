import type { Alert } from "./alerts.ts";
import { findPersonalData, type PersonalData } from "./personal-data.ts";

/** An alert with these words may not be submitted: `found`, in order, is what tells in `text` who somebody is. */
export interface PersonalRefused {
  readonly refused: "personal";
  readonly text: string;
  readonly found: readonly PersonalData[];
}

/** What an officer signs with, before or behind their name. */
const rankBefore = /(?:民警|警官|辅警|协管员|警长|所长|教导员)(?:是|为|:|：|\s)?$/u;
const rankBehind = /^\s?(?:警官|民警|警长|所长|教导员)/u;

/**
 * What in an alert's words tells who somebody is. Landlines are those of companies and offices, and officers may sign
 * with their names; a template that looks for a person may name them and whom to call, but holds no number of a card.
 */
export function personalInAlert({
  text,
  template,
}: Pick<Alert, "text" | "template">): PersonalRefused | undefined {
  const found = findPersonalData(text).filter((one) => {
    if (one.kind === "landline") return false;
    if (template?.personal && one.kind !== "id" && one.kind !== "card") return false;
    return one.kind !== "name" || !isSigned(text, one);
  });
  return found.length === 0 ? undefined : { refused: "personal", text, found };
}

function isSigned(text: string, { index, length }: PersonalData): boolean {
  return rankBefore.test(text.slice(0, index)) || rankBehind.test(text.slice(index + length));
}
