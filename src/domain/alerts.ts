import type { Audience } from "./groups.ts";
import type { OfficerId } from "./people.ts";

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

/** `returned` by an approver to be done better, `refused` for good; `cancelled`: taken back after it was sent. */
export const alertStates = [
  "draft",
  "waiting",
  "approved",
  "returned",
  "refused",
  "sent",
  "cancelled",
] as const;
export type AlertState = (typeof alertStates)[number];

/** One message to the public; field names and enums of CAP 1.2 (OASIS, July 2010). */
export interface Alert {
  /** ULID once stored; `series/file` while only a file. */
  readonly id: string;
  /** `T2611-012`; none where it was sent before 2026-12, or is only a file. */
  readonly number?: string;
  readonly state: AlertState;
  readonly author?: OfficerId;
  readonly approver?: OfficerId;
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
  /** ISO 8601. Not sent before / after. */
  readonly effective?: string;
  readonly expires?: string;
  /** The whole text as it is sent, title line included. */
  readonly text: string;
}

/** Severe and Extreme pass the quiet hours. */
export function passesQuietHours(severity: Severity): boolean {
  return severity === "Severe" || severity === "Extreme";
}

/** One line of `alerts/schedule.yaml`. */
export interface Schedule {
  readonly id: string;
  readonly series: string;
  /** As node-cron takes it: five fields, or six with seconds. */
  readonly cron: string;
  readonly when: "workday" | "holiday" | "any";
  readonly audience?: Audience;
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
  /** Why nothing was sent: a fixed word. */
  readonly reason?: "too-late" | "no-alert" | "clock-leap" | "holiday" | "workday" | "no-group";
}

/** What will be sent at a slot that is still to come. */
export interface PlannedSlot extends Pick<Slot, "key" | "schedule" | "series" | "due"> {
  /** File name of the alert that was drawn for it. */
  readonly file?: string;
  /** Id of an alert that an officer put in its place. */
  readonly alert?: string;
  /** Nothing is to be sent. */
  readonly skipped?: true;
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
