import type { Channel, InboundMessage } from "../channels/channel.ts";
import type { Config } from "../config/config.ts";
import type { Ledger } from "../domain/ledgers.ts";
import type { Report } from "../domain/reports.ts";
import type { Model } from "../domain/understanding/model.ts";
import type { HolidayCalendar } from "../domain/workdays.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import type { Outbox } from "../outbox/index.ts";
import type { Plots } from "../render/index.ts";
import type { Store } from "../store/store.ts";
import type { ApprovalRules } from "./approval-rule.ts";

/** What features, commands and the pipeline get from the app. */
export interface BotContext {
  readonly config: Config;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What direct messages are understood with. */
  readonly model: Model;
  /** Days off and make-up workdays, as the folder of alerts has them now. */
  holidays(): HolidayCalendar;
  /** The station's ledgers that are in use, as their files are now. */
  ledgers(): readonly Ledger[];
  /** Keyed hash of a one-time code. */
  hashCode(code: string): string;
  /** A fresh one-time code, easy to read aloud and to type. */
  newCode(): string;
  /** The 查询码 of a seed, without dashes. */
  queryCode(seed: string): string;
  /** Tells a text by the ways of `notify:` in jingmin.yaml; true if at least one took it. Never rejects. */
  notify(text: string): Promise<boolean>;
  /** Starts the download of what is still pending. */
  fetchAttachments(): void;
  /** To be called when a report was filed and is durable. */
  onFiled(report: Pick<Report, "category" | "priority">): void;
  /** What somebody who writes after a gap is told once: that words of theirs may be missing. */
  gapReminder(message: InboundMessage): Promise<string | undefined>;
  /** What became of a message that came in; told of each exactly once. */
  account(
    message: Pick<InboundMessage, "channel"> & Partial<Pick<InboundMessage, "chat">>,
    became: { readonly outcome: string; readonly because?: string },
  ): void;
  readonly approvalRules: ApprovalRules;
  readonly plots: Plots;
  /** Absolute path of a stored attachment's content. */
  attachmentPath(hash: string): string;
}

/** What a use case works with: the same for a command, a page and the command line. */
export interface ActionContext
  extends Pick<
    BotContext,
    | "config"
    | "store"
    | "channels"
    | "clock"
    | "logger"
    | "model"
    | "holidays"
    | "ledgers"
    | "approvalRules"
    | "hashCode"
    | "newCode"
    | "queryCode"
  > {
  /** The answer goes to an officers' group, where others read it. */
  readonly inGroup?: boolean;
}
