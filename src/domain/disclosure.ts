/**
 * Statistical disclosure control: how counts of people's matters are told to everybody.
 *
 * A table is one way (by category, or by office, or by outcome), and its cells stand in an order that no data decide.
 * Neighbours go together until they are at least five; what is left at the end goes with those before. So each row holds
 * five or more, or the whole table says 「少于5」.
 *
 * Why neighbours, and not the next smallest: which cell is the smallest is news by itself. Of 4 and 4, hidden together as
 * 8, anybody who knows the rule can often tell that they are 4 and 4. Here a row that holds cells i to j with sum S comes
 * of every split in which i to j − 1 are 0 to 4 together and j is the rest: each of its cells has five possible values,
 * whatever is known of the rule, of the other rows and of the total. So the total is no secret either, and no other table
 * with the same total, no sentence and no difference of two months tells more of a cell. What must hold for that: all tables
 * of a month are of the same reports, no report is in two months, and nothing is published of a part of them.
 */
export const LEAST = 5;

/** One cell as it was counted. */
export interface Cell {
  readonly name: string;
  readonly count: number;
}

/** One row as it is published: cells that are told together, and how many they are; `few`: fewer than `LEAST`. */
export interface PublicRow {
  readonly names: readonly string[];
  readonly count: number | "few";
}

/** A table as it may be published. The order of the cells must not come from the counts. */
export function publicTable(cells: readonly Cell[]): PublicRow[] {
  const rows: { names: string[]; count: number }[] = [];
  let open: { names: string[]; count: number } = { names: [], count: 0 };
  for (const { name, count } of cells) {
    open = { names: [...open.names, name], count: open.count + count };
    if (open.count < LEAST) continue;
    rows.push(open);
    open = { names: [], count: 0 };
  }
  if (open.names.length === 0) return rows;
  const last = rows.pop() ?? { names: [], count: 0 };
  const count = last.count + open.count;
  return [...rows, { names: [...last.names, ...open.names], count: count < LEAST ? "few" : count }];
}

/** One count that belongs to no table. */
export function publicCount(count: number): PublicRow["count"] {
  return count < LEAST ? "few" : count;
}

/** `12件`, `少于5件`. */
export function publicCountWords(count: PublicRow["count"], unit = "件"): string {
  return count === "few" ? `少于${LEAST}${unit}` : `${count}${unit}`;
}
