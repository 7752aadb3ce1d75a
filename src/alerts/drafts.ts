import type { ActionContext } from "../app/bot-context.ts";
import { withdrawApprovals } from "../approvals/index.ts";
import { markedAsking } from "../domain/acknowledgements.ts";
import { markedDrill } from "../domain/alert-corrections.ts";
import { draftOf, readWritten } from "../domain/alert-drafts.ts";
import { type Remark, reviewAlert } from "../domain/alert-text.ts";
import { type Alert, WRITTEN } from "../domain/alerts.ts";
import type { Group } from "../domain/groups.ts";
import type { MoveRefused } from "../domain/move-alert.ts";
import type { Actor, Officer } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { monthIn } from "../lib/time.ts";
import { actingOfficer, type NotAllowed } from "../people/index.ts";
import type { Reads, Tx } from "../store/store.ts";
import { audienceOf } from "./audience.ts";
import { eraseAsked } from "./erase-alert.ts";
import { putMove } from "./put-move.ts";

/** A draft, the groups that it would go to, and what a person should look at again. */
export interface Drafted {
  readonly done: Alert;
  readonly groups: readonly Group[];
  readonly remarks: readonly Remark[];
}

/** `no-title`: nothing to begin with; `none`: no draft of theirs is open; `no-such`: no alert has this number. */
export type DraftRefused = NotAllowed | MoveRefused | { readonly refused: "no-title" | "none" | "no-such" };

/** Drafts an alert from what an officer wrote; the first line is its title. */
export function draftAlert(
  context: ActionContext,
  actor: Actor,
  input: { readonly typed: string } & Partial<Pick<Alert, "audience" | "expires">>,
): Promise<Drafted | DraftRefused> {
  const { config, clock, store } = context;
  const { typed, ...more } = input;
  const written = readWritten(typed, config.station.name);
  const now = clock.now();
  return store.tx(async (t): Promise<Drafted | DraftRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    if (!written) return { refused: "no-title" };
    const alert = await putDraft(t, { ...draftOf(written), ...more }, officer, config.station.timezone, now);
    return {
      done: alert,
      groups: await audienceOf(t, alert),
      remarks: reviewAlert(written.title, written.body),
    };
  });
}

/** A new draft of this officer, with its number; within a transaction. */
export async function putDraft(
  t: Tx,
  fields: ReturnType<typeof draftOf> & Partial<Alert>,
  officer: Pick<Officer, "id">,
  timezone: string,
  now: Date,
): Promise<Alert> {
  const alert: Alert = marked({
    series: WRITTEN,
    file: "",
    ...fields,
    id: newId(now),
    number: await t.alerts.nextNumber(monthIn(timezone, now)),
    state: "draft",
    author: officer.id,
  });
  t.alerts.put(alert);
  t.audit.append({
    at: now.toISOString(),
    actor: { officer: officer.id },
    action: "alert.drafted",
    subject: { kind: "alert", id: alert.id },
    words: alert.text,
  });
  return alert;
}

/** With what its text has to say beside the words of its writer. */
function marked(alert: Alert): Alert {
  return markedDrill(markedAsking(alert));
}

/** What of a draft is changed: its words, its groups, or until when it holds. */
export type DraftChange =
  | { readonly typed: string }
  | Partial<Pick<Alert, "audience" | "expires" | "drill" | "acknowledge" | "poster">>;

/** Changes a draft of the officer's own: the one of that number, else their newest. What waits is a draft again. */
export function changeDraft(
  context: ActionContext,
  actor: Actor,
  { number, change }: { readonly number?: string | undefined; readonly change: DraftChange },
): Promise<Drafted | DraftRefused> {
  const { config, clock, store } = context;
  const now = clock.now();
  return store.tx(async (t): Promise<Drafted | DraftRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const found = await findOwn(t, officer, number);
    if ("refused" in found) return found;
    const fields = "typed" in change ? wordsOf(change.typed, config.station.name) : change;
    if (!fields) return { refused: "no-title" };
    const moved = putMove(t, found, "edit", officer, now);
    if ("refused" in moved) return moved;
    await withdrawApprovals(t, approvalOf(moved.alert), now);
    const { picture, ...rest } = moved.alert;
    // A poster takes the place of the officer's own picture.
    const kept = "poster" in fields ? rest : moved.alert;
    if (picture !== undefined && kept === rest) t.attachments.erase(picture);
    const alert = marked({ ...kept, ...fields });
    t.alerts.put(alert);
    return { done: alert, groups: await audienceOf(t, alert), remarks: [] };
  });
}

function wordsOf(typed: string, station: string): Pick<Alert, "title" | "text" | "category"> | undefined {
  const written = readWritten(typed, station);
  if (!written) return undefined;
  const { title, text, category } = draftOf(written);
  return { title, text, category };
}

function approvalOf({ id, author }: Alert) {
  return { kind: "alert", subject: id, askedBy: author ?? "bot" } as const;
}

/** Drops what was not sent: a draft, or what waits for approval or for its time. */
export function dropDraft(
  context: ActionContext,
  actor: Actor,
  { number, reason }: { readonly number?: string | undefined; readonly reason?: string },
): Promise<{ readonly done: Alert } | DraftRefused> {
  const now = context.clock.now();
  return context.store.tx(async (t): Promise<{ readonly done: Alert } | DraftRefused> => {
    const officer = await actingOfficer(t, actor, "alerts.write");
    if (!officer) return { refused: "not-allowed" };
    const found = await findOwn(t, officer, number);
    if ("refused" in found) return found;
    if (found.state === "broadcasting" || found.state === "completed")
      return { refused: "wrong-state", state: found.state };
    const moved = putMove(t, found, "cancel", officer, now, reason);
    if ("refused" in moved) return moved;
    await withdrawApprovals(t, approvalOf(moved.alert), now);
    await eraseAsked(t, moved.alert.id);
    return { done: moved.alert };
  });
}

/** The alert of this number, or the newest that this officer is still writing. */
export async function findOwn(
  reads: Pick<Reads, "alerts">,
  { id }: Pick<Officer, "id">,
  number: string | undefined,
): Promise<Alert | DraftRefused> {
  if (number !== undefined) return (await reads.alerts.byNumber(number)) ?? { refused: "no-such" };
  const open = await reads.alerts.inStates(["draft", "returned", "pending-approval"], MOST);
  return open.find(({ author }) => author === id) ?? { refused: "none" };
}

/** More drafts than a station has open. */
const MOST = 1_000;
