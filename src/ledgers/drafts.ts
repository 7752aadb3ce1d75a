import type { InboundMessage } from "../channels/channel.ts";
import {
  answered,
  askedField,
  nextAsked,
  SUBJECT,
  skipped,
  steppedBack,
  withNext,
} from "../domain/ledger-drafts.ts";
import { readField } from "../domain/ledger-fields.ts";
import { fillFields } from "../domain/ledger-fill.ts";
import { mayInLedger } from "../domain/ledger-rights.ts";
import type { FieldValue, Ledger, LedgerDraft, LedgerEntry, LedgerField } from "../domain/ledgers.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { attachmentJobs } from "../reports/index.ts";
import type { Tx } from "../store/store.ts";
import {
  type LedgerContext,
  type LedgerRefused,
  ledgerById,
  officerActing,
  worldOf,
} from "./ledger-context.ts";
import { rewriteEntry, sealPerson, unsealPersons, writeEntry } from "./write-entry.ts";

/** What is asked now. */
export interface LedgerAsks {
  readonly asks: { readonly draft: LedgerDraft; readonly field: LedgerField; readonly ledger: Ledger };
  /** Why the same is asked again. */
  readonly again?: string;
}
export interface LedgerWritten {
  readonly done: LedgerEntry;
  readonly ledger: Ledger;
}
export type LedgerStep = LedgerAsks | LedgerWritten | LedgerRefused;

/** Begins an entry from what an officer wrote, filled as far as can be told; written at once where nothing is missing. */
export function startEntry(
  context: LedgerContext,
  actor: Actor,
  given: {
    readonly ledger: string;
    readonly typed: string;
    readonly message?: InboundMessage;
    readonly report?: string;
    /** `typed` is a place, and nothing else. */
    readonly placeOnly?: true;
  },
): Promise<LedgerStep> {
  const ledger = ledgerById(context, given.ledger);
  if (!ledger) return Promise.resolve({ refused: "no-ledger" });
  return context.store.tx(async (t) => {
    const officer = await officerActing(t, actor);
    if (!officer || !mayInLedger(officer, ledger, "write")) return { refused: "not-allowed" };
    const now = context.clock.now();
    const world = await worldOf(context, t, officer);
    const { values: told, subject } = fillFields(ledger, given.placeOnly ? "" : given.typed, world);
    const place = given.placeOnly && ledger.fields.find(({ type }) => type === "place");
    const values = place && given.typed !== "" ? { ...told, [place.id]: given.typed.slice(0, 60) } : told;
    const linked = ledger.fields.find(({ type }) => type === "report");
    const draft: LedgerDraft = {
      id: newId(now),
      ledger: ledger.id,
      officer: officer.id,
      values: {
        ...values,
        ...(linked && given.report !== undefined ? { [linked.id]: given.report } : {}),
      },
      asked: [],
      skipped: [],
      state: ledger.states[0].id,
      startedAt: now.toISOString(),
      ...(subject === undefined ? {} : { subject }),
      ...(given.report === undefined ? {} : { report: given.report }),
    };
    const kept = given.message ? received(t, ledger, draft, given.message, now) : draft;
    return goOn(t, context, ledger, kept, officer);
  });
}

/** What an officer answered to the question that is open of a draft: words, a step, or what they sent. */
export function answerDraft(
  context: LedgerContext,
  actor: Actor,
  given: {
    readonly draft: string;
    readonly words?: string;
    readonly step?: "skip" | "back";
    readonly message?: InboundMessage;
  },
): Promise<LedgerStep> {
  return inDraft(context, actor, given.draft, async (t, { draft, ledger, officer }) => {
    const now = context.clock.now();
    const kept =
      given.message && given.message.attachments.length > 0
        ? received(t, ledger, draft, given.message, now)
        : draft;
    const field = askedField(ledger, kept);
    const typed = given.words?.trim() ?? "";
    if (!field || (given.step === undefined && typed === "")) return goOn(t, context, ledger, kept, officer);
    if (given.step === "back") {
      const before = steppedBack(kept);
      forget(t, ledger, kept, before.values);
      return goOn(t, context, ledger, before, officer);
    }
    if (given.step === "skip") {
      const without = skipped(kept, field);
      return without
        ? goOn(t, context, ledger, without, officer)
        : again(t, ledger, kept, field, "这一样要写。");
    }
    const read = await readAnswer(t, context, ledger, field, typed, officer);
    if ("wrong" in read) return again(t, ledger, kept, field, read.wrong);
    const value = field.type === "person" ? sealPerson(t, String(read.value), now) : read.value;
    return goOn(t, context, ledger, answered(kept, field, value), officer);
  });
}

/** Asks once more what a draft waits for. */
export function resumeDraft(context: LedgerContext, actor: Actor, id: string): Promise<LedgerStep> {
  return inDraft(context, actor, id, (t, { draft, ledger, officer }) =>
    goOn(t, context, ledger, draft, officer),
  );
}

/** Drops a draft, and what was sent for it. */
export function dropDraft(
  context: LedgerContext,
  actor: Actor,
  id: string,
): Promise<{ readonly dropped: LedgerDraft } | LedgerRefused> {
  return inDraft(context, actor, id, async (t, { draft, ledger }) => {
    t.ledgerDrafts.remove(draft.id);
    forget(t, ledger, draft, {});
    if (draft.entry === undefined)
      for (const { id: sent } of await t.attachments.ofReport(draft.id)) t.attachments.erase(sent);
    return { dropped: draft };
  });
}

/** The officer's unfinished ones, the newest first. */
export async function draftsOf(
  { store }: Pick<LedgerContext, "store">,
  officer: string,
): Promise<LedgerDraft[]> {
  return (await store.ledgerDrafts.all()).filter((one) => one.officer === officer).reverse();
}

/** Goes on with a draft: the next question, or the entry as it is written or moved on. */
export async function goOn(
  t: Tx,
  context: LedgerContext,
  ledger: Ledger,
  draft: LedgerDraft,
  officer: Officer,
): Promise<LedgerStep> {
  const field = nextAsked(ledger, draft);
  if (field) {
    const asking = withNext(ledger, draft);
    t.ledgerDrafts.put(asking);
    return { asks: { draft: asking, field, ledger } };
  }
  t.ledgerDrafts.remove(draft.id);
  if (draft.entry === undefined)
    return { done: await writeEntry(t, context, ledger, draft, officer), ledger };
  const entry = await t.ledgerEntries.byNumber(draft.entry);
  if (!entry) return { refused: "not-found", number: draft.entry };
  const event = {
    by: officer.id,
    kind: "moved",
    what: draft.state,
    ...(draft.words ? { words: draft.words } : {}),
  } as const;
  const change = { values: { ...entry.values, ...draft.values }, state: draft.state, event };
  return { done: await rewriteEntry(t, context, ledger, entry, change), ledger };
}

/** Of an entry that is moved on the persons stay: they are the entry's. */
function forget(t: Tx, ledger: Ledger, draft: LedgerDraft, after: LedgerDraft["values"]): void {
  if (draft.entry === undefined) unsealPersons(t, ledger, draft.values, after);
}

function again(t: Tx, ledger: Ledger, draft: LedgerDraft, field: LedgerField, why: string): LedgerAsks {
  t.ledgerDrafts.put(draft);
  return { asks: { draft, field, ledger }, again: why };
}

async function readAnswer(
  t: Tx,
  context: LedgerContext,
  ledger: Ledger,
  field: LedgerField,
  typed: string,
  officer: Officer,
): Promise<{ readonly value: FieldValue } | { readonly wrong: string }> {
  if (field.id === SUBJECT.id) {
    const named = ledger.subjects.filter(({ name }) => name === typed);
    const like = named.length > 0 ? named : ledger.subjects.filter(({ name }) => name.includes(typed));
    if (like.length === 1 && like[0]) return { value: like[0].name };
    const some = (like.length > 0 ? like : ledger.subjects).slice(0, 5).map(({ name }) => name);
    return {
      wrong: `${like.length > 1 ? "有几家像" : "名单里没有"}「${typed.slice(0, 12)}」，例如：${some.join("、")}。`,
    };
  }
  const read = readField(field, typed, await worldOf(context, t, officer));
  if ("wrong" in read) return read;
  if (field.type === "report" && !(await t.reports.byNumber(String(read.value))))
    return { wrong: `没有找到 ${read.value}。` };
  if (field.type === "entry" && !(await t.ledgerEntries.byNumber(String(read.value))))
    return { wrong: `没有找到 ${read.value}。` };
  return read;
}

/** What was sent belongs to the draft: the field of its kind holds it, the one that is asked for first. */
function received(
  t: Tx,
  ledger: Ledger,
  draft: LedgerDraft,
  message: InboundMessage,
  now: Date,
): LedgerDraft {
  const jobs = attachmentJobs(draft.id, message, now);
  let kept = draft;
  for (const job of jobs) {
    t.attachments.put(job);
    const type = job.kind === "voice" ? "voice" : "pictures";
    const asked = askedField(ledger, draft);
    const field = asked?.type === type ? asked : ledger.fields.find((one) => one.type === type);
    if (!field) continue;
    const before = kept.values[field.id];
    kept = answered(kept, field, [...(Array.isArray(before) ? (before as string[]) : []), job.id]);
  }
  return kept;
}

function inDraft<R>(
  context: LedgerContext,
  actor: Actor,
  id: string,
  work: (t: Tx, at: { draft: LedgerDraft; ledger: Ledger; officer: Officer }) => Promise<R>,
): Promise<R | LedgerRefused> {
  return context.store.tx(async (t) => {
    const officer = await officerActing(t, actor);
    const draft = await t.ledgerDrafts.get(id);
    if (!officer || !draft || draft.officer !== officer.id) return { refused: "no-draft" };
    const ledger = ledgerById(context, draft.ledger);
    if (!ledger) return { refused: "no-ledger" };
    if (!mayInLedger(officer, ledger, "write")) return { refused: "not-allowed" };
    return work(t, { draft, ledger, officer });
  });
}
