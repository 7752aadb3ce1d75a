import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import type { WecomClient } from "../wecom/client.ts";
import { isTooOften, WecomError } from "../wecom/wecom-error.ts";
import type { Cursor } from "./cursor.ts";
import { sentAt, syncAnswer } from "./messages.ts";
import { createPace } from "./sync-pace.ts";

/** Reads what came in, page by page, and moves the durable cursor only with what was filed. */
export interface Sync {
  start(): Promise<void>;
  /** Something came in: reads now. `token` is of a callback. */
  look(token?: string): void;
  stop(): Promise<void>;
}

/** The network keeps what came in for so long. */
const KEEPS = 3 * 24 * 60 * 60_000;
/** Read once more where the cursor is lost, or at a first start: what is filed already is not filed again. */
const OVERLAP = 10 * 60_000;
/** What comes after a silence of so long was written while nobody listened. */
const SILENCE = 2 * 60_000;
const PAGE = 1000;
/** So many items may be under way before another page is asked for. */
const MOST_UNDER_WAY = 2000;
/** An item that the store did not take is handed over again after this. */
const AGAIN = 10_000;
const TOKEN_LASTS = 10 * 60_000;
/** The token of the callback is none, or has run out. */
const BAD_TOKEN = 95007;
/** A parameter that is none: of ours only the cursor can be. */
const BAD_PARAMETER = 40058;
const STOP_WAITS = 500;

export function createSync(deps: {
  readonly client: Pick<WecomClient, "post">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly cursor: Cursor;
  readonly openKfId: string;
  /** Milliseconds between two looks. */
  readonly poll: number;
  /** Resolves with whether what became of it is durable; where not, it is handed over again. `isPast`: after a silence. */
  pass(item: unknown, how: { isPast: boolean; isAgain: boolean }): Promise<boolean>;
  /** What was written in this time is not kept by the network any more. */
  missed(gap: { from: Date; until: Date }): void;
  answered(): void;
  refused(error: WecomError): void;
}): Sync {
  const { client, clock, logger, cursor } = deps;
  const pace = createPace(deps.poll);
  let token: { readonly value: string; readonly until: number } | undefined;
  /** Where reading stands; the durable cursor follows it. */
  let position: string | undefined;
  let lastRead: number | undefined;
  let underWay = 0;
  let roomAgain = () => {};
  /** Ends when all pages so far are filed. */
  let filed = Promise.resolve();
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;
  /** All that the network keeps is read, not what is new: a first start, until its end, or a cursor that was lost. */
  let isAnew = false;
  /** Something was not filed: the cursor stays before it until the next start. */
  let isBehind = false;
  let cancel = () => {};

  function run(): void {
    again = true;
    if (stopped) return;
    running ??= runOnce().finally(() => {
      running = undefined;
    });
  }

  async function runOnce(): Promise<void> {
    cancel();
    while (again && !stopped) {
      again = false;
      try {
        await readAll();
        pace.answered();
        deps.answered();
      } catch (error) {
        const isRefusal = error instanceof WecomError;
        if (!isRefusal) logger.error({ err: error }, "bug in wechat-kf: reading failed");
        pace.refused(isRefusal && isTooOften(error.code));
        if (isRefusal && !stopped) deps.refused(error);
      }
    }
    if (!stopped) cancel = clock.after(pace.next(), run);
  }

  async function readAll(): Promise<void> {
    const now = clock.now().getTime();
    const isPast = lastRead === undefined || now - lastRead > Math.max(SILENCE, 2 * deps.poll);
    const { readUntil } = cursor.current();
    for (let isFirst = true, more = true; more && !stopped; isFirst = false) {
      const from = position;
      const page = await ask(from);
      if (isFirst && readUntil !== undefined && now - readUntil > KEEPS && isPast)
        deps.missed({ from: new Date(readUntil), until: new Date(now - KEEPS) });
      const next = page.next_cursor || from;
      const hasMoved = next !== from || page.msg_list.length > 0;
      isAnew ||= position === undefined;
      if (hasMoved) take(page.msg_list, isAnew ? floor() : 0, next, isPast);
      position = next;
      while (underWay >= MOST_UNDER_WAY && !stopped)
        await new Promise<void>((resolve) => {
          roomAgain = resolve;
        });
      more = page.has_more === 1 && hasMoved;
    }
    lastRead = clock.now().getTime();
    isAnew = false;
    // A gap that is told and read is owed no more.
    if (!stopped) filed = filed.then(() => (isBehind ? undefined : cursor.readAll()));
  }

  async function ask(from: string | undefined) {
    const given = token && token.until > clock.now().getTime() ? token.value : undefined;
    const body = {
      ...(from === undefined ? {} : { cursor: from }),
      limit: PAGE,
      voice_format: 0,
      open_kfid: deps.openKfId,
    };
    try {
      return syncAnswer.parse(
        await client.post<object>("kf/sync_msg", given === undefined ? body : { ...body, token: given }),
      );
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      if (error.code === BAD_TOKEN && given !== undefined) {
        token = undefined;
        return syncAnswer.parse(await client.post<object>("kf/sync_msg", body));
      }
      if (error.code !== BAD_PARAMETER || from === undefined) throw error;
      logger.warn("wechat-kf: the cursor is not known any more; reading from the first message that is kept");
      cursor.forget();
      position = undefined;
      const { cursor: _, ...rest } = body;
      return syncAnswer.parse(await client.post<object>("kf/sync_msg", rest));
    }
  }

  /** Hands a page over, oldest first, and lets the cursor follow once all of it is filed. */
  function take(list: readonly unknown[], since: number, next: string | undefined, isPast: boolean): void {
    const times = new Map(list.map((item) => [item, sentAt(item) ?? Number.NaN]));
    const wanted = list.filter((item) => !((times.get(item) ?? 0) < since));
    const left = list.length - wanted.length;
    if (left > 0) logger.info({ items: left }, "wechat-kf: what was written before is left");
    const ordered = wanted.toSorted((a, b) => (times.get(a) ?? 0) - (times.get(b) ?? 0) || 0);
    const handed = ordered.map((item) => hand(item, isPast));
    const newest = Math.max(0, ...[...times.values()].filter(Number.isFinite));
    filed = filed.then(async () => {
      const kept = await Promise.all(handed);
      isBehind ||= kept.includes(false);
      if (!isBehind && next !== undefined) cursor.filed(next, newest || undefined);
    });
  }

  /** Before it nothing is filed: what came before the bot served this account, or was filed before the cursor was lost. */
  function floor(): number {
    const { began, newest, readUntil } = cursor.current();
    return (readUntil === undefined ? began : (newest ?? began)) - OVERLAP;
  }

  /** False where the bot stops before the store has taken it: the next start reads it again. */
  async function hand(item: unknown, isPast: boolean): Promise<boolean> {
    underWay++;
    let isKept = await deps.pass(item, { isPast, isAgain: false });
    while (!isKept && !stopped) {
      await new Promise<void>((resolve) => {
        clock.after(AGAIN, resolve);
      });
      isKept = await deps.pass(item, { isPast, isAgain: true });
    }
    underWay--;
    roomAgain();
    return isKept;
  }

  return {
    async start() {
      await cursor.open();
      const { cursor: kept, readUntil } = cursor.current();
      position = kept;
      isAnew = readUntil === undefined;
      run();
    },
    look(value) {
      if (value) token = { value, until: clock.now().getTime() + TOKEN_LASTS };
      run();
    },
    async stop() {
      stopped = true;
      cancel();
      roomAgain();
      let done = () => {};
      const waited = new Promise<void>((resolve) => {
        done = clock.after(STOP_WAITS, resolve);
      });
      await Promise.race([Promise.all([running, filed]), waited]);
      done();
      await cursor.stop();
    },
  };
}
