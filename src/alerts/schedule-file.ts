import { z } from "zod";
import type { Schedule } from "../domain/alerts.ts";
import { groupKinds, groupMembers } from "../domain/groups.ts";
import { cronFault, limitsDayTwice } from "../lib/cron.ts";
import type { Fault } from "../lib/text-file.ts";
import { durationMs } from "../lib/time.ts";
import { checkYaml, parseYaml } from "../lib/yaml-file.ts";

const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u, "只能用汉字、字母、数字、- 和 _");
const names = z.array(z.string().min(1)).min(1, "至少写一个，或者不写这一行");

const schedule = z.strictObject({
  id: name,
  series: name,
  title: z.string().trim().min(1, "写几个字，或者不写这一行").max(12, "12个字以内").optional(),
  cron: z.string().superRefine((expression, context) => {
    const fault = cronFault(expression);
    if (fault) context.addIssue(fault);
  }),
  when: z.enum(["workday", "holiday", "any"]).default("any"),
  audience: z
    .strictObject({
      offices: names.optional(),
      units: names.optional(),
      topics: names.optional(),
      members: z
        .array(z.enum(groupMembers, `members 只能是 ${groupMembers.join("、")}`))
        .min(1, "至少写一个，或者不写这一行")
        .optional(),
      kinds: z.array(z.enum(groupKinds)).min(1, "至少写一个，或者不写这一行").optional(),
    })
    .optional(),
  approve: z.literal("each", "approve 只能写 each（每条都要有人同意才发），或者不写").optional(),
  catchUp: z
    .string()
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms === undefined) context.addIssue("要写成 PT2H（两小时）、PT30M（三十分钟）这样");
      return ms ?? z.NEVER;
    })
    .optional(),
});

/** `alerts/schedule.yaml`. `hasSeries` tells whether a series has a folder. A broken entry is left out. */
export function readSchedules(
  source: Uint8Array | string,
  file: string,
  hasSeries: (series: string) => boolean,
): { schedules: Schedule[]; faults: Fault[] } {
  const yaml = parseYaml(source, file);
  const faults = [...yaml.faults];
  if (faults.length > 0) return { schedules: [], faults };
  const list = checkYaml(z.array(z.unknown()), yaml);
  const schedules = new Map<string, Schedule>();
  for (const index of (list.value ?? []).keys()) {
    const { value, faults: found } = checkYaml(schedule, yaml, [index]);
    const report = (key: string, severity: Fault["severity"], message: string) =>
      found.push({ file, line: yaml.lineOf([index, key]), severity, message });
    if (value && schedules.has(value.id)) {
      report("id", "error", `编号 ${value.id} 用了两次，每条计划的 id 只能用一次`);
    }
    if (value && !hasSeries(value.series)) {
      report("series", "error", `没有文件夹 ${value.series}，series 要写一个系列文件夹的名字`);
    }
    if (value && limitsDayTwice(value.cron)) {
      report("cron", "warning", "「日」和「周」都限定了，两样同时符合的那天才发");
    }
    faults.push(...found);
    if (!value || found.some(({ severity }) => severity === "error")) continue;
    const { title, audience, approve, catchUp, ...rest } = value;
    schedules.set(value.id, {
      ...rest,
      ...(title === undefined ? {} : { title }),
      ...(approve ? { approve } : {}),
      ...(audience ? { audience: withoutUndefined(audience) } : {}),
      ...(catchUp === undefined ? {} : { catchUpMs: catchUp }),
    });
  }
  return { schedules: [...schedules.values()], faults: [...list.faults, ...faults] };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
