import type { Acknowledgement } from "../domain/acknowledgements.ts";
import type { AlertState } from "../domain/alert-moves.ts";
import type { Alert, PlannedSlot, Slot } from "../domain/alerts.ts";
import type { Approval } from "../domain/approvals.ts";
import type { AuditEntry, AuditRecord } from "../domain/audit.ts";
import type { Auxiliary } from "../domain/auxiliaries.ts";
import type { CannedAnswer } from "../domain/canned-answers.ts";
import type { Correction } from "../domain/corrections.ts";
import type { Delivery, UnfinishedState } from "../domain/deliveries.ts";
import type { DutySet } from "../domain/duty.ts";
import type { Suggestion } from "../domain/gatherings.ts";
import type { Group, GroupId } from "../domain/groups.ts";
import type { Handover } from "../domain/handovers.ts";
import type { HeldReply } from "../domain/held-replies.ts";
import type { LedgerDraft, LedgerEntry, LedgerVersion } from "../domain/ledgers.ts";
import type { MonthlyReport } from "../domain/monthly-report.ts";
import type { Mute } from "../domain/mutes.ts";
import type { Heard } from "../domain/pace.ts";
import type { Address, BindCode, Contact, Officer, OfficerId, PersonId } from "../domain/people.ts";
import type { Posting } from "../domain/postings.ts";
import type { QueryCode } from "../domain/query-codes.ts";
import type { Question } from "../domain/questions.ts";
import type { AdminNotice, BudgetUse, ReadUntil, ScheduleLook, SeriesDraw } from "../domain/remembered.ts";
import type { Attachment, Category, Report, ReportEntry, SaidEntry, Status } from "../domain/reports.ts";
import type { Sight } from "../domain/rights.ts";
import type { RoundDone, ScheduledMessages } from "../domain/rounds.ts";
import type { Session, SignIn } from "../domain/sessions.ts";
import type { Timer } from "../domain/timers.ts";

/**
 * The port behind which everything is kept. Values are plain data and never shared: what a read returns must not
 * be changed by the caller, what is put must not be changed afterwards.
 */
export interface Store extends Reads {
  /**
   * One transaction: serial with all others, staged, all or nothing. `work` reads and writes only through `t`, does
   * no other I/O, and may be run twice. Resolves with its value once everything is durable; rejects with what `work`
   * threw (nothing changed), or with `StoreError`. Where several processes share the store, those of another one are
   * kept from what was read by its key, found or not, until this one ends; lists they may change.
   */
  tx<T>(work: (t: Tx) => Promise<T>): Promise<T>;
  /**
   * Resolves with what `work` returned once all that it can have read is durable: it may leave the process then. `work`
   * only reads, through `r`, and may be run twice. Rejects with what it threw, or with `StoreError` where the disk failed.
   */
  view<T>(work: (r: Reads) => Promise<T>): Promise<T>;
  /**
   * Calls `listener` once for each transaction that put outbox rows or confirmed a group: in the order of the
   * transactions, when it is durable, before `tx` resolves; also for those of another process where several share the
   * store. `listener` must not throw. Returns what ends the calls.
   */
  onDeliveries(listener: (committed: CommittedDeliveries) => void): () => void;
  /** Likewise, once for each transaction that changed a table. */
  onChanges(listener: (changed: CommittedChanges) => void): () => void;
  health(): StoreHealth;
  /** Checkpoints, lets go of the lock. Nothing may be called after it. */
  close(): Promise<void>;
}

/** What one transaction changed, for whoever waits for it: timers, pages that are looked at. */
export interface CommittedChanges {
  /** Names of the tables that it wrote to. */
  readonly tables: ReadonlySet<string>;
  /** Ids of the reports whose header, history or attachments it wrote. */
  readonly reports: ReadonlySet<string>;
}

/** What the outbox must know of one transaction. */
export interface CommittedDeliveries {
  /** Outbox rows as they were put, new ones and changed ones. */
  readonly rows: readonly Delivery[];
  /** Groups put as confirmed: what waits for them may go. */
  readonly confirmed: readonly GroupId[];
}

export interface StoreHealth {
  /** False while a full disk keeps the store read-only; it recovers by itself. */
  readonly writable: boolean;
  readonly fault?: "disk-full" | "fsync-failed" | "closed";
  readonly since?: Date;
}

/**
 * Why the store refused. `full`: read-only for now; `failed`: fsync failed, the process must end with code 5; `taken`, to
 * `onFatal` alone: so it must, since the folder is another process's.
 */
export class StoreError extends Error {
  constructor(
    readonly reason: "full" | "failed" | "taken" | "closed",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = "StoreError";
  }
}

/** Small tables that are read by their key: what a row of each is. */
export interface KeyedTables {
  /** By id; oldest first. */
  postings: Posting;
  /** By the schedule's id. */
  schedules: ScheduleLook;
  /** By series. */
  draws: SeriesDraw;
  /** By channel. */
  budgets: BudgetUse;
  /** By what they are about. */
  adminNotices: AdminNotice;
  /** By id. */
  timers: Timer;
  /** By keyed hash of the code. */
  queryCodes: QueryCode;
  /** By name. */
  rounds: RoundDone;
  /** By the officer who is away. */
  handovers: Handover;
  /** By officer. */
  scheduled: ScheduledMessages;
  /** By officer. */
  heard: Heard;
  signIns: SignIn;
  sessions: Session;
  /** By officer. */
  duties: DutySet;
  /** By the number of the armband. */
  auxiliaries: Auxiliary;
  /** By name. */
  cannedAnswers: CannedAnswer;
  /** By id. */
  heldReplies: HeldReply;
  /** By person. */
  mutes: Mute;
  /** By id. */
  ledgerDrafts: LedgerDraft;
  /** By id. */
  ledgerVersions: LedgerVersion;
  /** By group. */
  acknowledgements: Acknowledgement;
  /** By id, as a string of digits. */
  suggestions: Suggestion;
  /** By month, `2026-11`. */
  monthlyReports: MonthlyReport;
}
type AllKeyedReads = { readonly [N in keyof KeyedTables]: KeyedReads<KeyedTables[N]> };
type AllKeyedWrites = {
  readonly [N in keyof KeyedTables]: KeyedReads<KeyedTables[N]> & KeyedWrites<KeyedTables[N]>;
};

export interface Reads extends AllKeyedReads {
  readonly reports: ReportReads;
  readonly contacts: ContactReads;
  readonly officers: OfficerReads;
  readonly codes: CodeReads;
  readonly groups: GroupReads;
  readonly alerts: AlertReads;
  readonly slots: SlotReads;
  readonly deliveries: DeliveryReads;
  readonly attachments: AttachmentReads;
  readonly ledgerEntries: LedgerEntryReads;
  readonly inbox: { has(key: string): Promise<boolean> };
  readonly audit: AuditReads;
  /** By person. */
  readonly questions: { of(person: PersonId): Promise<Question | undefined> };
  readonly approvals: ApprovalReads;
  readonly corrections: CorrectionReads;
  readonly readUntil: { of(channel: string, conversation: string): Promise<ReadUntil | undefined> };
  /** What a channel must know again after a restart, in its own form; sealed at rest. */
  readonly channelMemory: { of(channel: string): Promise<string | undefined> };
  /** Single small facts of the bot itself. */
  readonly settings: { get(key: string): Promise<string | undefined> };
}

export interface Tx extends Omit<Reads, keyof KeyedTables>, AllKeyedWrites {
  readonly reports: ReportReads & {
    /** The header alone; what was said and done goes through `append`. */
    put(report: Report): void;
    /** A new entry of a report that is there, or is put in the same transaction. */
    append(entry: ReportEntry): void;
    /** Puts an entry in place of the one with its id: words that were taken back on the network are marked. */
    amend(entry: ReportEntry): Promise<void>;
    /** Next `R2611-0042` of a month given as `2611`. Gaps are allowed; none is ever used twice. */
    nextNumber(month: string): Promise<string>;
    /**
     * Deletes the report and what was made of it: entries, attachments, outbox rows, approvals, labels, timers, codes,
     * answers that wait.
     * After the next checkpoint its words are in no file.
     */
    erase(id: string): Promise<void>;
  };
  readonly contacts: ContactReads & {
    put(contact: Contact): void;
    /** Also what is in the outbox for them, and what else is kept of them: mutes, codes, an armband. */
    erase(id: PersonId): void;
  };
  readonly officers: OfficerReads & { put(officer: Officer): void };
  readonly codes: CodeReads & { put(code: BindCode): void };
  readonly groups: GroupReads & { put(group: Group): void };
  readonly alerts: AlertReads & {
    put(alert: Alert): void;
    /** Next `T2611-012` of a month given as `2611`. Gaps are allowed; none is ever used twice. */
    nextNumber(month: string): Promise<string>;
  };
  readonly slots: SlotReads & {
    put(slot: Slot): void;
    plan(planned: PlannedSlot): void;
  };
  readonly deliveries: DeliveryReads & { put(delivery: Delivery): void };
  readonly attachments: AttachmentReads & { put(attachment: Attachment): void; erase(id: string): void };
  readonly ledgerEntries: LedgerEntryReads & {
    put(entry: LedgerEntry): void;
    /** Next 走访-42 of a word. Gaps are allowed; none is ever used twice. */
    nextNumber(word: string): Promise<string>;
    /** Deletes it and its attachments. */
    erase(id: string): void;
  };
  /** Inbound messages already taken; kept for a few days. The key is hashed before it is kept. */
  readonly inbox: Reads["inbox"] & { mark(key: string, at: Date): void };
  readonly audit: AuditReads & { append(record: AuditRecord): void };
  /** One a person: a new one takes the place of the last. */
  readonly questions: Reads["questions"] & { put(question: Question): void; remove(person: PersonId): void };
  readonly approvals: ApprovalReads & { put(approval: Approval): void };
  readonly corrections: CorrectionReads & { append(correction: Correction): void };
  /** `conversation` holds an account of a resident: only a keyed hash of it is kept. */
  readonly readUntil: Reads["readUntil"] & {
    put(channel: string, conversation: string, until: ReadUntil): void;
  };
  readonly channelMemory: Reads["channelMemory"] & { put(channel: string, value: string): void };
  readonly settings: Reads["settings"] & { put(key: string, value: string): void };
}

/** Reads of a small table; `all` in the order of the keys. */
export interface KeyedReads<T> {
  get(key: string): Promise<T | undefined>;
  all(): Promise<T[]>;
}
export interface KeyedWrites<T> {
  put(row: T): void;
  remove(key: string): void;
}

export interface ReportFilter {
  readonly statuses?: readonly Status[];
  readonly categories?: readonly Category[];
  /** `null`: of no office. */
  readonly office?: string | null;
  readonly assignee?: OfficerId;
  readonly reporter?: PersonId;
  readonly priority?: Report["priority"];
  /** The resident has said something since an officer last read it. */
  readonly unread?: boolean;
  /** Must match one of these as well. */
  readonly anyOf?: readonly Pick<ReportFilter, "office" | "assignee" | "priority">[];
  /** `receivedAt`, ISO 8601: from inclusive, before exclusive. */
  readonly from?: string;
  readonly before?: string;
  /** All of these must occur in number, place or texts, after NFKC and lower case; synonyms are found too. */
  readonly terms?: readonly string[];
  /** `too`: also what was anonymised, which no search and no list finds. Counts have it. */
  readonly anonymised?: "too";
  /** Only what this officer may see; without it all. */
  readonly sight?: Sight;
}

export interface ReportReads {
  get(id: string): Promise<Report | undefined>;
  byNumber(number: string): Promise<Report | undefined>;
  /** What was said and done, oldest first. */
  entries(id: string): Promise<ReportEntry[]>;
  /** The first words of the resident; `undefined` where there are only attachments. */
  firstSaid(id: string): Promise<SaidEntry | undefined>;
  /** Newest first unless `oldestFirst`. `total` counts all that match. */
  find(
    filter: ReportFilter,
    page: { limit: number; offset?: number; oldestFirst?: boolean },
  ): Promise<{ reports: Report[]; total: number }>;
  /** At most `limit` that match, newest first. Nothing is counted: costs no more than what it gives. */
  newest(filter: ReportFilter, limit: number): Promise<Report[]>;
  /** How many match, by category and status; absent pairs are zero. */
  tally(filter: ReportFilter): Promise<{ category: Category; status: Status; count: number }[]>;
}
export interface ContactReads {
  get(id: PersonId): Promise<Contact | undefined>;
  byAddress(address: Address): Promise<Contact | undefined>;
  /** Of all, in any order; nothing is unsealed. */
  ids(): Promise<PersonId[]>;
}
export interface OfficerReads {
  get(id: OfficerId): Promise<Officer | undefined>;
  /** In whatever spelling (`canonicalName`). */
  byName(name: string): Promise<Officer | undefined>;
  /** Not revoked ones only. */
  byAddress(address: Address): Promise<Officer | undefined>;
  /** All, revoked ones too, by name. */
  all(): Promise<Officer[]>;
}
export interface CodeReads {
  byHash(hash: string): Promise<BindCode | undefined>;
  /** Neither used nor expired at `now`. */
  open(now: Date): Promise<BindCode[]>;
}
export interface GroupReads {
  get(id: GroupId): Promise<Group | undefined>;
  byAddress(address: Address): Promise<Group | undefined>;
  all(): Promise<Group[]>;
}
export interface AlertReads {
  get(id: string): Promise<Alert | undefined>;
  byNumber(number: string): Promise<Alert | undefined>;
  /** In these states, newest first. */
  inStates(states: readonly AlertState[], limit: number): Promise<Alert[]>;
}
export interface ApprovalReads {
  get(id: string): Promise<Approval | undefined>;
  /** Those that wait, oldest first. */
  waiting(): Promise<Approval[]>;
  /** All of an alert or a report, oldest first. */
  ofSubject(subject: string): Promise<Approval[]>;
}
export interface CorrectionReads {
  /** By `at`, from inclusive, oldest first. */
  since(from: string): Promise<Correction[]>;
}
export interface SlotReads {
  /** What was planned for a slot, also when it is over. */
  planned(key: string): Promise<PlannedSlot | undefined>;
  /** By `due`, from inclusive, oldest first. */
  plannedSince(from: string): Promise<PlannedSlot[]>;

  get(key: string): Promise<Slot | undefined>;
  /** The latest fired slot of a series, by `due`. */
  lastFired(series: string): Promise<Slot | undefined>;
  /** By `due`, from inclusive, oldest first. */
  since(from: string): Promise<Slot[]>;
}
export interface DeliveryReads {
  get(id: string): Promise<Delivery | undefined>;
  /** In these states, oldest first. */
  inStates(states: readonly UnfinishedState[]): Promise<Delivery[]>;
  ofSlot(slot: string): Promise<Delivery[]>;
  /** The broadcasts of an alert, oldest first. */
  ofAlert(alert: string): Promise<Delivery[]>;
}
export interface AttachmentReads {
  get(id: string): Promise<Attachment | undefined>;
  ofReport(report: string): Promise<Attachment[]>;
  /** Those still to be downloaded, oldest first. */
  pending(): Promise<Attachment[]>;
  /** Bytes of all stored ones, each content counted once. */
  storedBytes(): Promise<number>;
}
export interface LedgerEntryFilter {
  readonly ledgers?: readonly string[];
  /** `true`: not ended; `false`: ended. */
  readonly open?: boolean;
  readonly states?: readonly string[];
  readonly officer?: OfficerId;
  readonly office?: string;
  readonly subject?: string;
  /** Number of the report that it came from. */
  readonly report?: string;
  /** `day`, `YYYY-MM-DD`: from inclusive, before exclusive. */
  readonly from?: string;
  readonly before?: string;
  /** `dueOn`, likewise; what is not due is left out. */
  readonly dueFrom?: string;
  readonly dueBefore?: string;
  /** All of these must occur in its number, subject or values, after NFKC and lower case. */
  readonly terms?: readonly string[];
}
export interface LedgerEntryReads {
  get(id: string): Promise<LedgerEntry | undefined>;
  byNumber(number: string): Promise<LedgerEntry | undefined>;
  /** Newest first, or what is due first on top. `total` counts all that match. */
  find(
    filter: LedgerEntryFilter,
    page: { limit: number; offset?: number; order?: "newest" | "due" },
  ): Promise<{ entries: LedgerEntry[]; total: number }>;
}
export interface AuditReads {
  /** Newest first. */
  of(subject: AuditRecord["subject"], limit: number): Promise<AuditEntry[]>;
  /** What an officer did, newest first; `from` inclusive, `before` exclusive, ISO 8601. */
  by(
    officer: OfficerId,
    span: { readonly from: string; readonly before?: string },
    limit: number,
  ): Promise<AuditEntry[]>;
}
