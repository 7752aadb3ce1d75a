import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type CallError, type Calls, createCalls } from "./calls.ts";
import { type OnebotAnswer, type OnebotEvent, readFrame, textField } from "./frames.ts";
import type { Line, LineEvents } from "./line.ts";
import type { Pulse } from "./pulse.ts";
import type { Timeouts } from "./timeouts.ts";

export interface SessionDeps {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timeouts: Timeouts;
  readonly pulse: Pulse;
  createLine(on: LineEvents): Line;
  receive(event: OnebotEvent): void;
  ignored(reason: "other-account" | "malformed"): void;
  /** Something was heard while the account was there. */
  alive(): void;
}

export interface Session {
  readonly calls: Calls;
  readonly line: Line;
  /** The account at the other end; `""` until it is known. */
  account(): string;
  start(): void;
  stop(): Promise<void>;
}

/** Connection after connection: proof of each, the watch over it, and the calls that end with it. */
export function createSession(deps: SessionDeps): Session {
  const { name, clock, logger, timeouts, pulse } = deps;
  let account = "";
  /** Counts connections: what belongs to an earlier one is ignored. */
  let current = 0;
  let greeted = false;
  let stopped = true;
  let lastFrame = clock.now();
  let cancelWatch = () => {};

  const line = deps.createLine({
    open(says) {
      current++;
      greeted = false;
      account = says ?? "";
      lastFrame = clock.now();
      void introduce(current);
    },
    frame,
    lost(fault) {
      current++;
      cancelWatch();
      calls.abandon();
      if (!stopped) pulse.lost(fault);
    },
  });
  const calls = createCalls({ clock, send: (frame) => line.send(frame), timeout: timeouts.call });

  /** An open socket proves nothing: a server that refuses the token opens it too. An answer or `lifecycle.connect` does. */
  async function introduce(mine: number): Promise<void> {
    const options = { timeout: timeouts.probe };
    const [login, status] = await Promise.allSettled([
      calls.call("get_login_info", {}, options),
      calls.call("get_status", {}, options),
    ]);
    if (mine !== current) return;
    const answered = login.status === "fulfilled" || (login.reason as CallError).fault === "failed";
    if (!answered && !greeted) {
      line.drop("no-answer");
      return;
    }
    line.proven();
    if (login.status === "fulfilled") account = textField(login.value, "user_id") || account;
    pulse.connected(status.status === "fulfilled" ? saysOnline(status.value) : undefined);
    watch();
  }

  /** Silence for two heartbeats: the peer has to answer something, or the socket is cut. */
  function watch(): void {
    cancelWatch();
    const mine = current;
    const patience = pulse.patience();
    cancelWatch = clock.after(Math.max(patience - silence(), patience / 4), () => {
      if (silence() < patience) {
        watch();
        return;
      }
      const limit = Math.min(timeouts.probe, patience / 2);
      void calls.call("get_status", {}, { timeout: limit }).then(watch, (error: CallError) => {
        if (mine !== current) return;
        if (error.fault === "no-answer" && silence() >= patience) line.drop("no-answer");
        else watch();
      });
    });
  }

  function silence(): number {
    return clock.now().getTime() - lastFrame.getTime();
  }

  /** Whatever comes in: it must never end the process, nor the connection. */
  function frame(raw: string): void {
    lastFrame = clock.now();
    try {
      const read = readFrame(raw);
      if ("event" in read) event(read.event);
      else if ("answer" in read) answered(read.answer);
      else malformed(raw);
      if (pulse.online()) deps.alive();
    } catch (error) {
      logger.error({ channel: name, error: error instanceof Error ? error.name : "" }, "qq: an event failed");
    }
  }

  function malformed(raw: string): void {
    logger.debug({ channel: name, length: raw.length }, "qq: a frame that is none");
    deps.ignored("malformed");
  }

  function event(event: OnebotEvent): void {
    // One address given to two accounts: only the first one is ours.
    if (account === "") account = event.self_id ?? "";
    if (event.self_id !== undefined && event.self_id !== account) {
      if (event.post_type === "message") deps.ignored("other-account");
      return;
    }
    if (event.post_type !== "meta_event") deps.receive(event);
    else if (event.meta_event_type === "heartbeat") beat(event);
    else if (event.meta_event_type === "lifecycle" && event.sub_type === "connect") greeted = true;
  }

  function beat(event: OnebotEvent): void {
    const patience = pulse.patience();
    pulse.beat(event);
    if (pulse.patience() !== patience) watch();
  }

  function answered(answer: OnebotAnswer): void {
    // NapCat and LLOneBot accept the socket, say this, and close.
    if (!calls.answer(answer) && answer.retcode === 1403) line.drop("wrong-token");
  }

  return {
    calls,
    line,
    account: () => account,
    start() {
      stopped = false;
      line.start();
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      current++;
      cancelWatch();
      calls.abandon();
      pulse.lost("offline");
      await line.stop();
    },
  };
}

/** `undefined`: it does not say. */
function saysOnline(status: unknown): boolean | undefined {
  const value =
    typeof status === "object" && status !== null && "online" in status ? status.online : undefined;
  return typeof value === "boolean" ? value : undefined;
}
