import { z } from "zod";
import type { RouteRule } from "../domain/report-route.ts";
import { categories } from "../domain/reports.ts";
import { parseHours } from "../domain/shifts.ts";

const name = z.string("要写文字").trim().min(1, "不能为空");
const category = z.enum(categories, `类别只能是 ${categories.join("、")}`);

/** One or several. */
const some = <T extends z.ZodType>(one: T) =>
  z.union([one.transform((value) => [value]), z.array(one).min(1, "不能为空")]);

const rule = z
  .strictObject({
    category: some(category).optional(),
    place: some(name).optional(),
    office: name.optional(),
    hours: z.string('要写几点到几点，例如 "18:00-08:00"').optional(),
    to: name,
  })
  .transform(({ category, place, office, hours, to }, ctx): RouteRule => {
    const span = hours === undefined ? undefined : parseHours(hours);
    if (hours !== undefined && !span) {
      const message = '要写成 "08:00-18:00"；跨夜写 "18:00-08:00"';
      ctx.addIssue({ code: "custom", path: ["hours"], message });
    }
    return {
      to,
      ...(category ? { categories: category as RouteRule["categories"] } : {}),
      ...(place ? { places: place as string[] } : {}),
      ...(office ? { office } : {}),
      ...(span ? { hours: span } : {}),
    } as RouteRule;
  });

/** `routing:` the first rule that fits a report says who is told of it. */
export const routing = z.array(rule).default([]);
