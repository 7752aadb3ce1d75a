/** What can be read of a table: the rows themselves, or the rows as a transaction sees them. */
export interface TableView<R> {
  get(id: string): R | undefined;
  /** Rows that bear `key` in the index, in no particular order. */
  by(index: string, key: string): R[];
  rows(): Iterable<R>;
  /** The same, as a list: one and the same list until something changes. */
  all(): readonly R[];
}

/** Rows of one kind, in memory, kept by shard; knows which shards differ from their files. */
export interface Table<R> extends TableView<R> {
  readonly name: string;
  readonly dirty: Set<string>;
  /** Puts or (undefined) removes; gives the row that was there. */
  set(id: string, row: R | undefined): R | undefined;
  indexKeys(index: string, row: R): readonly string[];
  shardOf(id: string): string;
  shards(): string[];
  shard(name: string): ReadonlyMap<string, R>;
  /** A shard as it is now, but for some rows, to be read while the table goes on changing. One at a time of a shard. */
  snapshot(shard: string, without?: ReadonlyMap<string, unknown>): TableSnapshot<R>;
  /** Takes a row out of memory that is kept elsewhere: no change to be written. */
  forget(id: string): void;
  /** Takes a row into memory that is kept elsewhere: no change to be written, and what is there already is newer. */
  fill(id: string, row: R): void;
}

export interface TableSnapshot<R> {
  readonly size: number;
  rows(): Iterable<R>;
  release(): void;
}

export interface TableOptions<R> {
  readonly name: string;
  readonly shardOf: (id: string) => string;
  readonly indexes?: Readonly<Record<string, (row: R) => readonly string[]>>;
}

export function createTable<R>(options: TableOptions<R>): Table<R> {
  const { name, shardOf } = options;
  const shards = new Map<string, Shard<R>>();
  const indexes = Object.entries(options.indexes ?? {}).map(([index, keysOf]) => ({
    index,
    keysOf,
    ids: new Map() as IdIndex,
  }));
  const indexNamed = (index: string) => {
    const found = indexes.find((i) => i.index === index);
    if (!found) throw new Error(`no index ${index} on ${name}`);
    return found;
  };

  let all: readonly R[] | undefined;
  /** By shard of which a snapshot is being read: what its changed rows were at the time. */
  const befores = new Map<string, Map<string, R | undefined>>();

  const table: Table<R> = {
    name,
    dirty: new Set(),
    get: (id) => shards.get(shardOf(id))?.rows.get(id),
    by(index, key) {
      const rows: R[] = [];
      const ids = indexNamed(index).ids.get(key);
      for (const id of typeof ids === "string" ? [ids] : (ids ?? [])) {
        const row = table.get(id);
        if (row !== undefined) rows.push(row);
      }
      return rows;
    },
    *rows() {
      for (const { rows } of shards.values()) yield* rows.values();
    },
    all() {
      // A generator would take several times as long over a large table.
      all ??= [...shards.values()].flatMap(({ rows }) => [...rows.values()]);
      return all;
    },
    set(id, row) {
      all = undefined;
      const shardName = shardOf(id);
      let shard = shards.get(shardName);
      if (!shard) {
        shard = { rows: new Map(), ids: [] };
        shards.set(shardName, shard);
      }
      const before = shard.rows.get(id);
      if (before === undefined && row === undefined) return undefined;
      const snapshot = befores.size > 0 ? befores.get(shardName) : undefined;
      if (snapshot && !snapshot.has(id)) snapshot.set(id, before);
      for (const { keysOf, ids } of indexes) reindex(ids, id, before && keysOf(before), row && keysOf(row));
      if (row === undefined) {
        shard.rows.delete(id);
        shard.ids = undefined;
      } else {
        shard.rows.set(id, row);
        if (before === undefined) shard.ids?.push(id);
      }
      table.dirty.add(shardName);
      return before;
    },
    indexKeys: (index, row) => indexNamed(index).keysOf(row),
    shardOf,
    shards: () => [...shards.keys()],
    shard: (shardName) => shards.get(shardName)?.rows ?? new Map(),
    snapshot(shardName, without) {
      const shard = shards.get(shardName) ?? { rows: new Map<string, R>(), ids: [] };
      const live = shard.rows;
      // What is added later comes after `count`: a copy of half a million ids would hold the event loop.
      shard.ids ??= [...live.keys()];
      const { ids } = shard;
      const count = ids.length;
      const before = new Map<string, R | undefined>();
      befores.set(shardName, before);
      return {
        size: count - (without?.size ?? 0),
        *rows() {
          for (let i = 0; i < count; i++) {
            const id = ids[i] as string;
            if (!without?.has(id)) yield (before.has(id) ? before.get(id) : live.get(id)) as R;
          }
        },
        release: () => void befores.delete(shardName),
      };
    },
    forget(id) {
      setKept(id, undefined);
    },
    fill(id, row) {
      if (table.get(id) === undefined) setKept(id, row);
    },
  };

  function setKept(id: string, row: R | undefined): void {
    const wasDirty = table.dirty.has(shardOf(id));
    table.set(id, row);
    if (!wasDirty) table.dirty.delete(shardOf(id));
  }

  return table;
}

interface Shard<R> {
  readonly rows: Map<string, R>;
  /** The keys of `rows` in their order, for a snapshot to begin with at once. Gone with a removal, until one asks again. */
  ids: string[] | undefined;
}

/** Nearly every key has one id: a set for each would take more memory than the rows. */
type IdIndex = Map<string, string | Set<string>>;

function reindex(
  ids: IdIndex,
  id: string,
  before: readonly string[] = [],
  after: readonly string[] = [],
): void {
  for (const key of before) {
    if (after.includes(key)) continue;
    const present = ids.get(key);
    if (typeof present === "object") present.delete(id);
    if (present === id || (typeof present === "object" && present.size === 0)) ids.delete(key);
  }
  for (const key of after) {
    if (before.length > 0 && before.includes(key)) continue;
    const present = ids.get(key);
    if (present === undefined) ids.set(key, id);
    else if (typeof present === "object") present.add(id);
    else if (present !== id) ids.set(key, new Set([present, id]));
  }
}

/** A table as one transaction sees it: its own puts over what is there. */
export interface StagedTable<R> extends TableView<R> {
  /** What is put so far; `undefined` a deletion. */
  readonly changed: Changes<R>;
  put(id: string, row: R | undefined): void;
  /** What the transaction changes, `undefined` a deletion, oldest first; from then on nothing is staged. */
  take(): Changes<R>;
}

export type Changes<R> = ReadonlyMap<string, R | undefined>;

/** Most transactions touch few tables. */
const noChanges: Changes<never> = new Map();

export function stageTable<R>(base: Table<R>): StagedTable<R> {
  let changes: Map<string, R | undefined> | undefined;
  const isReplaced = (): ((row: R) => boolean) => {
    const replaced = new Set([...(changes?.keys() ?? [])].map((id) => base.get(id)));
    return (row) => replaced.has(row);
  };
  return {
    get changed() {
      return changes ?? noChanges;
    },
    get: (id) => (changes?.has(id) ? changes.get(id) : base.get(id)),
    by(index, key) {
      const rows = base.by(index, key);
      if (!changes) return rows;
      const own = [...changes.values()].filter(
        (r) => r !== undefined && base.indexKeys(index, r).includes(key),
      );
      const replaced = isReplaced();
      return [...rows.filter((r) => !replaced(r)), ...(own as R[])];
    },
    *rows() {
      const replaced = isReplaced();
      for (const row of base.rows()) if (!replaced(row)) yield row;
      for (const row of changes?.values() ?? []) if (row !== undefined) yield row;
    },
    all() {
      return changes ? [...this.rows()] : base.all();
    },
    put(id, row) {
      changes ??= new Map();
      changes.set(id, row);
    },
    take() {
      const taken = changes ?? noChanges;
      changes = undefined;
      return taken;
    },
  };
}
