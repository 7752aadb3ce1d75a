import type { ActionContext, BotContext } from "../app/bot-context.ts";
import type { TimerJob } from "../app/timer-job.ts";
import { HELD_MS, type HeldReply } from "../domain/held-replies.ts";
import type { Actor } from "../domain/people.ts";
import { newId } from "../lib/ids.ts";
import { callThem, waitReasons } from "../lib/texts.ts";
import { outboxRow } from "../outbox/index.ts";
import { findReport, type OnReport, type ReportChanged, type ReportRefused } from "./change-report.ts";
import { codeNameOf } from "./code-name-of.ts";
import { replyWithin } from "./reply-to-resident.ts";

/** What an officer reads before it goes. */
export interface Preview {
  readonly held: HeldReply;
  /** `反映人·青松`. */
  readonly codeName: string;
  /** The resident's first words; none where there were only attachments. */
  readonly firstWords?: string;
}

/** An answer to the resident that goes in a moment, unless it is taken back; of an urgent report it goes at once. */
export function holdReply(
  context: ActionContext,
  actor: Actor,
  { number, text, pictures }: Pick<HeldReply, "number" | "text" | "pictures">,
): Promise<Preview | ReportChanged | ReportRefused> {
  const now = context.clock.now();
  const said = { number, text, ...(pictures && pictures.length > 0 ? { pictures } : {}) };
  return context.store.tx(async (t) => {
    const found = await findReport(t, context, actor, { action: "report.reply", number });
    if ("refused" in found) return found;
    const { report, officer } = found;
    if (report.priority === "urgent") return replyWithin(t, context, actor, said);
    const at = new Date(now.getTime() + HELD_MS).toISOString();
    const held = { id: newId(now), officer: officer.id, ...said, at };
    t.heldReplies.put(held);
    t.timers.put({ id: timerOf(held), kind: "reply", subject: report.id, at, step: held.id });
    const firstWords = (await t.reports.firstSaid(report.id))?.text;
    return {
      held,
      codeName: await codeNameOf(t, report),
      ...(firstWords ? { firstWords } : {}),
    };
  });
}

/** Takes back the officer's newest answer that has not gone yet, or the one on `number`. */
export function takeBackReply(
  { store, clock }: ActionContext,
  actor: Actor,
  { number }: Partial<OnReport>,
): Promise<{ readonly done: HeldReply } | { readonly refused: "gone" }> {
  return store.tx(async (t) => {
    const now = clock.now().getTime();
    const held = (await t.heldReplies.all())
      .filter(({ officer }) => "officer" in actor && officer === actor.officer)
      .filter((one) => Date.parse(one.at) > now && (number === undefined || one.number === number))
      .at(-1);
    if (!held) return { refused: "gone" };
    t.heldReplies.remove(held.id);
    t.timers.remove(timerOf(held));
    return { done: held };
  });
}

/** Sends the answer when its time is over. Its officer hears where it could not go, or has not reached the resident. */
export function createReplyJob(bot: BotContext): TimerJob {
  return async (t, { step, subject }, now) => {
    const held = await t.heldReplies.get(step);
    if (!held) return;
    t.heldReplies.remove(held.id);
    const replied = await replyWithin(t, bot, { officer: held.officer }, held);
    const text = afterwards(held, replied);
    const to = { officer: held.officer };
    if (text) t.deliveries.put(outboxRow({ kind: "answer", to, text, report: subject }, now));
  };
}

function afterwards({ number }: HeldReply, replied: ReportChanged | ReportRefused): string | undefined {
  if ("refused" in replied) return `刚才给 ${number} 的回复没有发：这件您现在办不了。`;
  const { resident } = replied;
  if (resident === "told" || resident === "nothing") return undefined;
  if (resident === "channel-down") return `${number} 的回复记下了。居民那边的渠道断了，恢复后马上转达。`;
  if (resident === "call") return `${number} 的回复记下了。${callThem}`;
  return `${number} 的回复记下了。${waitReasons[resident]}`;
}

function timerOf({ id }: HeldReply): string {
  return `reply/${id}`;
}
