// npm run bench -- decide [FILE…]: which report a message joins, on labelled messages; the model knows the shipped ones.
import { readExamples, readLabelled, readModel } from "../../src/app/understanding-files.ts";
import { refersBack } from "../../src/domain/decide/referring-back.ts";
import { type Decision, decide, type PastReport } from "../../src/domain/decide.ts";
import { fold } from "../../src/domain/understanding/fold.ts";
import { interpret } from "../../src/domain/understanding/interpret.ts";

const MINUTE = 60_000;
const PAIRS = 2_000;
const NOW = new Date("2026-11-24T03:00:00.000Z");
const files = process.argv.slice(3);
const examples = files.length > 0 ? files.flatMap(readLabelled) : readExamples();
const model = readModel();

/** The same pairs in each run. */
let seed = 7;
function random(): number {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647;
}

function decided(first: string, second: string, minutes: number): Decision {
  const told = interpret(first, model);
  const report: PastReport = {
    id: "A",
    number: "R2611-0001",
    category: told.category ?? "help",
    isOpen: true,
    restricted: told.restricted === true,
    urgent: told.danger?.level === "now",
    place: told.place,
    text: first,
    lastSaidAt: new Date(NOW.getTime() - minutes * MINUTE).toISOString(),
  };
  const message = { ...interpret(second, model), text: second, attachments: 0, fresh: false };
  return decide(message, { reports: [report], mayBegin: true, appendWindow: 5 * MINUTE }, NOW);
}

function tally(what: string, pairs: readonly (readonly [string, string])[], minutes: number): void {
  const counts = { joins: 0, asks: 0, apart: 0, other: 0 };
  for (const [first, second] of pairs) {
    const decision = decided(first, second, minutes);
    if (decision.do === "add") counts.joins++;
    else if (decision.do === "file" && decision.ask) counts.asks++;
    else if (decision.do === "file") counts.apart++;
    else counts.other++;
  }
  const share = (count: number) => `${((100 * count) / pairs.length).toFixed(1)} %`;
  const { joins, asks, apart, other } = counts;
  process.stdout.write(
    `${what} (${pairs.length}), ${minutes} minutes: joins ${share(joins)}, asks ${share(asks)}, apart ${share(apart)}, no report ${share(other)}\n`,
  );
}

const reports = examples.filter(({ kind, text }) => kind === "report" && text.length >= 8);
const pick = () => reports[Math.floor(random() * reports.length)] as (typeof examples)[number];
const unrelated = Array.from({ length: PAIRS }, () => [pick(), pick()] as const)
  .filter(([a, b]) => a.category !== b.category)
  .map(([a, b]) => [a.text, b.text] as const);
const halves = reports.flatMap(({ text }) => {
  const parts = text.split(/[。！？!?\n ]+/).filter((part) => part.length >= 4);
  const half = Math.ceil(parts.length / 2);
  if (text.length < 30 || parts.length < 2) return [];
  return [[parts.slice(0, half).join("。"), parts.slice(half).join("。")] as const];
});
tally("unrelated reports", unrelated, 2);
tally("halves of one message", halves, 2);
tally("unrelated reports", unrelated, 60);
for (const kind of ["supplement", "report"]) {
  const all = examples.filter((example) => example.kind === kind);
  const back = all.filter(({ text }) => ["told", "detail"].includes(refersBack(fold(text)) ?? ""));
  process.stdout.write(
    `${kind} (${all.length}) heard as referring back: ${((100 * back.length) / all.length).toFixed(1)} %\n`,
  );
}
