import { z } from "zod";

/** Argument forms of the commands. Input is everything after the command's name, as it was typed. */

/** Nothing, or words that are ignored kindly. */
export const nothing = z.string().transform(() => ({}));

/** A report number, then a text that must not be empty and keeps its line breaks. */
export const reportAndText = z
  .string()
  .trim()
  .regex(/^\S+\s+\S/, "要写编号和内容")
  .transform((typed) => {
    const [, report = "", text = ""] = /^(\S+)\s+([\s\S]+)$/.exec(typed) ?? [];
    return { report, text };
  });

/** Words, none or more. */
export const words = z.string().transform((typed) => ({ words: typed.split(/\s+/).filter(Boolean) }));
