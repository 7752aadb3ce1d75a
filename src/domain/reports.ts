import type { GroupId } from "./groups.ts";
import type { OfficerId, PersonId } from "./people.ts";

export const categories = [
  "tip",
  "suggestion",
  "help",
  "dispute",
  "complaint",
  "inquiry",
  "suspicious",
] as const;
export type Category = (typeof categories)[number];
export const categoryNames: Record<Category, string> = {
  tip: "线索",
  suggestion: "意见建议",
  help: "求助",
  dispute: "纠纷",
  complaint: "投诉",
  inquiry: "咨询",
  suspicious: "可疑情况",
};

export const openStatuses = ["received", "accepted", "in_progress"] as const;
export const closedStatuses = [
  "resolved",
  "unresolved",
  "referred",
  "duplicate",
  "rejected",
  "withdrawn",
] as const;
export type OpenStatus = (typeof openStatuses)[number];
export type ClosedStatus = (typeof closedStatuses)[number];
export type Status = OpenStatus | ClosedStatus;
/** Never 受理, 立案 or 受案: those are legal acts that a chat does not perform. */
export const statusNames: Record<Status, string> = {
  received: "待接手",
  accepted: "民警已接手",
  in_progress: "办理中",
  resolved: "已办结",
  unresolved: "暂未办成",
  referred: "已转交",
  duplicate: "同一件",
  rejected: "不归派出所管",
  withdrawn: "本人撤回",
};

interface EntryBase {
  /** ULID; sorts by time. */
  readonly id: string;
  /** The report's id. */
  readonly report: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: "resident" | "system" | { readonly officer: OfficerId };
}

/** The resident's own words. */
export type SaidEntry = EntryBase & {
  readonly kind: "said";
  readonly text: string;
  /** The network's id of the message behind it, for recalls and quotes. */
  readonly message?: string;
  /** The sender took the message back on the network at this time; the text is kept and marked. */
  readonly recalledAt?: string;
  /** Ids of the attachments that came with it. */
  readonly attachments?: readonly string[];
  /** It would have begun a report of its own, had the person not begun too many within the hour. */
  readonly apart?: true;
};

/** An officer's words to the resident, and ids of the pictures that went with them. */
export type ReplyEntry = EntryBase & {
  readonly kind: "reply";
  readonly text: string;
  readonly attachments?: readonly string[];
};

/** What an officer may set right in a report. */
export type CorrectedField =
  | "category"
  | "place"
  | "office"
  | "priority"
  | "restricted"
  | "sensitive"
  | "offence"
  | "timed";

/**
 * One thing said or done on a report: one act, one entry. Holds no display text, only what a person wrote. That a
 * report was accepted is told by its first `assigned`, that it is in progress by its first `reply`; a `status` entry is
 * an act of its own (closing, opening again, withdrawing).
 */
export type ReportEntry =
  | SaidEntry
  | ReplyEntry
  | (EntryBase & { readonly kind: "note"; readonly text: string })
  | (EntryBase & {
      readonly kind: "status";
      readonly from: Status;
      readonly to: Status;
      readonly reason?: string;
    })
  /** Without `to`: nobody has it any more, or an old entry does not say who. */
  | (EntryBase & {
      readonly kind: "assigned";
      readonly from?: OfficerId;
      readonly to?: OfficerId;
      readonly reason?: string;
    })
  | (EntryBase & {
      readonly kind: "corrected";
      readonly field: CorrectedField;
      readonly from?: string;
      readonly to: string;
    })
  /** Ids of reports: `into` on the one that ends, `from` on the one that goes on. */
  | (EntryBase & { readonly kind: "merged"; readonly into?: string; readonly from?: string })
  /** The resident was told of another day. `to`: ISO 8601. */
  | (EntryBase & { readonly kind: "extended"; readonly to: string; readonly reason: string })
  /** The reporter's identity was shown to an officer; `by` allowed it. `withheld`: why the resident does not see so. */
  | (EntryBase & {
      readonly kind: "released";
      readonly to: OfficerId;
      readonly reason: string;
      readonly withheld?: string;
    })
  | (EntryBase & { readonly kind: "attachment"; readonly attachment: string });

/** What a person wrote in an entry; empty where it holds no words. */
export function wordsOf(entry: ReportEntry): string {
  switch (entry.kind) {
    case "said":
    case "reply":
    case "note":
      return entry.text;
    case "status":
    case "assigned":
    case "released":
    case "extended":
      return entry.reason ?? "";
    default:
      return "";
  }
}

/** What a resident tells the station: the header; what was said and done are its entries. Times are ISO 8601 in UTC. */
export interface Report {
  /** ULID; the key. */
  readonly id: string;
  /** `R2611-0042`. */
  readonly number: string;
  readonly category: Category;
  readonly status: Status;
  readonly priority: "normal" | "urgent";
  readonly reporter: PersonId;
  readonly place?: string;
  readonly office?: string;
  /** The community group the reporter came from. */
  readonly group?: GroupId;
  readonly assignee?: OfficerId;
  /** Registered for somebody who called or came, or whose message was passed on: by this officer. */
  /** Id of the alert that asked for it, where it replies to one; `any`: one of several, nobody has said which. */
  readonly consultation?: string;
  readonly source?: { readonly officer: OfficerId; readonly way: "told" | "forwarded" };
  /** Ids of attachments, in order of arrival. */
  readonly attachments: readonly string[];
  /** Could be a complaint of an officer: for leaders only. */
  readonly restricted?: true;
  /** Officers whose names are in the resident's words: where it is restricted, none of them sees it. */
  readonly meant?: readonly OfficerId[];
  /** Sexual, domestic, child, suicide, informant: for the officer on duty and leaders. */
  readonly sensitive?: true;
  readonly offence?: "proposed" | "confirmed" | "cleared";
  readonly receivedAt: string;
  readonly updatedAt: string;
  readonly closedAt?: string;
  /** When the resident last said something. */
  readonly lastSaidAt: string;
  readonly firstReplyAt?: string;
  readonly lastReplyAt?: string;
  /** When the station should have answered by; counted anew when it opens again. */
  readonly firstDueAt?: string;
  /** When it should be closed by; only some reports have such a time. */
  readonly dueAt?: string;
  readonly clock?: ReportClock;
  /** When an officer last asked the resident something, or the station whether it is solved. */
  readonly askedAt?: string;
  /** How many times the resident said something since an officer last read it. */
  readonly unread?: number;
  /** What the resident says after it was closed: solved for them or not. Apart from `status`, which is the station's. */
  readonly solved?: boolean;
  /** In words, where the station asks for it: 满意, 一般, 不满意. */
  readonly rating?: "good" | "fair" | "poor";
  /** Number of the formal receipt (接报案回执) under which an offence goes on. */
  readonly caseNumber?: string;
  /** Id of the report that goes on in its place. */
  readonly mergedInto?: string;
  /** Since when it is kept whatever its age: for a case, by law. */
  readonly heldAt?: string;
  /** When its words went, and whose it was; what is left is for the figures alone. */
  readonly anonymisedAt?: string;
}

/** What happened to a report that its deadlines are counted by. Times are ISO 8601. */
export interface ReportClock {
  /** When it was opened again; its terms count from then. */
  readonly reopenedAt?: string;
  /** When an officer asked the resident something, and when the resident answered. */
  readonly pauses?: readonly { readonly from: string; readonly to?: string }[];
  /** A person decided that it is to be closed within a term. */
  readonly timed?: true;
  /** The day that the resident was told instead. */
  readonly extendedTo?: string;
  /** The deadline, once past, of which an officer has said why. */
  readonly explained?: string;
}

export function isOpen(report: Pick<Report, "status">): boolean {
  return (openStatuses as readonly string[]).includes(report.status);
}

/** Whether officers are called until one of them takes it: an officer to whom it was only given has not. */
export function isCalling({ priority, status }: Pick<Report, "priority" | "status">): boolean {
  return priority === "urgent" && status === "received";
}

/** `R2611-0042` from `2611` and 42; wider past 9999. */
export function formatNumber(month: string, running: number): string {
  return `R${month}-${String(running).padStart(4, "0")}`;
}

/** A picture, voice message, video or file that came with a report; downloaded by a durable job. */
export interface Attachment {
  readonly id: string;
  readonly report: string;
  readonly kind: "image" | "voice" | "video" | "file";
  readonly name?: string;
  readonly channel: string;
  /** The channel's own handle to fetch it by; sealed at rest; gone once stored or given up. */
  readonly ref?: string;
  readonly state: "pending" | "stored" | "failed";
  readonly attempts: number;
  /** ISO 8601; not before this time is the next attempt due. */
  readonly nextAttemptAt?: string;
  /** SHA-256 of the content in hex: also the name of its file under `data/attachments/`. */
  readonly hash?: string;
  /** Bytes. */
  readonly size?: number;
  /** As the content tells, never its sender. */
  readonly mime?: string;
  /** Of a type that opens by itself, but with something in it that should not (macros, links to templates). */
  readonly held?: true;
  /** Of a voice message, once it is stored and where its format tells. */
  readonly seconds?: number;
  /** The officer who sent it to the resident; where the resident sent it, there is none. */
  readonly sentBy?: OfficerId;
  /** Why it was given up: a fixed word, never text from outside. */
  readonly failure?: "expired" | "too-large" | "quota" | "refused-type" | "unreachable";
  readonly receivedAt: string;
}
