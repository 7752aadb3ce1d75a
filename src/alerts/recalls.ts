import { type Channel, DeliveryError } from "../channels/channel.ts";
import type { Alert } from "../domain/alerts.ts";
import type { Delivery, RecallState } from "../domain/deliveries.ts";
import { type GroupId, shownGroupName } from "../domain/groups.ts";
import type { Clock } from "../lib/clock.ts";
import type { Logger } from "../lib/logger.ts";
import { outboxRow } from "../outbox/index.ts";
import type { Store, Tx } from "../store/store.ts";

/** Names of groups in one notice. */
const NAMED = 8;

/** Takes back on the networks what a correction corrects, and tells its author where that could not be done. */
export interface Recalls {
  /** Takes up what an earlier run left. */
  start(): Promise<void>;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createRecalls(deps: {
  readonly store: Store;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly clock: Clock;
  readonly logger: Logger;
}): Recalls {
  const { store, channels, clock, logger } = deps;
  /** Corrections whose rows are to be recalled. */
  const wanted = new Set<string>();
  let working: Promise<void> | undefined;
  let leave = () => {};

  function want(correction: string): void {
    wanted.add(correction);
    working ??= work()
      .catch((error: unknown) => logger.error({ err: error }, "recalling an alert failed"))
      .finally(() => {
        working = undefined;
      });
  }

  async function work(): Promise<void> {
    for (const id of wanted) {
      wanted.delete(id);
      const correction = await store.alerts.get(id);
      const first = correction?.references?.at(-1);
      if (!correction || first === undefined) continue;
      const texts = await store.deliveries.ofAlert(first);
      const pictures = await Promise.all(
        texts.flatMap(({ pictureRow }) => (pictureRow ? [store.deliveries.get(pictureRow)] : [])),
      );
      const rows = [...texts, ...pictures].filter((row) => row?.recall?.state === "wanted") as Delivery[];
      const results = await Promise.all(rows.map(async (row) => [row.id, await recall(row)] as const));
      await store.tx((t) => record(t, correction, new Map(results)));
    }
  }

  async function recall(row: Delivery): Promise<RecallState> {
    const group = "group" in row.to ? await store.groups.get(row.to.group) : undefined;
    const channel = group && channels.get(group.address.channel);
    if (!group || !channel?.capabilities.recall || row.sentId === undefined || !row.doneAt)
      return "unsupported";
    try {
      await channel.recall(group.address, { id: row.sentId, at: new Date(row.doneAt) });
      return "done";
    } catch (error) {
      if (!(error instanceof DeliveryError))
        logger.error({ err: error, channel: channel.name }, "bug in a channel: recall threw something else");
      const reason = error instanceof DeliveryError ? error.reason : "rejected";
      return reason === "too-late" || reason === "unsupported" ? reason : "failed";
    }
  }

  async function record(t: Tx, correction: Alert, results: ReadonlyMap<string, RecallState>): Promise<void> {
    const now = clock.now();
    for (const [id, state] of results) {
      const row = await t.deliveries.get(id);
      if (row?.recall?.state === "wanted")
        t.deliveries.put({ ...row, recall: { for: correction.id, state } });
    }
    const text = await recallText(t, correction);
    for (const officer of new Set([correction.author, correction.approver]))
      if (officer && text) t.deliveries.put(outboxRow({ kind: "notice", to: { officer }, text }, now));
  }

  return {
    async start() {
      leave = store.onDeliveries(({ rows }) => {
        for (const { recall: asked } of rows) if (asked?.state === "wanted") want(asked.for);
      });
      for (const { id, msgType } of await store.alerts.inStates(["broadcasting", "completed"], 50))
        if (msgType !== "Alert") want(id);
    },
    async idle() {
      while (working) await working;
    },
    async stop() {
      leave();
      await working;
    },
  };
}

/** What became of the recalls of a correction; nothing where there was nothing to recall. */
async function recallText(t: Tx, { number, references = [] }: Alert): Promise<string | undefined> {
  const rows = await t.deliveries.ofAlert(references.at(-1) ?? "");
  const asked = rows.filter((row) => row.recall);
  if (asked.length === 0) return undefined;
  const left = asked.filter((row) => row.recall?.state !== "done");
  const done = asked.length - left.length;
  const what = done > 0 ? `原来那条在${done}个群里撤回了。` : "";
  if (left.length === 0) return `${number}：${what}`;
  const names: string[] = [];
  for (const { to } of left.slice(0, NAMED)) names.push(await nameOf(t, "group" in to ? to.group : ""));
  return `${number}：${what}撤不回的${left.length}个群：${names.join("、")}${left.length > NAMED ? "等" : ""}。新的一条照样发到。`;
}

async function nameOf(t: Tx, id: GroupId): Promise<string> {
  return shownGroupName((await t.groups.get(id))?.name);
}
