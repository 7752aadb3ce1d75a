import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Two cores, real peers and a real browser: more workers only make each slower.
    maxWorkers: 2,
  },
});
