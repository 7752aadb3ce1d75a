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

/** One thing said or done on a report, oldest first. */
export interface ReportEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: "resident" | "system" | { readonly officer: OfficerId };
  /** `said`: by the resident; `reply`: to the resident; `note`: among officers; `status`: a change of state. */
  readonly kind: "said" | "reply" | "note" | "status";
  readonly text: string;
  /** Network message id behind a `said`, for recalls. */
  readonly message?: string;
  /** The sender took the message back on the network; the text is kept and marked. */
  readonly recalledAt?: string;
}

/** What a resident tells the station. Times are ISO 8601 in UTC. */
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
  readonly entries: readonly ReportEntry[];
  /** Ids of attachments, in order of arrival. */
  readonly attachments: readonly string[];
  readonly receivedAt: string;
  readonly updatedAt: string;
  readonly closedAt?: string;
}

export function isOpen(report: Pick<Report, "status">): boolean {
  return (openStatuses as readonly string[]).includes(report.status);
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
  readonly mime?: string;
  /** Why it was given up: a fixed word, never text from outside. */
  readonly failure?: "expired" | "too-large" | "quota" | "refused-type" | "unreachable";
  readonly receivedAt: string;
}
