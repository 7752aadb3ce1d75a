import { randomBytes } from "node:crypto";
import type { Clock } from "../../lib/clock.ts";
import type { OnebotAnswer } from "./frames.ts";

/** Why a call did not succeed. Only `not-sent` and `failed` are sure to have done nothing. */
export type CallFault = "not-sent" | "no-answer" | "lost" | "async" | "failed";

/** `wording` is the implementation's own text: to recognise faults by, never to be logged (it may name accounts). */
export class CallError extends Error {
  constructor(
    readonly fault: CallFault,
    action: string,
    readonly retcode = 0,
    readonly wording = "",
  ) {
    super(`${action}: ${fault}${fault === "failed" ? ` ${retcode}` : ""}`);
    this.name = "CallError";
  }
}

export interface Calls {
  /** Resolves with the answer's `data`; rejects with `CallError`. `late` hears a good answer that came after the time-out. */
  call(
    action: string,
    params?: Record<string, unknown>,
    options?: { timeout?: number; late?: (data: unknown) => void },
  ): Promise<unknown>;
  /** False: the answer belongs to no call. */
  answer(answer: OnebotAnswer): boolean;
  /** The connection is gone: whatever is in flight may or may not have been done. */
  abandon(): void;
}

interface Waiting {
  readonly action: string;
  /** Absent once it has timed out and only a late answer is of interest. */
  settle?: { resolve(data: unknown): void; reject(error: CallError): void };
  readonly late: ((data: unknown) => void) | undefined;
  cancel(): void;
}

/** How long a late answer may still settle what timed out. */
const LATE = 10 * 60_000;

/** Calls over one line, told apart by `echo`. Every call ends: an implementation does not answer what it cannot parse. */
export function createCalls(deps: { clock: Clock; send(frame: string): boolean; timeout: number }): Calls {
  const waiting = new Map<string, Waiting>();
  // Unique also across restarts of this process: an old connection's answers must not meet a new call.
  const prefix = randomBytes(6).toString("hex");
  let count = 0;

  return {
    call(action, params = {}, { timeout = deps.timeout, late } = {}) {
      return new Promise((resolve, reject) => {
        const echo = `${prefix}-${++count}`;
        if (!deps.send(JSON.stringify({ action, params, echo }))) {
          reject(new CallError("not-sent", action));
          return;
        }
        const cancel = deps.clock.after(timeout, () => {
          reject(new CallError("no-answer", action));
          waiting.delete(echo);
          if (!late) return;
          const forget = deps.clock.after(LATE, () => waiting.delete(echo));
          waiting.set(echo, { action, late, cancel: forget });
        });
        waiting.set(echo, { action, settle: { resolve, reject }, late, cancel });
      });
    },

    answer({ echo = "", status, retcode, data, msg = "", message = "", wording = "" }) {
      const found = waiting.get(echo);
      if (!found) return false;
      waiting.delete(echo);
      found.cancel();
      const { action, settle } = found;
      const ok = retcode === 0 && status !== "failed" && status !== "async";
      if (!settle) {
        if (ok) found.late?.(data);
      } else if (ok) settle.resolve(data);
      else if (status === "async") settle.reject(new CallError("async", action));
      else settle.reject(new CallError("failed", action, retcode, `${msg} ${message} ${wording}`));
      return true;
    },

    abandon() {
      for (const { action, settle, cancel } of waiting.values()) {
        cancel();
        settle?.reject(new CallError("lost", action));
      }
      waiting.clear();
    },
  };
}
