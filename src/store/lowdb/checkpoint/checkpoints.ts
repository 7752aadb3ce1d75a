import type { Clock } from "../../../lib/clock.ts";
import type { Logger } from "../../../lib/logger.ts";
import { createSerial } from "../../../lib/serial.ts";
import { StoreError } from "../../store.ts";
import { isFull } from "../disk/files.ts";
import { type CheckpointDeps, checkpoint } from "./checkpoint.ts";

/** When to checkpoint. */
export interface Tuning {
  /** After that many transactions … */
  readonly entries: number;
  /** … but not sooner than this after the last one ended, nor than nine times what that one took. */
  readonly restMs: number;
  /** And after this time, if anything was written. */
  readonly everyMs: number;
}

export const usualTuning: Tuning = { entries: 5_000, restMs: 30_000, everyMs: 60_000 };

/** After a checkpoint that found no room, the next is not tried for so long. */
const roomlessMs = 15 * 60_000;

/** Checkpoints in their time, one at a time, never while the folder must stay as it is. */
export function createCheckpoints(
  deps: CheckpointDeps & { clock: Clock; logger: Logger; fail(error: unknown): void },
  tuning: Tuning,
) {
  const turns = createSerial();
  let doneSeq = deps.manifest().seq;
  let rested = true;
  let roomless = false;
  let stopped = false;
  let cancelTimer = (): void => {};
  let cancelRest = (): void => {};
  let cancelTry = (): void => {};

  /** Runs `job` while no checkpoint runs. */
  const withoutCheckpoints = turns.run;

  async function run(): Promise<void> {
    if (stopped || deps.journal.durableSeq() === doneSeq) return;
    await once();
  }

  async function once(): Promise<void> {
    const began = performance.now();
    try {
      await checkpoint(deps);
      doneSeq = deps.manifest().seq;
      deps.logger.debug({ seq: doneSeq, ms: Math.round(performance.now() - began) }, "checkpoint");
    } catch (error) {
      // Refused writers, seen from here: the journal found no room while the cut waited for it.
      const refused = error instanceof StoreError && error.reason === "full";
      if (!refused && !isFull(error)) {
        deps.fail(error);
        throw error;
      }
      deps.logger.warn("no room for a checkpoint; the journal keeps everything until there is");
      // Each try takes, for a moment, the room that the journal needs.
      roomless = true;
      cancelTry();
      cancelTry = deps.clock.after(roomlessMs, () => {
        roomless = false;
      });
    } finally {
      rested = false;
      if (!stopped) rest(performance.now() - began);
    }
  }

  /** A month under load is not rewritten all the time. */
  function rest(tookMs: number): void {
    cancelRest = deps.clock.after(Math.max(tuning.restMs, 9 * tookMs), () => {
      rested = true;
      notice();
    });
  }

  function start(): void {
    void withoutCheckpoints(run).catch(() => {});
  }

  function schedule(): void {
    cancelTimer = deps.clock.after(tuning.everyMs, () => {
      if (!roomless) start();
      schedule();
    });
  }

  /** To be called when something became durable. */
  function notice(): void {
    if (!rested || roomless || stopped || deps.journal.durableSeq() - doneSeq < tuning.entries) return;
    rested = false;
    start();
  }

  schedule();
  return {
    withoutCheckpoints,
    notice,
    /** Now, in any case. */
    now: () => withoutCheckpoints(once),
    stop(): void {
      stopped = true;
      cancelTimer();
      cancelRest();
      cancelTry();
    },
  };
}
