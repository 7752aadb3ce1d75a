import QuickLRU from "quick-lru";
import type { Attachment, Report } from "../domain/reports.ts";
import type { MessageKind } from "../domain/understanding.ts";
import { newId } from "../lib/ids.ts";
import type { Tx } from "../store/store.ts";
import { answerRow, type Turn } from "./kept-message.ts";
import { supplementSummary } from "./receipt.ts";

/** So long must it be quiet before the run of supplements is summed up. */
const SUMMARY_AFTER = 20_000;

/** A run of supplements that one summary will answer. */
export interface Run {
  /** Id of the outbox row that holds the summary. */
  readonly row: string;
  readonly texts: number;
  readonly attachments: readonly Attachment[];
}

const shortAnswers: Partial<Record<MessageKind, (number: string) => string>> = {
  withdraw: (number) => `已记下您想撤回 ${number}，民警会看到。`,
  rating: (number) => `谢谢您的评价，已记在 ${number} 里。`,
};

/** One answer for a run of supplements, put off until it has been quiet. */
export function createSummaries() {
  /** Those still waiting, by report. One forgotten early only gets a second summary. */
  const runs = new QuickLRU<string, Run>({ maxSize: 1_000 });
  return {
    /** The run whose summary is still waiting for quiet. */
    async current(t: Tx, report: Report): Promise<Run | undefined> {
      const run = runs.get(report.id);
      const row = run && (await t.deliveries.get(run.row));
      return row?.state === "pending" ? run : undefined;
    },

    /** Puts the run's one summary off; `remember` the run once the transaction is durable. */
    putOff(report: Report, files: readonly Attachment[], before: Run | undefined, turn: Turn): Run {
      const { t, contact, message, told, now } = turn;
      const run = {
        row: before?.row ?? newId(now),
        texts: (before?.texts ?? 0) + (told.text ? 1 : 0),
        attachments: [...(before?.attachments ?? []), ...files],
      };
      const text = shortAnswers[told.kind]?.(report.number) ?? supplementSummary(report, run);
      t.deliveries.put({
        ...answerRow(contact, message, text, now, report),
        id: run.row,
        notBefore: new Date(now.getTime() + SUMMARY_AFTER).toISOString(),
      });
      return run;
    },

    remember: (report: Report, run: Run): void => void runs.set(report.id, run),
  };
}
