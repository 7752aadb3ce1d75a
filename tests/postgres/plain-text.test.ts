import fc from "fast-check";
import pg from "pg";
import { expect, inject, test } from "vitest";
import { decodeRow, encodeRow, fromPlain, toPlain } from "../../src/store/postgres/plain-text.ts";

const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\0", "\uffff", "\ud83d", "\ude00", "😀", "0000", "\\u0000", "\\", '"'),
    fc.string({ unit: "binary", maxLength: 3 }),
  ),
});

test("whatever a text is, PostgreSQL takes it and gives it back", async () => {
  const client = new pg.Client({ connectionString: inject("postgres") });
  await client.connect();
  await fc.assert(
    fc.asyncProperty(anyText, anyText, async (text, name) => {
      const row = { id: text, words: [text, { [`_${name}`]: text }] };
      const { rows } = await client.query(
        "SELECT $1::text AS text, $2::json::text AS row, $2::json ->> 'id' AS id",
        [toPlain(text), encodeRow(row)],
      );
      expect(fromPlain(rows[0].text)).toBe(text);
      expect(fromPlain(rows[0].id)).toBe(text);
      expect(decodeRow(rows[0].row)).toEqual(row);
    }),
    { numRuns: 300 },
  );
  await client.end();
});
