import { z } from "zod";
import type { TemplateFile } from "../domain/alert-templates.ts";
import { alertCategories, certainties, severities, urgencies } from "../domain/alerts.ts";
import { bytesOf, entriesOf } from "../lib/folder.ts";
import { splitFrontMatter } from "../lib/front-matter.ts";
import { decodeText, type Fault } from "../lib/text-file.ts";
import { durationMs } from "../lib/time.ts";
import { checkYaml, parseYaml } from "../lib/yaml-file.ts";
import { isAlertFile } from "./stray-files.ts";

/** The folder beside the series that holds no series. */
export const TEMPLATES = "templates";

const field = z.strictObject({
  name: z.string().min(1, "不能是空的"),
  ask: z.string().min(1, "要写怎么问"),
  kind: z
    .enum(["text", "number", "time", "picture"], "kind 只能是 text、number、time、picture")
    .default("text"),
  optional: z.boolean().default(false),
  max: z.int("要写整数").positive("要大于0").default(40),
  below: z.strictObject({ field: z.string(), value: z.int("要写整数") }).optional(),
  consent: z.boolean().default(false),
});

const head = z.strictObject({
  title: z.string().trim().min(1, "不能是空的"),
  category: z.enum(alertCategories).default("Safety"),
  severity: z.enum(severities).default("Moderate"),
  urgency: z.enum(urgencies).default("Immediate"),
  certainty: z.enum(certainties).default("Observed"),
  poster: z.literal(true, "只能写 true，或者不写").optional(),
  acknowledge: z.literal(true, "只能写 true，或者不写").optional(),
  life: z
    .string()
    .transform((text, context) => {
      const ms = durationMs(text);
      if (ms === undefined) context.addIssue("要写成 PT12H（12小时）、P3D（3天）这样");
      return ms ?? z.NEVER;
    })
    .optional(),
  until: z.string().optional(),
  fields: z.array(field).min(1, "至少问一样"),
  cancel: z.string().optional(),
  end: z.string().optional(),
  severityBy: z
    .strictObject({ field: z.string(), words: z.record(z.string(), z.enum(severities)) })
    .optional(),
  erase: z.boolean().default(false),
  personal: z.boolean().default(false),
  consultation: z.boolean().default(false),
});

/** One `alerts/templates/*.md`: what is asked for in the front matter, then the text with `{field}` in it. */
function readTemplate(
  source: Uint8Array | string,
  file: string,
): { template?: TemplateFile; faults: Fault[] } {
  const path = `${TEMPLATES}/${file}`;
  const decoded = decodeText(source, path);
  const faults = [...decoded.faults];
  const fault = (line: number, message: string) =>
    faults.push({ file: path, line, severity: "error", message });
  const parts = splitFrontMatter(decoded.text);
  if (!parts) {
    fault(1, "开头没有写标题和要问的：第一行写 ---，再写 title 和 fields，再写一行 ---，下面是正文");
    return { faults };
  }
  const yaml = parseYaml(parts.head, path, 1);
  const read = checkYaml(head, yaml);
  faults.push(...read.faults);
  const body = parts.body.trim();
  if (body === "") fault(parts.bodyLine, "没有正文");
  if (!read.value) return { faults };
  const { life, poster, acknowledge, ...rest } = read.value;
  const names = new Set(rest.fields.map(({ name }) => name));
  if (names.size < rest.fields.length) fault(yaml.lineOf(["fields"]), "fields 里有两样同名");
  const { until: time, severityBy: by } = rest;
  if (time !== undefined && !rest.fields.some(({ name, kind }) => name === time && kind === "time"))
    fault(yaml.lineOf(["until"]), "until 要写 fields 里一样时间（kind: time）的名字");
  for (const named of [by?.field, ...rest.fields.map(({ below }) => below?.field)])
    if (named !== undefined && !names.has(named)) fault(yaml.lineOf(["fields"]), `fields 里没有「${named}」`);
  for (const [line, words] of [
    [yaml.lineOf(["title"]), rest.title],
    [parts.bodyLine, body],
    [yaml.lineOf(["cancel"]), rest.cancel ?? ""],
    [yaml.lineOf(["end"]), rest.end ?? ""],
  ] as const)
    for (const [, name = ""] of words.matchAll(/\{([^{}]+)\}/g))
      if (name !== "station" && !names.has(name)) fault(line, `不认识「{${name}}」，fields 里没有`);
  if (faults.some(({ severity }) => severity === "error")) return { faults };
  const { until, cancel, end, fields, severityBy, ...fixed } = rest;
  const template: TemplateFile = {
    name: file.replace(/\.md$/i, ""),
    ...fixed,
    body,
    fields: fields.map(({ below, ...one }) => ({ ...one, ...(below ? { below } : {}) })),
    ...(life === undefined ? {} : { lifeMs: life }),
    ...(poster ? { poster: "drawn" } : {}),
    ...(acknowledge ? { acknowledge } : {}),
    ...(severityBy ? { severityBy } : {}),
    ...(until ? { until } : {}),
    ...(cancel ? { cancel: cancel.trim() } : {}),
    ...(end ? { end: end.trim() } : {}),
  };
  return { template, faults };
}

/** All templates of the folder of alerts, by name; broken ones are in `faults`. */
export async function loadTemplates(
  dir: string,
): Promise<{ templates: Map<string, TemplateFile>; faults: Fault[] }> {
  const templates = new Map<string, TemplateFile>();
  const faults: Fault[] = [];
  const top = await entriesOf(dir, ".", []);
  if (!top.some((entry) => entry.isDirectory() && entry.name === TEMPLATES)) return { templates, faults };
  for (const entry of await entriesOf(dir, TEMPLATES, faults)) {
    if (!entry.isFile() || !isAlertFile(entry)) continue;
    const source = await bytesOf(dir, `${TEMPLATES}/${entry.name}`, faults);
    const read = source && readTemplate(source, entry.name);
    faults.push(...(read?.faults ?? []));
    if (read?.template) templates.set(read.template.name, read.template);
  }
  return { templates, faults };
}
