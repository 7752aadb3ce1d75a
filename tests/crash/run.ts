import { parseArgs } from "node:util";
import { runBroadcasts } from "./broadcast.ts";
import { controls } from "./controls.ts";
import { runKills } from "./kill.ts";
import { type Kind, kinds, type Outcome, runCuts, runFaults } from "./rounds.ts";

/** `npm run crash -- --rounds N [--kind kill|broadcast|power|…|controls] [--seed N]`: exits with 1 where anything was lost. */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "20" },
    kind: { type: "string", default: "all" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1_000_000)) },
  },
});
const all = ["kill", "broadcast", ...kinds, "controls"];
const wanted = values.kind === "all" ? all : [values.kind];
if (!wanted.every((kind) => all.includes(kind))) {
  process.stderr.write(`--kind: one of ${all.join(", ")}\n`);
  process.exit(2);
}
const rounds = Number(values.rounds);
const seed = Number(values.seed);
/** So many cuts of one disk, one after another, before a new one. */
const cutsOfOne = 5;

let failed = false;
for (const kind of wanted) {
  const began = Date.now();
  if (kind === "controls") await runControls();
  else {
    const { acknowledged, losses } = await runKind(kind);
    failed ||= losses.length > 0;
    const seconds = ((Date.now() - began) / 1000).toFixed(0);
    print(
      `${kind}: ${rounds} rounds, ${acknowledged} acknowledged, ${losses.length} lost or wrong (seed ${seed}, ${seconds} s)`,
    );
    for (const loss of losses.slice(0, 10)) print(`  ${loss}`);
  }
}
process.exit(failed ? 1 : 0);

async function runKind(kind: string): Promise<Outcome> {
  if (kind === "kill") return runKills(seed, rounds);
  if (kind === "broadcast") return runBroadcasts(seed, rounds);
  const faults = kind === "full-disk" || kind === "short-write" || kind === "fsync";
  let acknowledged = 0;
  const losses: string[] = [];
  for (let done = 0; done < rounds; done += faults ? 1 : cutsOfOne) {
    const outcome = faults
      ? await runFaults(kind as Kind, seed + done)
      : await runCuts(kind as Kind, seed + done, Math.min(cutsOfOne, rounds - done));
    acknowledged += outcome.acknowledged;
    losses.push(...outcome.losses);
  }
  return { acknowledged, losses };
}

/** Each wrong store must lose within the rounds. */
async function runControls(): Promise<void> {
  for (const [name, run] of Object.entries(controls)) {
    let caught = 0;
    let tries = 0;
    while (tries * cutsOfOne < Math.max(rounds, 20))
      caught += (await run(seed + tries++)).losses.length > 0 ? 1 : 0;
    failed ||= caught === 0;
    print(`control, ${name}: ${caught > 0 ? "caught" : "NOT CAUGHT"} in ${caught} of ${tries}`);
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
