import { isOpen, type Report } from "../domain/reports.ts";
import { type Channels, isReady, isStale, outboxRow, windowWaits } from "../outbox/index.ts";
import type { Tx } from "../store/store.ts";
import { mergedWith } from "./merged-reports.ts";
import { askSolved } from "./solved.ts";

/**
 * Whether the resident has been told: `told`; `hiding`, `no-address`, `window` (too late for their network) and `spent`
 * (its answers are): once they write again; `channel-down`: once their channel is back; `call`: there is no address,
 * somebody has to call them; `nothing`: there was nothing to tell.
 */
export type ResidentTold =
  | "told"
  | "hiding"
  | "no-address"
  | "window"
  | "spent"
  | "channel-down"
  | "call"
  | "nothing";

/**
 * Tells the resident of the report, and those whose reports are handled with it, each under the number of their own,
 * unless it `reaches` the one alone. Gives what became of the message to the first.
 */
export async function tellEverybody(
  t: Tx,
  report: Report,
  said: {
    readonly text: string;
    readonly reaches?: "one" | undefined;
    /** Asks each of them as well whether it is solved. */
    readonly asksSolved?: boolean | undefined;
    /** Ids of pictures that go with it. */
    readonly pictures?: readonly string[] | undefined;
  },
  now: Date,
  channels?: Channels,
): Promise<ResidentTold> {
  const { text, reaches, asksSolved = false, pictures } = said;
  const others = reaches === "one" ? [] : await mergedWith(t, report);
  let first: ResidentTold | undefined;
  for (const one of [report, ...others]) {
    if ((await t.contacts.get(one.reporter))?.addresses.length === 0) {
      first ??= "call";
      continue;
    }
    const own = text.replaceAll(report.number, one.number);
    const asked = asksSolved ? await askSolved(t, one, now) : undefined;
    const told = await tellResident(t, one, asked ? `${own}\n${asked}` : own, channels, now, pictures);
    first ??= told;
  }
  return first ?? "nothing";
}

/** Puts the message to the resident, and says whether it can leave now, as far as the channels are known. */
async function tellResident(
  t: Tx,
  { id, reporter, status }: Report,
  text: string,
  channels: Channels | undefined,
  now: Date,
  attachments?: readonly string[],
): Promise<ResidentTold> {
  const weight = isOpen({ status }) ? "officer" : "result";
  const said = { kind: "notice", to: { person: reporter }, report: id, text, weight } as const;
  const row = attachments ? { ...said, attachments } : said;
  const contact = await t.contacts.get(reporter);
  const address = channels && contact?.addresses.find((one) => !isStale(one, channels));
  const channel = address && channels.get(address.channel);
  const unreached = !channels || channel ? undefined : ("no-address" as const);
  const waits = contact?.quietSince
    ? "hiding"
    : (unreached ?? (address && channel && (await windowWaits(t, address, channel, weight, now))));
  // With the reason in it the row waits without a word: the officer has the reason from the answer.
  t.deliveries.put(outboxRow(waits ? { ...row, refusal: waits } : row, now));
  return waits ?? (channel && !isReady(channel) ? "channel-down" : "told");
}
