import { categories } from "../../../domain/reports.ts";

/** What the address of the list holds; what it does not know is as if it were not there. */
export function readQuery(query: (name: string) => string | undefined) {
  const oneOf = <T extends string>(name: string, all: readonly T[]) => all.find((one) => one === query(name));
  const page = Number(/^[1-9]\d{0,4}$/.exec(query("page") ?? "")?.[0] ?? 1);
  return {
    terms: (query("q") ?? "").slice(0, 200).trim(),
    whose: oneOf("whose", ["near", "mine", "all"]) ?? "near",
    state: oneOf("state", ["open", "waiting", "closed", "any"]) ?? "open",
    category: oneOf("category", categories),
    office: query("office") ?? "",
    urgent: query("urgent") === "1",
    unread: query("unread") === "1",
    newest: query("order") === "newest",
    due: oneOf("due", ["today", "late"]),
    page,
  } as const;
}
