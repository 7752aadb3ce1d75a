import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const biome = join(root, "node_modules/@biomejs/biome/bin/biome");

/** What the linter says of a small tree under the project's own rules. */
async function lint(files: Record<string, string>): Promise<{ ok: boolean; output: string }> {
  const dir = await mkdtemp(join(tmpdir(), "jingmin-lint-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await cp(join(root, "biome.json"), join(dir, "biome.json"));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text);
  }
  const args = [biome, "lint", "--vcs-enabled=false", "--error-on-warnings", "."];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: "utf8" });
  return { ok: status === 0, output: stdout + stderr };
}

const thing = "export const thing = 1;\n";
const using = (path: string) => `import { thing } from "${path}";\n\nexport const twice = thing * 2;\n`;

describe("the linter keeps the layers", () => {
  test.each([
    ["src/domain/a.ts", "../store/store.ts"],
    ["src/domain/a.ts", "../lib/time.ts"],
    ["src/domain/a.ts", "../inbound/intake.ts"],
    ["src/domain/understanding/a.ts", "../../lib/time.ts"],
    ["src/domain/a.ts", "../config/config.ts"],
    ["src/domain/understanding/a.ts", "../../config/config.ts"],
    ["src/inbound/a.ts", "../store/lowdb/lowdb-store.ts"],
    ["src/commands/a.ts", "../channels/local.ts"],
    ["src/outbox/a.ts", "../channels/onebot/calls.ts"],
    ["src/web/a.ts", "../channels/local.ts"],
    ["src/app/app.ts", "../store/lowdb/lowdb-store.ts"],
    ["src/channels/a.ts", "../inbound/intake.ts"],
    ["src/store/a.ts", "../commands/index.ts"],
  ])("%s must not import %s", async (from, path) => {
    const target = join(dirname(from), path);
    const { ok, output } = await lint({ [target]: thing, [from]: using(path) });
    expect(output).toContain("noRestrictedImports");
    expect(ok).toBe(false);
  });

  test("what the layers allow passes", async () => {
    const { ok, output } = await lint({
      "src/store/store.ts": thing,
      "src/channels/channel.ts": thing,
      "src/store/lowdb/lowdb-store.ts": thing,
      "src/domain/reports.ts": thing,
      "src/domain/a.ts": using("./reports.ts"),
      "src/domain/understanding/a.ts": using("../reports.ts"),
      "src/inbound/a.ts": using("../store/store.ts"),
      "src/outbox/a.ts": using("../channels/channel.ts"),
      "src/cli/main.ts": using("../store/lowdb/lowdb-store.ts"),
    });
    expect(output).not.toContain("noRestrictedImports");
    expect(ok).toBe(true);
  });

  test("a cycle fails", async () => {
    const { output } = await lint({
      "src/lib/a.ts": 'import { b } from "./b.ts";\n\nexport const a = () => b;\n',
      "src/lib/b.ts": 'import { a } from "./a.ts";\n\nexport const b = () => a;\n',
    });
    expect(output).toContain("noImportCycles");
  });
});

describe("the linter finds promises that nobody waits for", () => {
  test.each([
    [
      "of a function in another file",
      { "src/lib/a.ts": "export async function save(): Promise<void> {}\n" },
      'import { save } from "./a.ts";\n\nexport function run() {\n  save();\n}\n',
    ],
    [
      "of a method",
      { "src/lib/a.ts": "export interface Store {\n  save(): Promise<void>;\n}\n" },
      'import type { Store } from "./a.ts";\n\nexport function run(store: Store) {\n  store.save();\n}\n',
    ],
  ])("%s", async (_, files, planted) => {
    const { ok, output } = await lint({ ...files, "src/lib/planted.ts": planted });
    expect(output).toContain("noFloatingPromises");
    expect(ok).toBe(false);
  });
});

test("the linter forbids reading the environment outside config.ts", async () => {
  const { output } = await lint({ "src/lib/a.ts": "export const home = process.env.HOME;\n" });
  expect(output).toContain("noProcessEnv");
});
