import type { ActionContext } from "../app/bot-context.ts";
import { type CannedAnswer, type CannedFault, faultOf, filledIn } from "../domain/canned-answers.ts";
import { canonical, canonicalName } from "../domain/canonical.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { may, rolesFor, type StationAction } from "../domain/rights.ts";
import type { NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { findReport, type OnReport, type ReportRefused } from "./change-report.ts";

/** So many are kept: a longer list nobody reads. */
const MOST = 50;

export type CannedRefused =
  | NotAllowed
  | CannedFault
  | { readonly refused: "exists" | "none" | "full"; readonly name: string };

/** All of them, by name. */
export async function listCanned(
  { store }: ActionContext,
  actor: Actor,
): Promise<{ readonly done: readonly CannedAnswer[] } | NotAllowed> {
  const officer = await allowed(store, actor, "canned.use");
  return officer ? { done: await store.cannedAnswers.all() } : { refused: "not-allowed" };
}

/** Adds one, or changes the one of that name. */
export function writeCanned(
  { store, clock }: ActionContext,
  actor: Actor,
  { mode, name, text }: { readonly mode: "add" | "change"; readonly name: string; readonly text: string },
): Promise<{ readonly done: CannedAnswer } | CannedRefused> {
  return store.tx(async (t) => {
    const officer = await allowed(t, actor, "canned.tend");
    if (!officer) return { refused: "not-allowed" };
    const all = await t.cannedAnswers.all();
    const known = named(all, name);
    if (mode === "add" && known) return { refused: "exists", name: known.name };
    if (mode === "change" && !known) return { refused: "none", name };
    if (!known && all.length >= MOST) return { refused: "full", name };
    const answer = {
      name: known?.name ?? canonical(name),
      text,
      by: officer.id,
      at: clock.now().toISOString(),
    };
    const fault = faultOf(answer);
    if (fault) return fault;
    t.cannedAnswers.put(answer);
    audit(t, officer, known ? "canned.changed" : "canned.added", answer);
    return { done: answer };
  });
}

export function removeCanned(
  { store, clock }: ActionContext,
  actor: Actor,
  { name }: { readonly name: string },
): Promise<{ readonly done: CannedAnswer } | CannedRefused> {
  return store.tx(async (t) => {
    const officer = await allowed(t, actor, "canned.tend");
    if (!officer) return { refused: "not-allowed" };
    const known = named(await t.cannedAnswers.all(), name);
    if (!known) return { refused: "none", name };
    t.cannedAnswers.remove(known.name);
    audit(t, officer, "canned.removed", { ...known, at: clock.now().toISOString() });
    return { done: known };
  });
}

export type WordsRefused =
  | { readonly refused: "no-canned-answer"; readonly name: string }
  /** A placeholder of it has no value here. */
  | { readonly refused: "nothing-for"; readonly placeholder: string };

/**
 * What is said to the resident where an officer wrote `text`: the canned answer where the text is its name, with or
 * without 常用语 before it; else the text itself.
 */
export async function wordsFor(
  context: ActionContext,
  actor: Actor,
  { number, text }: OnReport & { readonly text: string },
): Promise<{ readonly words: string } | ReportRefused | WordsRefused> {
  const { store, config } = context;
  const typed = text.trim();
  const asked = /^常用语[\s:：]*(?=\S)/u.exec(typed)?.[0];
  const name = asked ? typed.slice(asked.length) : typed;
  const answer = name.length > 20 ? undefined : named(await store.cannedAnswers.all(), name);
  if (!answer) return asked && name.length <= 20 ? { refused: "no-canned-answer", name } : { words: text };
  const found = await findReport(store, context, actor, { action: "report.reply", number });
  if ("refused" in found) return found;
  const { report, officer } = found;
  const { phone, name: station } = config.station;
  const values = {
    编号: number,
    民警: officer.name,
    警务室: report.office ?? officer.office ?? station,
    电话: phone,
  };
  const filled = filledIn(answer.text, values);
  return "missing" in filled
    ? { refused: "nothing-for", placeholder: filled.missing }
    : { words: filled.text };
}

function named(all: readonly CannedAnswer[], name: string): CannedAnswer | undefined {
  const wanted = canonicalName(name);
  return wanted === "" ? undefined : all.find((one) => canonicalName(one.name) === wanted);
}

async function allowed(reads: Reads, actor: Actor, action: StationAction): Promise<Officer | undefined> {
  const officer = "officer" in actor ? await reads.officers.get(actor.officer) : undefined;
  return officer && may(officer, rolesFor(action)) ? officer : undefined;
}

function audit(t: Tx, { id }: Officer, action: string, { name, text, at }: CannedAnswer): void {
  const subject = { kind: "system", id: "canned-answers" } as const;
  t.audit.append({ at, actor: { officer: id }, action, subject, words: `${name}\n${text}` });
}
