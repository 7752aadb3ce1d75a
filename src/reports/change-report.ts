import type { CommandContext } from "../commands/command.ts";
import { findReport, officerName } from "../commands/find-report.ts";
import type { AuditRecord } from "../domain/audit.ts";
import { UserFacingError } from "../domain/errors.ts";
import { type ActionRefused, isRefused, type Outcome } from "../domain/report-actions.ts";
import type { Report } from "../domain/reports.ts";
import { mayHandle } from "../domain/rights.ts";
import { heldBack } from "../lib/texts.ts";
import { isReady, isStale } from "../outbox/address-validity.ts";
import { outboxRow } from "../outbox/outbox-row.ts";
import type { Tx } from "../store/store.ts";
import { noticeLine } from "./notices.ts";

/** What an officer does to a report, and who is to hear of it. */
interface Change {
  readonly outcome: Outcome;
  readonly audit: Pick<AuditRecord, "action" | "facts" | "words">;
  /** Said to the officer. */
  readonly answer: string;
  /** Sent to the resident; `told` says so to the officer, where nothing holds it up. */
  readonly resident?: { readonly text: string; readonly told: string };
  /** Told to the officer who has the report, unless it is he who acts: one line without anybody's words. */
  readonly colleague?: string;
}

/** Changes the report an officer names: the change, its audit record and all notices in one transaction. */
export function changeReport(
  typed: string,
  context: CommandContext,
  decide: (before: Report, t: Tx) => Promise<Change> | Change,
): Promise<string> {
  const { bot, message, officer, now } = context;
  // Neither kept nor sent on: who sends one would think that it was.
  if (message.attachments.length > 0) throw new UserFacingError("图片、文件还转不了，没有办。请用文字说。");
  return bot.store.tx(async (t) => {
    const before = await inHand(t, await findReport(t, typed, context));
    const { outcome, audit, answer, resident, colleague } = await decide(before, t);
    if (isRefused(outcome)) {
      const holder = await officerName(t, before.assignee);
      throw new UserFacingError(refusals[outcome.refused](before.number, holder));
    }
    t.reports.put(outcome);
    t.audit.append({
      at: now.toISOString(),
      actor: { officer: officer.id },
      subject: { kind: "report", id: before.id },
      ...audit,
    });
    if (colleague && outcome.assignee && outcome.assignee !== officer.id) {
      const to = { officer: outcome.assignee };
      const text = `${noticeLine(outcome, bot.config.offices)}\n${colleague}`;
      t.deliveries.put(outboxRow({ kind: "notice", to, report: before.id, text }, now));
    }
    if (!resident) return answer;
    const { held, isDown } = await heldUp(t, before, context);
    const row = {
      kind: "notice",
      to: { person: before.reporter },
      report: before.id,
      text: resident.text,
    } as const;
    // With the reason in it the row is parked without a word: the officer has it from the answer.
    t.deliveries.put(outboxRow(held ? { ...row, refusal: held } : row, now));
    const heard = isDown ? "居民那边的渠道眼下断了，恢复后马上转达。" : resident.told;
    return `${answer}\n${held ? heldBack[held] : heard}`;
  });
}

/** The report without an officer who can no longer act on it: it is free for whoever acts now, and he hears nothing. */
async function inHand(t: Tx, report: Report): Promise<Report> {
  const { assignee, ...free } = report;
  const holder = assignee === undefined ? undefined : await t.officers.get(assignee);
  return mayHandle(holder, report) ? report : free;
}

const refusals: Record<ActionRefused["refused"], (number: string, holder: string) => string> = {
  closed: (n) => `${n} 已经办完了。要接着办，先发「/重开 ${n} 原因」。`,
  "not-closed": (n) => `${n} 还没办结，不用重开。`,
  "already-yours": (n) => `${n} 已经由您办理。`,
  "already-theirs": (n, holder) => `${n} 已经由${holder}办理。`,
  taken: (n, holder) => `${n} 由${holder}在办。要换人，请值班或所领导发「/指派 ${n} 姓名」。`,
};

/** Why the resident does not hear at once, if so: `held`, until he writes again; `isDown`, until his channel is back. */
async function heldUp(
  t: Tx,
  { reporter }: Report,
  { bot }: CommandContext,
): Promise<{ held?: keyof typeof heldBack; isDown?: boolean }> {
  const contact = await t.contacts.get(reporter);
  if (contact?.quietSince) return { held: "hiding" };
  const address = contact?.addresses.find((one) => !isStale(one, bot.channels));
  const channel = address && bot.channels.get(address.channel);
  return channel ? { isDown: !isReady(channel) } : { held: "no-address" };
}
