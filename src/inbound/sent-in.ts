import type { BotContext } from "../app/bot-context.ts";
import type { InboundMessage } from "../channels/channel.ts";
import type { LedgerField } from "../domain/ledgers.ts";
import { outsideLedger, sendIn } from "../ledgers/index.ts";
import { dangerIn, mayBeDanger } from "../reports/interpret-message.ts";
import { splitCommand } from "./command-text.ts";
import { meet } from "./contacts.ts";
import { inboxKey } from "./guards.ts";

/**
 * What a resident or an auxiliary writes into a ledger that is open to them: 「巡 到 南门 小区院落」, 「预约 12月3日
 * 上午9点」. Answers it; `undefined`: it is none, or somebody may be in danger, and it is heard as everything else.
 */
export function createSentIn(bot: BotContext) {
  const { store, clock, model } = bot;

  return async (message: InboundMessage): Promise<string | undefined> => {
    const { name: word, rest } = splitCommand(message.text);
    const known = await store.contacts.byAddress(message.from);
    const ledger = await outsideLedger(bot, store, word, known?.id);
    if (!ledger || dangerIn(message.text, model)) return undefined;
    const now = clock.now();
    const contact = known ?? meet(undefined, message, undefined, now);
    if (!known) await store.tx(async (t) => t.contacts.put(contact));
    // What an auxiliary found stands in the entry: in doubt it is a report.
    const isDanger = (words: string) => mayBeDanger(words, model);
    const sent = await sendIn(bot, ledger, {
      ...{ contact, message, isDanger },
      typed: rest,
      turn: inboxKey(message),
    });
    if ("missing" in sent) return missingWords(sent.missing, ledger.outside.example);
    if ("refused" in sent) return sent.refused === "repeated" ? "" : undefined;
    if (message.attachments.length > 0) bot.fetchAttachments();
    return `已记 ${sent.done.number}。\n${ledger.outside.reply}`;
  };
}

function missingWords(missing: readonly LedgerField[], example: string): string {
  const what = missing.map(({ title, choices }) => (choices ? `${title}（${choices.join("、")}）` : title));
  return `还没有记：缺${what.join("、")}。\n请一条写全再发，例如「${example}」。`;
}
