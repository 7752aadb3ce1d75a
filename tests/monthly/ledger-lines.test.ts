import { expect, test } from "vitest";
import type { Ledger, LedgerEntry } from "../../src/domain/ledgers.ts";
import { ledgerLines } from "../../src/monthly/ledger-lines.ts";

const ledger = (id: string, month: readonly string[]) =>
  ({
    id,
    title: id,
    fields: [
      { id: "kind", title: "种类", type: "choice", choices: ["独居", "出租房", "商户"], required: false },
    ],
    columns: { list: [], export: [], month },
  }) as unknown as Ledger;

const days = { from: "2026-11-01", before: "2026-12-01" };

async function linesOf(ledgers: readonly Ledger[], kinds: readonly (string | undefined)[]) {
  const entries = kinds.map((kind) => ({ values: kind ? { kind } : {} }) as unknown as LedgerEntry);
  const find = async () => ({ entries, total: entries.length });
  return ledgerLines({ ledgers: () => ledgers }, { ledgerEntries: { find } } as never, days);
}

test("only ledgers whose file names columns for the month are told", async () => {
  const lines = await linesOf(
    [ledger("走访日记", ["kind"]), ledger("涉案群众预约", [])],
    Array(6).fill("独居"),
  );
  expect(lines.map(({ title }) => title)).toEqual(["走访日记"]);
});

test("choices are told like all counts: what is below five goes with its neighbours, also what nobody chose", async () => {
  const kinds = [...Array(7).fill("独居"), ...Array(6).fill("出租房"), "商户", undefined];
  const [line] = await linesOf([ledger("走访日记", ["kind"])], kinds);
  expect(line).toEqual({
    title: "走访日记",
    count: 15,
    choices: [
      {
        title: "种类",
        rows: [
          { names: ["独居"], count: 7 },
          { names: ["出租房", "商户", "其他"], count: 8 },
        ],
      },
    ],
  });
});

test("of a ledger with fewer than five entries nothing else is told", async () => {
  const lines = await linesOf([ledger("走访日记", ["kind"])], ["独居", "商户"]);
  expect(lines).toEqual([{ title: "走访日记", count: "few", choices: [] }]);
});
