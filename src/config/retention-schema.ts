import { z } from "zod";
import { categories } from "../domain/reports.ts";
import { type Retention, usualRetention } from "../domain/retention.ts";

const DAY = 86_400_000;
const days: Record<string, number> = { D: 1, W: 7, M: 30, Y: 365 };
const wrong = "要写时长，例如 P90D（90天）、P6M（6个月）、P1Y（1年）";

const period = z.string(wrong).transform((iso, ctx) => {
  const [, count, unit = ""] = /^P(\d{1,4})([DWMY])$/.exec(iso) ?? [];
  const ms = Number(count) * (days[unit] ?? 0) * DAY;
  if (ms > 0) return ms;
  ctx.addIssue({ code: "custom", message: wrong });
  return z.NEVER;
});

/** `retention:` of jingmin.yaml: by category how long a report is kept from its last activity; milliseconds. */
export const retention = z
  .partialRecord(
    z.enum([...categories, "sensitive"], `类别只能是 ${[...categories, "sensitive"].join("、")}`),
    period,
  )
  .default({})
  .transform((given): Retention => ({ ...usualRetention, ...given }));
