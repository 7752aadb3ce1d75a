import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** What a file may not import, one for each direction: the file's folder and what it reaches for. */
const forbidden: [folder: string, target: string][] = [
  ["domain", "lib/time.ts"],
  ["domain", "store/store.ts"],
  ["domain", "config/config.ts"],
  ["domain", "reports/index.ts"],
  ["domain/understanding", "inbound/intake.ts"],
  ["lib", "domain/reports.ts"],
  ["lib", "outbox/index.ts"],
  ["channels", "inbound/intake.ts"],
  ["channels/onebot", "store/store.ts"],
  ["channels/onebot", "config/config.ts"],
  ["store", "commands/index.ts"],
  ["store", "reports/index.ts"],
  ["store", "store/lowdb/lowdb-store.ts"],
  ["store/lowdb", "channels/channel.ts"],
  ["store/lowdb/tables", "outbox/index.ts"],
  ["config", "alerts/index.ts"],
  ["config", "channels/channel.ts"],
  ["config", "store/lowdb/lowdb-store.ts"],
  ["outbox", "channels/onebot/calls.ts"],
  ["outbox", "store/lowdb/lowdb-store.ts"],
  ["outbox", "app/app.ts"],
  ["outbox", "inbound/intake.ts"],
  ["alerts", "outbox/outbox-row.ts"],
  ["people", "commands/command.ts"],
  ["reports", "web/server.ts"],
  ["reports", "cli/main.ts"],
  ["operators", "reports/filing.ts"],
  ["handbook", "people/membership.ts"],
  ["ledgers", "operators/admin-notices.ts"],
  ["render", "attachments/attachments.ts"],
  ["attachments", "handbook/answers.ts"],
  ["approvals", "alerts/alert-approval.ts"],
  ["inbound", "commands/index.ts"],
  ["inbound", "web/server.ts"],
  ["inbound", "app/app.ts"],
  ["inbound", "store/lowdb/lowdb-store.ts"],
  ["commands", "inbound/dispatch.ts"],
  ["commands", "channels/local/local-channel.ts"],
  ["commands", "cli/exit.ts"],
  ["web", "inbound/pipeline.ts"],
  ["web", "commands/command.ts"],
  ["web/officer", "app/station.ts"],
  ["app", "store/lowdb/lowdb-store.ts"],
  ["app", "channels/local/local-channel.ts"],
  ["app", "cli/exit.ts"],
  ["cli", "inbound/dispatch.ts"],
  ["cli", "web/server.ts"],
];

const allowed: [folder: string, target: string][] = [
  ["domain/understanding", "domain/reports.ts"],
  ["store", "domain/reports.ts"],
  ["store/lowdb", "store/lowdb/reports/report-table.ts"],
  ["store/lowdb/tables", "store/lowdb/reports/report-table.ts"],
  ["config", "store/store.ts"],
  ["outbox", "channels/channel.ts"],
  ["outbox", "store/store.ts"],
  ["reports", "outbox/index.ts"],
  ["reports", "app/bot-context.ts"],
  ["reports", "config/config.ts"],
  ["inbound", "reports/filing.ts"],
  ["inbound", "app/command.ts"],
  ["commands", "reports/close-report.ts"],
  ["web/officer", "reports/close-report.ts"],
  ["app", "inbound/pipeline.ts"],
  ["cli", "store/lowdb/lowdb-store.ts"],
  ["cli", "app/station.ts"],
];

/** Faults of other kinds, and the rule that each breaks. */
const faulty: Record<string, [rule: string, text: string]> = {
  "src/lib/circle-a.ts": [
    "noImportCycles",
    'import { b } from "./circle-b.ts";\n\nexport const a = () => b;\n',
  ],
  "src/lib/circle-b.ts": [
    "noImportCycles",
    'import { a } from "./circle-a.ts";\n\nexport const b = () => a;\n',
  ],
  "src/lib/environment.ts": ["noProcessEnv", "export const home = process.env.HOME;\n"],
  "src/lib/unawaited.ts": [
    "noFloatingPromises",
    'import { save } from "./save.ts";\n\nexport function run() {\n  save();\n}\n',
  ],
  "src/lib/unawaited-method.ts": [
    "noFloatingPromises",
    'import type { Keeper } from "./save.ts";\n\nexport function run(keeper: Keeper) {\n  keeper.save();\n}\n',
  ],
};
const sound: Record<string, string> = {
  "src/lib/save.ts":
    "export interface Keeper {\n  save(): Promise<void>;\n}\n\nexport async function save(): Promise<void> {}\n",
};

const planted = (pairs: typeof forbidden, kind: string) =>
  pairs.map(([folder, file], n) => {
    const [path, target] = [`src/${folder}/${kind}-${n}.ts`, `src/${file}`];
    return { path, target, importing: posix.relative(dirname(path), target).replace(/^(?!\.)/, "./") };
  });
const wrong = planted(forbidden, "wrong");
const right = planted(allowed, "right");

let dir: string;
/** Rules that each file of the planted tree breaks: one run of the linter, under the project's own rules. */
const broken = new Map<string, Set<string>>();

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "jingmin-lint-"));
  await cp(join(root, "biome.json"), join(dir, "biome.json"));
  const plant = async (path: string, text: string) => {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  for (const { path, importing, target } of [...wrong, ...right]) {
    await plant(target, "export const thing = 1;\n");
    await plant(path, `import { thing } from "${importing}";\n\nexport const it = thing;\n`);
  }
  for (const [path, [, text]] of Object.entries(faulty)) await plant(path, text);
  for (const [path, text] of Object.entries(sound)) await plant(path, text);
  const args = ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
  const { stdout } = spawnSync(process.execPath, [biome, ...args], { cwd: dir, encoding: "utf8" });
  for (const { category, location } of (JSON.parse(stdout) as Report).diagnostics) {
    const path = typeof location.path === "string" ? location.path : location.path.file;
    const rules = broken.get(path) ?? new Set();
    broken.set(path, rules.add(category.split("/").at(-1) ?? category));
  }
}, 60_000);
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Report {
  readonly diagnostics: readonly { category: string; location: { path: string | { file: string } } }[];
}

describe("the linter keeps the layers", () => {
  test.each(wrong)("$path must not import $importing", ({ path }) => {
    expect([...(broken.get(path) ?? [])]).toContain("noRestrictedImports");
  });
  test.each(right)("$path may import $importing", ({ path }) => {
    expect([...(broken.get(path) ?? [])]).toEqual([]);
  });
});

test("every room of the tree has its rule", async () => {
  const config = JSON.parse(await readFile(join(root, "biome.json"), "utf8")) as Config;
  const ruled = config.overrides.flatMap(({ includes, linter }) =>
    linter.rules.style?.noRestrictedImports ? includes : [],
  );
  const rooms = (await readdir(join(root, "src"), { withFileTypes: true })).filter((e) => e.isDirectory());
  expect(rooms.map(({ name }) => `src/${name}/**`).filter((room) => !ruled.includes(room))).toEqual([]);
});

interface Config {
  readonly overrides: readonly {
    readonly includes: readonly string[];
    readonly linter: { readonly rules: { readonly style?: { readonly noRestrictedImports?: object } } };
  }[];
}

test.each(Object.entries(faulty))("the linter finds what is wrong in %s", (path, [rule]) => {
  expect([...(broken.get(path) ?? [])]).toEqual([rule]);
});
test("the linter leaves alone what is sound", () => {
  for (const path of Object.keys(sound)) expect(broken.has(path), path).toBe(false);
});
