import fc from "fast-check";
import { expect, test } from "vitest";
import { createTable } from "../../src/store/lowdb/tables/table.ts";

interface Row {
  readonly id: string;
  readonly version: number;
}
/** Puts a row, or (without a version) removes it. */
const change = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), version: fc.option(fc.nat(9)) });

test("a snapshot holds the rows as they were, whatever happens before, while and after it is read", () => {
  fc.assert(
    fc.property(
      fc.array(change),
      fc.array(change),
      fc.array(fc.array(change), { maxLength: 5 }),
      fc.constantFrom<string | undefined>(undefined, "a"),
      (older, before, during, left) => {
        const table = createTable<Row>({ name: "rows", shardOf: () => "all" });
        const make = (changes: typeof older) => {
          for (const { id, version } of changes)
            table.set(id, version === null ? undefined : { id, version });
        };
        make(older);
        table.snapshot("all").release();
        make(before);
        const gone = left !== undefined && table.get(left) ? new Map([[left, table.get(left)]]) : undefined;
        const expected = [...table.rows()].filter(({ id }) => !gone?.has(id));
        const snapshot = table.snapshot("all", gone);
        const read: Row[] = [];
        const rest = [...during];
        for (const row of snapshot.rows()) {
          read.push(row);
          make(rest.shift() ?? []);
        }
        snapshot.release();
        expect(read).toEqual(expected);
        expect(snapshot.size).toBe(expected.length);
      },
    ),
  );
});
