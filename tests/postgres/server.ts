import type { TestProject } from "vitest/node";
import { startPostgres } from "../support/postgres-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    postgres: string;
  }
}

/** One server for the run; each test has schemas of its own in it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  project.provide("postgres", server.url);
  return () => server.stop();
}
