import type { HolidayCalendar } from "../domain/workdays.ts";
import type { Clock } from "../lib/clock.ts";
import { bytesOf } from "../lib/folder.ts";
import { noHolidays, readHolidays } from "./holiday-file.ts";

/** The file may be edited while the bot runs. */
const READ_AGAIN_MS = 60 * 60_000;

/** The holiday calendar of the folder of alerts, for those who count working days; without the file there is none. */
export function createHolidays({ dir, clock }: { readonly dir: string; readonly clock: Clock }) {
  let calendar = noHolidays;
  let reading = Promise.resolve();
  let cancel = () => {};

  function read(): void {
    cancel = clock.after(READ_AGAIN_MS, read);
    reading = bytesOf(dir, "holidays.yaml", []).then((source) => {
      if (source) calendar = readHolidays(source, "holidays.yaml").calendar;
    });
  }

  return {
    now: (): HolidayCalendar => calendar,
    async start(): Promise<void> {
      read();
      await reading;
    },
    idle: (): Promise<void> => reading,
    stop: (): void => cancel(),
  };
}
