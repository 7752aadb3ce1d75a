import { dayAfter, inZone, wallClock } from "../../lib/time.ts";

/** The clock of a sample goes forward in looks of this length, each lived through to its end. */
export const LOOK_MS = 10 * 60_000;

interface ClockMove {
  readonly id: string;
  readonly label: string;
  until(now: Date, zone: string): Date;
}

const by = (ms: number) => (now: Date) => new Date(now.getTime() + ms);

/** How far the page's buttons move it. */
export const clockMoves: readonly ClockMove[] = [
  { id: "ten-minutes", label: "+10分", until: by(LOOK_MS) },
  { id: "hour", label: "+1小时", until: by(6 * LOOK_MS) },
  {
    id: "morning",
    label: "到明早8:30",
    until: (now, zone) => wallClock(dayAfter(inZone(now, zone).format("YYYY-MM-DD")), "08:30", zone),
  },
];
