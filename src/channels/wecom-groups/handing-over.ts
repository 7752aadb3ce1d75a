import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { type Content, DeliveryError } from "../channel.ts";
import type { WecomClient } from "../wecom/client.ts";
import { isTooOften, WecomError } from "../wecom/wecom-error.ts";
import type { GroupList } from "./group-list.ts";
import type { Limits } from "./limits.ts";
import type { Tasks } from "./tasks.ts";

/** What goes to many groups comes one group at a time, within this time; real time, for it is the machine's. */
const GATHER_MS = 150;
const MOST_GROUPS = 2000;
/** `text.content` of a task. */
const LONGEST_BYTES = 4000;
/** A group had enough today or this month. */
const LIMIT_CODES = new Set([41048]);

interface Item {
  readonly group: string;
  readonly content: Content;
  reject(error: DeliveryError): void;
}

/**
 * Makes one task an owner of what the outbox sends group by group. Each send rejects, once what became of it is known:
 * `awaits-owner` with the task's id where it was made.
 */
export function createHandingOver(deps: {
  readonly client: WecomClient;
  readonly groups: GroupList;
  readonly tasks: Tasks;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The account itself was refused. */
  failed(error: WecomError): void;
}): (group: string, content: Content) => Promise<never> {
  const { client, groups, tasks, limits, clock, logger } = deps;
  let waiting: Item[] = [];

  async function handOver(items: readonly Item[]): Promise<void> {
    const alike = new Map<string, Item[]>();
    for (const item of items) {
      const key = JSON.stringify([item.content.text, item.content.files?.map(({ path }) => path)]);
      alike.set(key, [...(alike.get(key) ?? []), item]);
    }
    const severeFirst = [...alike.values()].sort((a, b) => rank(b) - rank(a));
    for (const same of severeFirst) await handOverAlike(same);
  }

  async function handOverAlike(items: readonly Item[]): Promise<void> {
    const content: Content = items[0]?.content ?? { text: "" };
    const day = clock.now();
    const spent = await limits.take(
      items.map(({ group }) => group),
      content.severe === true,
    );
    const rest = items.filter(({ group, reject }) => {
      if (spent.has(group)) reject(new DeliveryError("not-sent", "group-limit", false));
      return !spent.has(group);
    });
    const byOwner = new Map<string, Item[]>();
    for (const item of rest) {
      try {
        const { owner } = await groups.of(item.group);
        byOwner.set(owner, [...(byOwner.get(owner) ?? []), item]);
      } catch (error) {
        await refuse([item], error, day);
      }
    }
    let picture: string | undefined;
    for (const [owner, own] of byOwner) {
      for (let at = 0; at < own.length; at += MOST_GROUPS) {
        const part = own.slice(at, at + MOST_GROUPS);
        try {
          const [file] = content.files ?? [];
          picture ??= file && (await client.upload(file).catch(notHandedOver));
          await handTo(owner, part, content.text, picture, day);
        } catch (error) {
          await refuse(part, error, day);
        }
      }
    }
  }

  async function handTo(
    owner: string,
    items: readonly Item[],
    text: string,
    picture: string | undefined,
    day: Date,
  ): Promise<void> {
    const { id, refused } = await tasks.create({
      owner,
      groups: items.map(({ group }) => group),
      text,
      ...(picture ? { picture } : {}),
    });
    logger.info({ groups: items.length, refused: refused.size }, "a broadcast task was handed to its owner");
    await limits.putBack([...refused], day);
    const handed = new DeliveryError("unknown", "awaits-owner", false, { sentId: id });
    for (const { group, reject } of items) {
      // It may have another owner by now, or had its share by another way.
      if (refused.has(group)) groups.forget(group);
      reject(refused.has(group) ? new DeliveryError("not-sent", "group-limit", false) : handed);
    }
  }

  async function refuse(items: readonly Item[], error: unknown, day: Date): Promise<void> {
    const failure =
      error instanceof WecomError ? failureOf(error) : new DeliveryError("unknown", "rejected", false);
    if (error instanceof WecomError && error.outcome !== "unanswered") deps.failed(error);
    if (failure.outcome === "not-sent")
      await limits.putBack(
        items.map(({ group }) => group),
        day,
      );
    for (const { group, reject } of items) {
      groups.forget(group);
      reject(failure);
    }
  }

  function flush(): void {
    const items = waiting;
    waiting = [];
    handOver(items).catch((error: unknown) => {
      logger.error({ err: error }, "broadcasts were not handed over");
      // Those that were decided already take no notice.
      for (const { reject } of items)
        reject(new DeliveryError("unknown", "rejected", false, { cause: error }));
    });
  }

  return (group, content) => {
    if (Buffer.byteLength(content.text) > LONGEST_BYTES || content.text === "")
      return Promise.reject(new DeliveryError("not-sent", "unsupported", false));
    return new Promise((_, reject) => {
      waiting.push({ group, content, reject });
      if (waiting.length === 1) setTimeout(flush, GATHER_MS);
    });
  };
}

function rank([first]: readonly Item[]): number {
  return first?.content.severe ? 1 : 0;
}

/** A picture that did not go up leaves the task unmade, whatever the answer was. */
function notHandedOver(error: unknown): never {
  const { code } = error as WecomError;
  throw new WecomError(code === undefined ? "unreached" : "refused", code, { cause: error });
}

function failureOf(error: WecomError): DeliveryError {
  const { outcome, code } = error;
  if (outcome === "unanswered") return new DeliveryError("unknown", "timeout", false, { cause: error });
  if (outcome === "unreached" || isTooOften(code))
    return new DeliveryError("not-sent", "offline", true, { cause: error });
  const isLimit = code !== undefined && LIMIT_CODES.has(code);
  return new DeliveryError("not-sent", isLimit ? "group-limit" : "rejected", false, { cause: error });
}
