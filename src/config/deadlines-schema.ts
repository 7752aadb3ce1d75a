import { z } from "zod";
import { type Category, categories } from "../domain/reports.ts";
import { termsBy, type WrittenTerms } from "../domain/terms.ts";

/** A term longer than a year is a slip. */
const LONGEST = 365;

const days = z
  .string("要写几天，例如 P1D（1天）、P15D（15天）")
  .regex(/^P\d+D$/, "要写几天，例如 P1D（1天）、P15D（15天）；不能写小时")
  .transform((iso) => Number(iso.slice(1, -1)))
  .refine((count) => count >= 1 && count <= LONGEST, `要写1天到${LONGEST}天`);

const terms = z
  .strictObject({
    first: days.optional(),
    close: days.optional(),
    calendar: z
      .enum(["workdays", "days"], "calendar 只能是 workdays（工作日）或 days（每天都算，最后一天是工作日）")
      .optional(),
  })
  .refine(({ first, close }) => first === undefined || close === undefined || first <= close, {
    path: ["close"],
    message: "办结的时限（close）不能比首次答复（first）短",
  });

/** `deadlines:` by category; what it leaves out is as shipped. */
export const deadlines = z
  .partialRecord(z.enum(categories, `类别只能是 ${categories.join("、")}`), terms)
  .default({})
  .transform((written) => termsBy(written as Partial<Record<Category, WrittenTerms>>));

/** How soon residents are told to expect an answer: so many working days, or `true`: as `deadlines` has it. */
export const promise = z.union(
  [z.literal(true), days],
  "要写 true（照 deadlines 里首次答复的时限说）或几个工作日，例如 P3D；不想告诉居民就不写",
);
