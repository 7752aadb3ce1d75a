import type { AlertState, AlertStep } from "./alert-moves.ts";
import type { Audience } from "./groups.ts";
import type { OfficerId } from "./people.ts";
import type { PicturePage } from "./picture-page.ts";

/** CAP 1.2 §3.2.2 `category`. */
export const alertCategories = [
  "Geo",
  "Met",
  "Safety",
  "Security",
  "Rescue",
  "Fire",
  "Health",
  "Env",
  "Transport",
  "Infra",
  "CBRNE",
  "Other",
] as const;
/** CAP 1.2 §3.2.2 `severity`. */
export const severities = ["Extreme", "Severe", "Moderate", "Minor", "Unknown"] as const;
/** CAP 1.2 §3.2.2 `urgency`. */
export const urgencies = ["Immediate", "Expected", "Future", "Past", "Unknown"] as const;
/** CAP 1.2 §3.2.2 `certainty`. */
export const certainties = ["Observed", "Likely", "Possible", "Unlikely", "Unknown"] as const;
/** CAP 1.2 §3.2.1 `msgType`, the ones jingmin sends. */
export const msgTypes = ["Alert", "Update", "Cancel"] as const;

export type AlertCategory = (typeof alertCategories)[number];
export type Severity = (typeof severities)[number];

/** One message to the public; field names and enums of CAP 1.2 (OASIS, July 2010). */
export interface Alert {
  /** ULID once stored; `series/file` while only a file. */
  readonly id: string;
  /** `T2611-012`; none where it was sent before 2026-12, or is only a file. */
  readonly number?: string;
  readonly state: AlertState;
  /** What became of it, oldest first: who moved it, when and why. */
  readonly steps?: readonly AlertStep[];
  readonly author?: OfficerId;
  /** The second person who approved it; none for files of the folder, nor where it was sent at once. */
  readonly approver?: OfficerId;
  /** Where it is sent, if not to every community group; of an alert from the schedule the schedule says it. */
  readonly audience?: Audience;
  /** Key of the slot that it was drawn or written for. */
  readonly slot?: string;
  /** Id of the attachment that an officer sent for it. */
  readonly picture?: string;
  /** What somebody else said of one that was sent at once. */
  readonly review?: AlertReview;
  /** The template that it was made from. */
  readonly template?: AlertTemplate;
  readonly series: string;
  /** File name within the series folder. */
  readonly file: string;
  readonly title: string;
  readonly category: AlertCategory;
  readonly severity: Severity;
  readonly urgency: (typeof urgencies)[number];
  readonly certainty: (typeof certainties)[number];
  readonly msgType: (typeof msgTypes)[number];
  /** Ids of earlier alerts that this one updates or cancels (CAP `references`). */
  readonly references?: readonly string[];
  /** Id of the update that holds in its place. */
  readonly correctedBy?: string;
  /** ISO 8601. Not sent before / after. */
  readonly effective?: string;
  readonly expires?: string;
  /** The whole text as it is sent, title line included. */
  readonly text: string;
  /** The picture that follows the text. */
  readonly poster?: AlertPoster;
  /** A drill (CAP `status` Exercise): marked 【演练】 from first to last. */
  readonly drill?: true;
  /** It asks its groups for 「收到」, which are counted. */
  readonly acknowledge?: boolean;
}

export interface AlertReview {
  readonly by: OfficerId;
  /** ISO 8601. */
  readonly at: string;
  readonly verdict: "good" | "bad";
  readonly reason?: string;
}

/** What an alert keeps of its template. */
export interface AlertTemplate {
  /** Name of the template: `寻人`. */
  readonly name: string;
  /** What was said to its fields; gone once they have to be erased. */
  readonly values: Readonly<Record<string, string>>;
  /** What a cancel says, and what is drafted when its time has come: thought over beforehand, and signed. */
  readonly cancel?: string;
  readonly end?: string;
  /** A cancel erases what was said to the fields, and the picture. */
  readonly erase?: true;
  /** It names a person and whom to call. */
  readonly personal?: true;
  /** Residents' replies by direct message are counted to it. */
  readonly consultation?: true;
}

/** `series` of an alert that an officer wrote; its `file` is empty. */
export const WRITTEN = "written";

/**
 * Drawn from the alert's words; or the station's own: a path in the folder of alerts, or the hash of an attachment; or a
 * long picture, which holds what stands in it.
 */
export type AlertPoster =
  | "drawn"
  | { readonly file: string }
  | { readonly attachment: string }
  | { readonly page: PicturePage };

/** A report to everybody that goes the way of alerts into the groups, and is none: no feed and no count has it. */
export function isPicturePage({ poster }: Pick<Alert, "poster">): boolean {
  return typeof poster === "object" && "page" in poster;
}

/** Extreme alone passes the quiet hours by itself, a drill never; Severe does on a leader's 「现在发」. */
export function passesQuietHours({ severity, drill }: Pick<Alert, "severity" | "drill">): boolean {
  return severity === "Extreme" && !drill;
}

/** One line of `alerts/schedule.yaml`. */
export interface Schedule {
  readonly id: string;
  readonly series: string;
  /** What a calendar calls it. */
  readonly title?: string;
  /** As node-cron takes it: five fields, or six with seconds. */
  readonly cron: string;
  readonly when: "workday" | "holiday" | "any";
  readonly audience?: Audience;
  /** Each alert needs the word of an approver; without it the folder's keeper answers for its files. */
  readonly approve?: "each";
  /** Milliseconds a missed slot may be late and still fire; the station's default where absent. */
  readonly catchUpMs?: number;
}

/** One due time of one schedule. `due → fired`, or `missed`, `held`; fires at most once, ever. */
export interface Slot {
  /** `slotKey` of the schedule and its instant. */
  readonly key: string;
  readonly schedule: string;
  readonly series: string;
  /** When it was to be sent, ISO 8601 in UTC. */
  readonly due: string;
  readonly state: "fired" | "missed" | "held";
  /** When that was decided. */
  readonly at: string;
  /** File name of the alert drawn for it. */
  readonly file?: string;
  readonly alert?: string;
  /** ISO 8601; until then one that is held may still be sent. */
  readonly until?: string;
  /** Why nothing was sent: a fixed word. */
  readonly reason?: "too-late" | "no-alert" | "clock-leap" | "holiday" | "workday" | "no-group" | SlotRefusal;
}

/** `not-approved`: nobody approved it; `rejected`, `stopped`: somebody did not want it sent. */
type SlotRefusal = "not-approved" | "rejected" | "stopped";

/** What will be sent at a slot that is still to come. */
export interface PlannedSlot extends Pick<Slot, "key" | "schedule" | "series" | "due"> {
  /** File name of the alert that was drawn for it. */
  readonly file?: string;
  /** Id of an alert that an officer put in its place. */
  readonly alert?: string;
  /** Nothing is to be sent, and why. */
  readonly skipped?: true;
  readonly reason?: string;
  /** What was last said of the file's edits: `gone`, or a digest of its new words. */
  readonly edited?: string;
  /** The officer who changed it last. */
  readonly by?: OfficerId;
  /** ISO 8601; when officers were shown it. */
  readonly shownAt?: string;
}

/** `T2611-012` from `2611` and 12; wider past 999. */
export function formatAlertNumber(month: string, running: number): string {
  return `T${month}-${String(running).padStart(3, "0")}`;
}

/** `local`: nominal date and time in the station's zone, which comes once also where clocks change. */
export function slotKey(scheduleId: string, { local }: { readonly local: string }): string {
  return `${scheduleId}@${local}`;
}

/** The key that a slot had until 2026-12, by its instant. */
export function formerSlotKey({ schedule, due }: Pick<Slot, "schedule" | "due">): string {
  return `${schedule}@${due}`;
}
