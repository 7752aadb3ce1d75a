import { z } from "zod";

/** Who allowed, and when, that a service outside the machine is used: `张所长, 2026-11-30`. */
export const approved = z
  .string('要写谁批的、哪天，例如 "张所长, 2026-11-30"')
  .refine((text) => {
    const [, who = "", date = ""] = /^(.*\p{L}.*?)[,，、\s]+(\d{4}-\d{2}-\d{2})$/u.exec(text.trim()) ?? [];
    const day = new Date(`${date}T00:00:00Z`);
    return who !== "" && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  }, '要写谁批的、哪天，例如 "张所长, 2026-11-30"（加引号）')
  .optional();
