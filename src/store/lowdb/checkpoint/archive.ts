import { join } from "node:path";
import type { Slot } from "../../../domain/alerts.ts";
import { type Delivery, isFinished } from "../../../domain/deliveries.ts";
import type { ReportEntry } from "../../../domain/reports.ts";
import type { Files } from "../disk/files.ts";
import type { ReadHistory } from "../reports/history.ts";
import { monthOf, monthOfId, monthOfSlot, undated } from "../tables/months.ts";
import type { Archive } from "../tables/reads.ts";
import type { Tables } from "../tables/tables.ts";
import type { Manifest } from "./manifest.ts";
import { readShard, shardRows } from "./shard-file.ts";

/** Finished rows stay in memory until their month has been over for this long. */
const keptMs = 35 * 86_400_000;

export type Archived = "deliveries" | "slots";

export function archiveName(table: Archived, month: string): string {
  return `archive/${table}/${month}`;
}

/** Reads the history of a month of reports from its shard, where it has one; `manifest` gives the current one. */
export function createReadHistory(files: Files, dir: string, manifest: () => Manifest): ReadHistory {
  return async function read(month) {
    const name = `entries/${month}`;
    const ref = manifest().shards[name];
    if (!ref) return [];
    try {
      return shardRows<ReportEntry>(await readShard(files, join(dir, ref.file), { name, ...ref }));
    } catch (error) {
      // A checkpoint may have replaced the file meanwhile.
      if (manifest().shards[name]?.file === ref.file) throw error;
      return read(month);
    }
  };
}

/** Reads archived rows from their files; `manifest` gives the current one. */
export function createArchive(files: Files, dir: string, manifest: () => Manifest): Archive {
  async function rows<T>(table: Archived, month: string, mark: string): Promise<T[]> {
    const name = archiveName(table, month);
    const ref = manifest().shards[name];
    if (!ref) return [];
    const shard = await readShard(files, join(dir, ref.file), { name, ...ref }).catch((error) => {
      // A checkpoint may have replaced the file meanwhile.
      if (manifest().shards[name]?.file === ref.file) throw error;
      return undefined;
    });
    if (!shard) return rows(table, month, mark);
    return mark === "" || shard.bytes.includes(mark) ? [...shardRows<T>(shard)] : [];
  }
  const months = (table: Archived): string[] =>
    Object.keys(manifest().shards)
      .filter((name) => name.startsWith(archiveName(table, "")))
      .map((name) => name.slice(archiveName(table, "").length));

  return {
    async delivery(id) {
      return (await rows<Delivery>("deliveries", monthOfId(id), id)).find((row) => row.id === id);
    },
    async deliveriesOf(slot) {
      // A slot's month is the station's, its deliveries' that of UTC; after a catch-up around midnight it may be the next.
      const due = monthOfSlot(slot);
      const found: Delivery[] = [];
      const near =
        due === undated ? months("deliveries") : [besideMonth(due, -1), due, besideMonth(due, 1), undated];
      for (const month of near) {
        const archived = await rows<Delivery>("deliveries", month, JSON.stringify(slot));
        found.push(...archived.filter((row) => row.slot === slot));
      }
      return found;
    },
    async deliveriesOfAlert(alert) {
      // An alert is written in one month, and may be sent in the next.
      const written = monthOfId(alert);
      const near = written === undated ? months("deliveries") : [written, besideMonth(written, 1), undated];
      const found: Delivery[] = [];
      for (const month of near) {
        const archived = await rows<Delivery>("deliveries", month, JSON.stringify(alert));
        found.push(...archived.filter((row) => row.alert === alert && row.kind === "broadcast"));
      }
      return found;
    },
    async slot(key) {
      return (await rows<Slot>("slots", monthOfSlot(key), JSON.stringify(key))).find(
        (row) => row.key === key,
      );
    },
    async slotsSince(from) {
      const found: Slot[] = [];
      const first = besideMonth(from.slice(0, 7), -1);
      for (const month of months("slots").filter((m) => m >= first || m === undated)) {
        found.push(...(await rows<Slot>("slots", month, "")).filter((slot) => slot.due >= from));
      }
      return found;
    },
  };
}

/** `2026-12` is one beside `2026-11`. */
function besideMonth(month: string, by: 1 | -1): string {
  return monthOf(Date.parse(`${month}-15T00:00:00Z`) + by * 30 * 86_400_000);
}

/** Rows that may leave memory, by table and month. */
export function archivable(state: Tables, now: Date): { table: Archived; month: string; ids: Set<string> }[] {
  const limit = monthOf(now.getTime() - keptMs);
  const old = (shard: string): boolean => shard !== undated && shard < limit;
  const found: { table: Archived; month: string; ids: Set<string> }[] = [];
  for (const month of state.deliveries.shards().filter(old)) {
    const ids = new Set<string>();
    for (const [id, row] of state.deliveries.shard(month)) if (isFinished(row)) ids.add(id);
    if (ids.size > 0) found.push({ table: "deliveries", month, ids });
  }
  const kept = lastFired(state);
  for (const month of state.slots.shards().filter(old)) {
    const ids = new Set<string>();
    for (const id of state.slots.shard(month).keys()) if (!kept.has(id)) ids.add(id);
    if (ids.size > 0) found.push({ table: "slots", month, ids });
  }
  return found;
}

/** Keys of the latest fired slot of each series: they stay at hand, the next draw asks for them. */
function lastFired(state: Tables): Set<string> {
  const last = new Map<string, Slot>();
  for (const slot of state.slots.rows()) {
    const other = last.get(slot.series);
    if (slot.state === "fired" && (!other || other.due < slot.due)) last.set(slot.series, slot);
  }
  return new Set([...last.values()].map((slot) => slot.key));
}
