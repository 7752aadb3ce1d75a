import type { OpenStation } from "./station.ts";

/** What a process runs: a real station, or the demo's stations one after the other. */
export interface House {
  /** The station that is open; while another takes its place, that one. */
  current(): Promise<OpenStation>;
  /** Starts the first one. */
  start(): Promise<void>;
  close(): Promise<void>;
}
