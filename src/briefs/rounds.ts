import type { BotContext } from "../app/bot-context.ts";
import type { TimerJob } from "../app/timer-job.ts";
import { isWorkday } from "../domain/workdays.ts";
import { dayAfter, inZone, wallClock } from "../lib/time.ts";
import type { Tx } from "../store/store.ts";

/** What is done once a day at a set time, and late where the bot was down. */
export interface Round {
  readonly name: string;
  /** `HH:mm` on the station's clocks. */
  readonly time: string;
  /** Later than this, `HH:mm` of the same day, it is left out: who sleeps is not woken for it. */
  readonly until: string;
  readonly on: "every-day" | "workdays";
  run(t: Tx, now: Date): Promise<void>;
}

/** Of so many days it is remembered that a round has been: no clock is set back further. */
const REMEMBERED = 60;
/** A holiday of more days than this does not exist. */
const AHEAD = 40;

/**
 * Rounds, each of them a durable timer that puts its next one. A round is named by its local day, and what happened on a
 * day does not happen again on it: not after a restart, nor where clocks are set back.
 */
export function createRounds(
  rounds: readonly Round[],
  { config, holidays }: Pick<BotContext, "config" | "holidays">,
) {
  const zone = config.station.timezone;
  const local = (now: Date) => {
    const at = inZone(now, zone);
    return { day: at.format("YYYY-MM-DD"), time: at.format("HH:mm") };
  };
  const isOn = ({ on }: Round, day: string) => on === "every-day" || isWorkday(day, holidays());

  async function arm(t: Tx, round: Round, now: Date): Promise<void> {
    const { day: today, time } = local(now);
    const known = await t.rounds.get(round.name);
    // A station that is new, or has just learnt of this round, has missed nothing.
    if (!known) t.rounds.put({ id: round.name, days: time >= round.time ? [today] : [] });
    const done: readonly string[] = known?.days ?? (time >= round.time ? [today] : []);
    let day = today;
    for (let ahead = 0; ahead < AHEAD; ahead++, day = dayAfter(day)) {
      const isOver = day === today && time > round.until;
      if (!isOver && isOn(round, day) && !done.includes(day)) break;
    }
    const at = wallClock(day, round.time, zone).toISOString();
    const id = `round/${round.name}`;
    const timer = await t.timers.get(id);
    if (timer?.at !== at) t.timers.put({ id, kind: "round", subject: round.name, at, step: day });
  }

  const job: TimerJob = async (t, { subject }, now) => {
    const round = rounds.find(({ name }) => name === subject);
    if (!round) return;
    const { day, time } = local(now);
    const days: readonly string[] = (await t.rounds.get(round.name))?.days ?? [];
    if (time >= round.time && time <= round.until && isOn(round, day) && !days.includes(day)) {
      await round.run(t, now);
      t.rounds.put({ id: round.name, days: [...days, day].slice(-REMEMBERED) });
    }
    await arm(t, round, now);
  };

  return {
    job,
    /** Puts the timers that are not there, and right those that a clock set back has left in a far future. */
    async arm(t: Tx, now: Date): Promise<void> {
      for (const round of rounds) await arm(t, round, now);
    },
    /** `cron` expressions of the times. */
    crons: [...new Set(rounds.map(({ time }) => cronOf(time)))],
  };
}

function cronOf(time: string): string {
  const [hour, minute] = time.split(":").map(Number);
  return `${minute} ${hour} * * *`;
}
