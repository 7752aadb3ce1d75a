import QuickLRU from "quick-lru";
import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import { type Address, addressKey, type Contact } from "../domain/people.ts";
import type { Report } from "../domain/reports.ts";
import { newId } from "../lib/ids.ts";
import { privacySentence } from "../lib/texts.ts";
import { answerRow, createFiling } from "../reports/filing.ts";
import { progressAnswer } from "../reports/progress.ts";
import type { Reads } from "../store/store.ts";
import { createFlood, type FloodVerdict } from "./flood.ts";
import { inboxKey } from "./guards.ts";
import { type Heard, hear, shouldFile, withAboutPolice } from "./interpret.ts";
import { createSmallTalk } from "./small-talk.ts";

/** A resident answers an officer's reply within this time: it belongs to that report. */
const ANSWER_WINDOW = 7 * 24 * 60 * 60_000;

/** Among so many of his reports the one is looked for that an officer replied on. */
const RECENT = 8;

/** Takes residents' direct messages: files, supplements, answers. */
export type Intake = (message: InboundMessage, lastGroup: string | undefined) => Promise<void>;

export function createIntake(bot: BotContext): Intake {
  const { config, outbox, store, clock } = bot;
  const zone = config.station.timezone;
  const flood = createFlood(config.intake.perMinute);
  const smallTalk = createSmallTalk(config.station);
  const filing = createFiling(bot);

  /** Who said only 「新」: what he says next is another matter. In memory: after a restart it joins the last one. */
  const another = new QuickLRU<string, true>({ maxSize: 10_000 });

  return async (message, lastGroup) => {
    const said = hear(message);
    if (!said) return;
    const now = clock.now();
    const key = addressKey(message.from);
    const verdict = flood(key, now);
    if (verdict === "drop") return;
    if (said.fresh && said.text === "" && message.attachments.length === 0) {
      another.set(key, true);
      if (verdict === "answer") await outbox.say(message.chat, { text: "好的，请说另一件事。" });
      return;
    }
    const names = (await store.officers.all()).map(({ name }) => name);
    const heard = withAboutPolice(another.delete(key) ? { ...said, fresh: true } : said, names);
    const known = await store.contacts.byAddress(message.from);
    await respond(message, heard, verdict, known, lastGroup, now);
    // He writes, so he can be written to.
    if (known) outbox.wake({ person: known.id });
  };

  async function respond(
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    known: Contact | undefined,
    lastGroup: string | undefined,
    now: Date,
  ): Promise<void> {
    const says =
      shouldFile(heard, message) ||
      (known !== undefined && (await goesOn(heard, known, now))) ||
      (await asksForNothing(heard, known));
    if (!says && known?.quietSince) await endQuiet(known);
    if (heard.kind === "progress" && known && !says) {
      if (verdict === "answer")
        await outbox.say(message.chat, { text: await progressAnswer(store, known, zone) });
      return;
    }
    if (!says) {
      const talk = smallTalk(heard.kind, addressKey(message.from), now);
      if (verdict !== "answer" || !talk) return;
      if (known?.greetedAt) await outbox.say(message.chat, { text: talk });
      else await greet(message, talk, now);
      return;
    }
    await keep(message, heard, verdict, lastGroup, now);
    if (message.attachments.length > 0) bot.fetchAttachments();
  }

  async function endQuiet({ quietSince: _, ...calm }: Contact): Promise<void> {
    await store.tx(async (t) => t.contacts.put(calm));
  }

  /** First contact without a report: the person is known from now on, and has been told who sees what. */
  async function greet(message: InboundMessage, text: string, now: Date): Promise<void> {
    await store.tx(async (t) => {
      const contact = meet(await t.contacts.byAddress(message.from), message, undefined, now);
      t.contacts.put({ ...contact, greetedAt: now.toISOString() });
      t.deliveries.put(answerRow(contact, message, `${text}\n${privacySentence}`, now));
    });
  }

  async function keep(
    message: InboundMessage,
    heard: Heard,
    verdict: FloodVerdict,
    lastGroup: string | undefined,
    now: Date,
  ): Promise<void> {
    const kept = await store.tx(async (t) => {
      const seen = inboxKey(message);
      if (await t.inbox.has(seen)) return undefined;
      t.inbox.mark(seen, now);
      const known = await t.contacts.byAddress(message.from);
      const contact = meet(known, message, lastGroup, now);
      const next = answered(contact, heard, now);
      if (next !== known) t.contacts.put(next);
      const current = await currentReport(t, contact, heard, verdict, now);
      const turn = { t, contact, message, heard, verdict, now };
      return current ? filing.addTo(current, turn) : filing.file(turn);
    });
    if (kept) filing.remember(kept);
  }

  /** Whether words that would file nothing by themselves belong to what the person is telling just now. */
  async function goesOn(heard: Heard, known: Contact, now: Date): Promise<boolean> {
    if (!["chatter", "rating", "thanks"].includes(heard.kind)) return false;
    const report = await currentReport(store, known, heard, "answer", now);
    // 「清走了，谢谢」 answers the officer; a mere 「谢谢」 for the receipt says nothing more.
    return report !== undefined && (heard.kind !== "thanks" || lastSpoken(report).kind === "reply");
  }

  /** Who has reported nothing, and asks in more than a word what became of it, is telling it: 「路灯坏了有人管吗」. */
  async function asksForNothing(heard: Heard, known: Contact | undefined): Promise<boolean> {
    if (heard.kind !== "progress" || heard.text.length <= 4) return false;
    return !known || (await store.reports.newest({ reporter: known.id }, 1)).length === 0;
  }

  /** The report that a message belongs to; none: it begins its own. */
  async function currentReport(
    t: Reads,
    contact: Contact,
    heard: Heard,
    verdict: FloodVerdict,
    now: Date,
  ): Promise<Report | undefined> {
    if (heard.fresh && verdict === "answer") return undefined;
    const latest = spokenLast(await t.reports.newest({ reporter: contact.id }, RECENT));
    if (!latest || isApart(latest, heard)) return undefined;
    const { appendWindow } = config.intake;
    if (appendWindow > 0 && since(latest.lastSaidAt, now) <= appendWindow) return latest;
    if (verdict !== "answer") return latest;
    const last = lastSpoken(latest);
    if (last.kind === "reply" && since(last.at, now) <= ANSWER_WINDOW) return latest;
    const refersBack = heard.kind === "supplement" || heard.kind === "withdraw" || heard.kind === "rating";
    return refersBack && since(latest.updatedAt, now) <= ANSWER_WINDOW ? latest : undefined;
  }
}

/** Milliseconds. */
function since(at: string, now: Date): number {
  return now.getTime() - Date.parse(at);
}

/** Of a resident's reports, newest first, the newest; or an older one that an officer replied on since. */
function spokenLast(reports: readonly Report[]): Report | undefined {
  const [newest] = reports;
  let [spoken, at] = [newest, newest && lastSpoken(newest).at];
  for (const report of reports) {
    const last = lastSpoken(report);
    if (last.kind === "reply" && at !== undefined && last.at > at) [spoken, at] = [report, last.at];
  }
  return spoken;
}

/**
 * A complaint is for leaders' eyes: it joins no report that others read. Danger is for everybody's on duty: it joins no
 * complaint, unless it is one itself.
 */
function isApart(report: Report, { category, danger, aboutPolice }: Heard): boolean {
  if (report.category === "complaint") return danger !== undefined && category !== "complaint";
  return aboutPolice === true;
}

/** The last thing that went between the resident and the officers. */
function lastSpoken({ lastSaidAt, lastReplyAt }: Report): { kind: "said" | "reply"; at: string } {
  if (lastReplyAt !== undefined && lastReplyAt >= lastSaidAt) return { kind: "reply", at: lastReplyAt };
  return { kind: "said", at: lastSaidAt };
}

/** The contact behind a message, a new one where nobody is known; keeps name and group fresh. */
function meet(
  known: Contact | undefined,
  { from, fromName, past }: InboundMessage,
  lastGroup: string | undefined,
  now: Date,
): Contact {
  // A name that could not be looked up just now takes none away.
  const name = fromName || (known?.name ?? "");
  const group = lastGroup ?? known?.group;
  // The way a person wrote last is the way back: as a friend, or through the group of a temporary session.
  const isSame = (address: Address) => addressKey(address) === addressKey(from);
  const kept = known?.addresses.find(isSame);
  const moved = !past && kept !== undefined && kept.via !== from.via;
  if (known?.name === name && known.group === group && !moved) return known;
  const addresses = known?.addresses.map((address) => (moved && isSame(address) ? from : address)) ?? [from];
  return {
    ...(known ?? { id: newId(now), firstSeen: now.toISOString() }),
    addresses,
    name,
    ...(group === undefined ? {} : { group }),
  };
}

/** The contact with his answer under way: greeted, and quiet no more unless he is hiding now. */
function answered(contact: Contact, heard: Heard, now: Date): Contact {
  const hides = heard.danger === "cannot-speak";
  if (contact.greetedAt !== undefined && contact.quietSince === undefined && !hides) return contact;
  const { quietSince: _, ...calm } = contact;
  const at = now.toISOString();
  return { greetedAt: at, ...calm, ...(hides ? { quietSince: at } : {}) };
}
