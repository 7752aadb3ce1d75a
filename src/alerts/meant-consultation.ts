import type { InboundMessage } from "../channels/channel.ts";
import { isWithdrawn } from "../domain/alert-corrections.ts";
import type { Alert } from "../domain/alerts.ts";
import { canonical } from "../domain/canonical.ts";
import { isAlertOver, movedAt } from "../domain/move-alert.ts";
import type { PersonId } from "../domain/people.ts";
import type { Reads, Store } from "../store/store.ts";

/** More than a station asks at one time. */
const MOST = 200;
/** So long what was told of no consultation in particular can still be put to one. */
const CHOICE_MS = 86_400_000;

/** A resident's message that replies to what residents were asked. */
export interface Meant {
  /** Which; none where several are open and nothing says which. */
  readonly alert?: Alert;
  /** What stands behind the word, and says something. */
  readonly words: string;
  readonly open: readonly Alert[];
}

/** 「意见 …」, 「意见3 …」, 「意见 T2611-003 …」. */
const REPLY = /^意见\s*(?:t(?:\d{4}-?)?)?(\d{1,4})?(?=$|[\s,.:;、。!])[\s,.:;、。!]*|^意见[\s,.:;、。!]*/i;

/** Consultations whose time is not over, oldest first. */
async function openConsultations(reads: Pick<Reads, "alerts">, now: Date): Promise<Alert[]> {
  const all = await reads.alerts.inStates(["broadcasting", "completed"], MOST);
  return all
    .filter((alert) => alert.template?.consultation && movedAt(alert, "broadcast") !== undefined)
    .filter((alert) => !isWithdrawn(alert) && !isAlertOver(alert, now))
    .reverse();
}

/** What is asked that this message replies to: it begins with 「意见」, or quotes the question. `undefined`: nothing. */
export async function meantConsultation(
  reads: Pick<Reads, "alerts">,
  { text, quoted, chat }: Pick<InboundMessage, "text" | "quoted" | "chat">,
  now: Date,
): Promise<Meant | undefined> {
  if (chat.kind !== "user") return undefined;
  const said = canonical(text.trim());
  const reply = REPLY.exec(said);
  const asked = quoted?.text;
  if (!reply && asked === undefined) return undefined;
  const open = await openConsultations(reads, now);
  if (open.length === 0) return undefined;
  const named =
    reply?.[1] === undefined ? undefined : open.find((alert) => runningOf(alert) === Number(reply[1]));
  const ofQuote = asked === undefined ? undefined : open.find((alert) => asked.includes(firstLine(alert)));
  if (!reply && !ofQuote) return undefined;
  // A number that is no consultation's belongs to the words.
  const front = reply && (named || reply[1] === undefined) ? reply[0] : (/^意见\s*/.exec(said)?.[0] ?? "");
  const only = open.length === 1 ? open[0] : undefined;
  const alert = named ?? ofQuote ?? only;
  return { open, words: said.slice(front.length).trim(), ...(alert ? { alert } : {}) };
}

function firstLine({ text }: Alert): string {
  return text.split("\n", 1)[0] ?? "";
}

function runningOf({ number = "" }: Alert): number {
  return Number(number.split("-")[1]);
}

/** What a resident is asked who did not say which. */
export function whichConsultation(open: readonly Alert[]): string {
  const lines = open.map((alert) => `「意见${runningOf(alert)}」${topicOf(alert)}`);
  return `现在问着${open.length}件事，您说的是哪件？回前面几个字：\n${lines.join("\n")}`;
}

export function topicOf({ template, title }: Alert): string {
  return template?.values.题目 ?? title;
}

/** 「意见3」 and nothing behind it: puts what the person told last, of no consultation in particular, to this one. */
export function chooseConsultation(
  store: Store,
  reporter: PersonId,
  alert: Alert,
  now: Date,
): Promise<string | undefined> {
  const from = new Date(now.getTime() - CHOICE_MS).toISOString();
  return store.tx(async (t) => {
    for (const report of await t.reports.newest({ reporter, from }, 8)) {
      if (report.consultation !== "any") continue;
      t.reports.put({ ...report, consultation: alert.id });
      return report.number;
    }
    return undefined;
  });
}
