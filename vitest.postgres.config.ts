import { defineConfig } from "vitest/config";

/** `npm run test:postgres`: what needs a real PostgreSQL, which it starts by itself. */
export default defineConfig({
  test: {
    include: ["tests/postgres/**/*.test.ts"],
    globalSetup: ["tests/postgres/server.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
  },
});
