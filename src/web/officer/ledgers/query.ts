import type { Ledger } from "../../../domain/ledgers.ts";
import { addDays } from "../../../domain/named-days.ts";
import type { LedgerEntryFilter } from "../../../store/store.ts";

const MAX_TERMS = 8;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What a list is filtered by, as its address says; what is no day is left out. */
export interface Query {
  readonly terms: string;
  /** `open`, `ended`, `any`, or what `namedStates` calls one. */
  readonly state: string;
  readonly office: string;
  /** An officer's name. */
  readonly officer: string;
  readonly subject: string;
  readonly late: boolean;
  readonly from: string;
  readonly until: string;
  readonly page: number;
  readonly print: boolean;
}

export function readQuery(query: (name: string) => string | undefined): Query {
  const day = (name: string) => {
    const found = DAY.exec(query(name) ?? "")?.[0] ?? "";
    return found !== "" && addDays(found, 0) === found ? found : "";
  };
  const text = (name: string) => (query(name) ?? "").slice(0, 200).trim();
  return {
    terms: text("q"),
    state: query("state") ?? "open",
    office: text("office"),
    officer: text("officer"),
    subject: text("subject"),
    late: query("late") === "1",
    from: day("from"),
    until: day("until"),
    page: Number(/^[1-9]\d{0,4}$/.exec(query("page") ?? "")?.[0] ?? 1),
    print: query("print") === "1",
  };
}

const OURS = ["open", "ended", "any"];
/** What the address calls each state: its id, unless we mean something else by that word. */
export function namedStates({ states }: Ledger) {
  return states.map(({ id, title }) => ({ value: OURS.includes(id) ? `state-${id}` : id, id, title }));
}

/** `officers`: ids by names. */
export function filterOf(
  { terms, state, office, officer, subject, late, from, until }: Query,
  ledger: Ledger,
  { officers, today }: { readonly officers: ReadonlyMap<string, string>; readonly today: string },
): Omit<LedgerEntryFilter, "ledgers"> {
  const named = namedStates(ledger).find(({ value }) => value === state);
  return {
    ...(named ? { states: [named.id] } : {}),
    ...(state === "open" || late ? { open: true } : {}),
    ...(state === "ended" && !late ? { open: false } : {}),
    ...(late ? { dueBefore: today } : {}),
    ...(office ? { office } : {}),
    // Somebody who is none of ours has written nothing.
    ...(officer ? { officer: officers.get(officer) ?? "-" } : {}),
    ...(subject ? { subject } : {}),
    ...(from ? { from } : {}),
    ...(until ? { before: addDays(until, 1) } : {}),
    ...(terms ? { terms: terms.split(/\s+/).slice(0, MAX_TERMS) } : {}),
  };
}

/** Whether nothing was asked for but what is to be done, or what is late. */
export function asksForWork(query: Query): boolean {
  return query.state === "open" && searchOf({ ...query, late: false }) === "?state=open";
}

/** The same filters as an address, without the page. */
export function searchOf(query: Query, more: Readonly<Record<string, string>> = {}): string {
  const { terms, state, office, officer, subject, late, from, until } = query;
  const set = { q: terms, office, officer, subject, from, until, late: late ? "1" : "" };
  const chosen = Object.entries(set).filter(([, value]) => value !== "");
  return `?${new URLSearchParams({ state, ...Object.fromEntries(chosen), ...more })}`;
}
