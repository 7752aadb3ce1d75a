import type { Role } from "./people.ts";
import type { CorrectedField } from "./reports.ts";

/** What a person set right in a report: the model learns from it, and is measured by it. */
export interface Correction {
  /** ULID. */
  readonly id: string;
  /** Id of the report. */
  readonly report: string;
  /** `kind`: what it is at all; `chatter` where it was no report. */
  readonly field: CorrectedField | "kind";
  /** What it should have been. */
  readonly label: string;
  readonly byRole: Role | "resident";
  /** ISO 8601. */
  readonly at: string;
}
