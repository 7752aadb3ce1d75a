import { defineConfig } from "vitest/config";

/** Conversations and rules: everything they touch is made anew by each test, so that files can share what they load. */
const light = [
  "alerts",
  "approvals",
  "attachments",
  "briefs",
  "commands",
  "contract",
  "domain",
  "inbound",
  "ledgers",
  "lib",
  "monthly",
  "operators",
  "outbox",
  "people",
  "reports",
].map((folder) => `tests/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores, real peers and a real browser. Much of a test is waiting for a disk: a third worker fills that time.
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: "light", include: light, isolate: false } },
      {
        extends: true,
        test: { name: "real", include: ["tests/**/*.test.ts"], exclude: [...light, "tests/postgres/**"] },
      },
    ],
  },
});
