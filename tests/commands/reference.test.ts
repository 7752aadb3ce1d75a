import { expect, test } from "vitest";
import { commands } from "../../src/commands/index.ts";
import { commandReference } from "../../src/commands/reference.ts";

test("docs/commands.md is what the list of commands says (npx vitest run tests/commands/reference.test.ts -u writes it)", async () => {
  await expect(commandReference(commands)).toMatchFileSnapshot("../../docs/commands.md");
});
