import type { SetClock } from "../../lib/set-clock.ts";
import type { Sample, SampleLine } from "./sample-files.ts";

/** Where a sample is played: the people's side of a chat. */
export interface Stage {
  /** Says it as `line.who`; returns what the bot answered to them at once. */
  say(line: SampleLine): Promise<readonly string[]>;
  /** Resolves when nothing is under way and nothing is due now. */
  idle(): Promise<void>;
}

/** The past passes in longer looks than the clock that somebody moves: nobody watches it. */
const PAST_LOOK_MS = 60 * 60_000;

const NUMBER = /(?:[RT]\d{4}|\p{Script=Han}{2,4})-\d+/u;
const MENTION = /＃(\p{Script=Han}*)/gu;

/** Says every line at its time and lives through all the time between, up to the end of the sample. */
export async function playSample(sample: Sample, clock: SetClock, stage: Stage): Promise<void> {
  const numbers = new Map<string, string>();
  const until = (at: Date) => clock.lookOn(at, PAST_LOOK_MS, () => stage.idle());
  for (const line of sample.lines) {
    await until(line.at);
    const says = line.says.replace(MENTION, (_, other: string) => {
      const number = numbers.get(other || line.story);
      if (!number) throw new Error(`${line.story}: ${line.says}: no number was given yet`);
      return number;
    });
    const answers = await stage.say({ ...line, says });
    const number = NUMBER.exec(answers.join("\n"))?.[0];
    if (number && !numbers.has(line.story)) numbers.set(line.story, number);
  }
  await until(sample.until);
}
