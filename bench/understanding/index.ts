import { understand } from "../../src/domain/understanding/index.ts";
import { labelled, type Rate, score, sets } from "./score.ts";

const print = (line: string) => process.stdout.write(`${line}\n`);
const show = ({ right, of }: Rate) => `${(right / of).toFixed(3)} (${right}/${of})`;

for (const name of sets) {
  const { all, plain, firstRun } = labelled(name);
  const [every, sure] = [score(all, understand), score(plain, understand)];
  print(`\n${name}: ${all.length} messages, ${plain.length} of them not debatable`);
  print(`${"".padEnd(18)} ${"all".padEnd(18)} not debatable`);
  for (const [key, rate] of Object.entries(every)) {
    if (key === "misses") continue;
    print(`${key.padEnd(18)} ${show(rate as Rate).padEnd(18)} ${show(sure[key as "report"])}`);
  }
  for (const round of firstRun) print(`first run ${JSON.stringify(round)}`);
  for (const miss of every.misses) print(`  ${miss}`);
}

/** Milliseconds a message: the best of five passes, after a warm-up. */
function timing(texts: readonly string[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 6; pass++) {
    const start = performance.now();
    for (const text of texts) understand(text);
    if (pass > 0) best = Math.min(best, (performance.now() - start) / texts.length);
  }
  return best;
}
const texts = labelled("resident-messages").all.map((m) => m.text);
print(`\n${timing(texts).toFixed(3)} ms a message`);
const long = texts.join(" ");
print(`${timing([long.slice(0, 5000)]).toFixed(2)} ms for 5,000 characters of messages`);
for (const unit of ["路", "东", "1", "一号", "啊", "不", "a ", "。", "我在"]) {
  print(`${timing([unit.repeat(5000).slice(0, 5000)]).toFixed(2)} ms for 5,000 characters of 「${unit}」`);
}
