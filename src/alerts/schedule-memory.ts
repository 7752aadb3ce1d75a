import type { Reads, Tx } from "../store/store.ts";

/** What the scheduler must remember between looks and runs; kept in the store's settings. */
export interface ScheduleMemory {
  /**
   * By schedule id: the cron (with its zone) it was last looked at with, since when it has been that one (absent in
   * what was written before 2026-12), and until when (ISO 8601) it was looked at.
   */
  readonly looked: Readonly<Record<string, { cron: string; from?: string; until: string }>>;
  /** By series: the file sent last, and the last one whose name holds no day. */
  readonly drawn: Readonly<Record<string, { last: string; undated?: string }>>;
}

const KEY = "scheduler";

export async function recallSchedules(reads: Pick<Reads, "settings">): Promise<ScheduleMemory> {
  const text = await reads.settings.get(KEY);
  return text === undefined ? { looked: {}, drawn: {} } : (JSON.parse(text) as ScheduleMemory);
}

export function rememberSchedules(t: Tx, memory: ScheduleMemory): void {
  t.settings.put(KEY, JSON.stringify(memory));
}
