import { createHash } from "node:crypto";
import { z } from "zod";
import { faultsOf } from "../domain/ledger-faults.ts";
import { fieldTypes, type Ledger, type LedgerDue, type LedgerRight, type Period } from "../domain/ledgers.ts";
import { type Role, roles } from "../domain/people.ts";
import type { Fault } from "../lib/text-file.ts";
import { checkYaml, parseYaml } from "../lib/yaml-file.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "只用小写字母、数字和 -，字母开头");
const line = z.string().trim().min(1, "不能是空的").max(60, "最多60个字");
const word = z.string().regex(/^\p{Script=Han}{1,8}$/u, "要用汉字，一到八个字，例如 走访");
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, '要写成 "2026-12-01"，加引号');

const period = z
  .string("要写多久，例如 P7D（7天）、P1W（一周）、P1M（一个月）、P1Y（一年）")
  .transform((text, context): Period => {
    const [, count, unit] = /^P([1-9]\d{0,2})([DWMY])$/.exec(text) ?? [];
    if (count === undefined) {
      context.addIssue("要写成 P7D（7天）、P1W（一周）、P1M（一个月）、P1Y（一年）这样");
      return z.NEVER;
    }
    return { count: Number(count), unit: unit as Period["unit"] };
  });

const field = z.strictObject({
  id,
  title: line,
  type: z.enum(fieldTypes, `type 只能是 ${fieldTypes.join("、")}`),
  ask: line.optional(),
  required: z.union([z.boolean(), z.array(z.string())], "写 true，或者哪些状态要有：[done]").default(false),
  choices: z.array(line).optional(),
  unit: line.optional(),
  default: z.enum(["today", "me", "mine"], "default 只能是 today、me、mine").optional(),
  ledger: z.string().optional(),
});

const state = z.strictObject({
  id,
  title: line,
  to: z.array(z.string()).default([]),
  ends: z.boolean().default(false),
  words: z.array(word).default([]),
  approval: z.boolean().default(false),
});

const roleList = z.array(z.enum(roles, `只能是 ${roles.join("、")}`));
const right = (usual: readonly Role[]) =>
  z
    .union(
      [
        roleList.transform((list): LedgerRight => ({ roles: list, offices: "all" })),
        z.strictObject({
          roles: roleList.default([...usual]),
          offices: z.enum(["own", "all"], "offices 只能是 own（本警务室的）、all").default("all"),
        }),
      ],
      "写哪些角色，例如 [officer, leader]，或 { roles: [officer], offices: own }",
    )
    .default({ roles: usual, offices: "all" });

const handlers: readonly Role[] = ["officer", "dispatcher", "leader", "admin"];
const who = z
  .strictObject({
    read: right(roles),
    write: right(handlers),
    approve: right(["dispatcher", "leader"]),
    export: right(["dispatcher", "leader", "auditor", "admin"]),
  })
  .prefault({});

const oneDue = z
  .strictObject({
    field: z.string().optional(),
    of: z.string().optional(),
    after: period.optional(),
    in: z.array(z.string()).optional(),
  })
  .transform(({ field: by, of, after, in: states }, context): LedgerDue => {
    if (by !== undefined && of === undefined && !after)
      return { of: by, after: { count: 0, unit: "D" }, in: states };
    if (by === undefined && after) return { of: of ?? "created", after, in: states };
    context.addIssue("写 { field: 日期项 }，或 { after: P7D, of: 日期项 }（of 也可以是 created、report）");
    return z.NEVER;
  });
const due = z
  .union([z.array(oneDue), oneDue.transform((one) => [one])], {
    error: "写 { field: 日期项 }，或 { after: P7D, of: 日期项 }，或几条这样的",
  })
  .default([]);

const subject = z.union(
  [
    line.transform((name) => ({ name })),
    z.strictObject({ name: line, office: line.optional(), place: line.optional() }),
  ],
  "写名字，或 { name: 名字, office: 警务室 }",
);

const outside = z.strictObject({
  who: z.enum(["auxiliaries", "residents"], "who 只能是 auxiliaries（治安协管员）、residents（所有居民）"),
  keeps: z.array(z.string()).min(1, "至少写一项"),
  values: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])).default({}),
  example: line,
  reply: z.string().trim().min(1, "不能是空的").max(150, "最多150个字"),
});

const columns = z
  .strictObject({
    list: z.array(z.string()).optional(),
    export: z.array(z.string()).optional(),
    month: z.array(z.string()).default([]),
  })
  .prefault({});

const ledgerSchema = z.strictObject({
  id,
  title: line,
  words: z.tuple([word], word, "至少写一个词，例如 [走访]"),
  enabled: z.boolean().default(true),
  fields: z.array(field).min(1, "至少写一项").max(40, "最多40项"),
  states: z.tuple([state], state, "至少写一个状态"),
  who,
  due,
  remind: z.int("要写整数").min(0, "不能小于0").max(60, "最多60天").default(0),
  closing: word.optional(),
  outside: outside.optional(),
  subjects: z.array(subject).default([]),
  repeat: period.optional(),
  since: day.optional(),
  retention: period.optional(),
  columns,
});

/** One `ledgers/*.yaml`. `taken`: words that mean something else in chat already. A broken file gives no ledger. */
export function readLedger(
  source: Uint8Array | string,
  file: string,
  taken: ReadonlySet<string>,
): { ledger?: Ledger; faults: Fault[] } {
  const yaml = parseYaml(source, file);
  const { value, faults } = checkYaml(ledgerSchema, yaml);
  if (!value) return { faults };
  const shown = value.fields.filter(({ type }) => type !== "pictures" && type !== "voice").map((f) => f.id);
  const said = {
    ...value,
    columns: {
      list: value.columns.list ?? shown.slice(0, 4),
      export: value.columns.export ?? shown,
      month: value.columns.month,
    },
  };
  const wrong = faultsOf(said, taken).map(
    ({ path, message }): Fault => ({ file, line: yaml.lineOf(path), severity: "error", message }),
  );
  if (wrong.length > 0) return { faults: wrong };
  return { ledger: { ...said, version: versionOf(said) }, faults: [] };
}

/** The same for what says the same, however the file is written. */
function versionOf(said: Omit<Ledger, "version">): string {
  const { enabled: _, subjects: __, ...rest } = said;
  return createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 12);
}
