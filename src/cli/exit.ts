import { ConfigError } from "../config/config.ts";
import { exitCodes } from "../lib/exit-codes.ts";
import { formatFault } from "../lib/text-file.ts";

/** Runs a verb of the command line; a fault ends the process with its own code and a sentence an operator can act on. */
export async function endWith(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const { code, lines } = explain(error);
    process.stderr.write(`${lines.join("\n")}\n`);
    // What was opened before the fault must not keep the process alive.
    process.exit(code);
  }
}

function explain(error: unknown): { code: number; lines: string[] } {
  if (error instanceof ConfigError) {
    const count = `配置有${error.faults.length}处要改，没有启动：`;
    return { code: exitCodes.config, lines: [count, ...error.faults.map(formatFault)] };
  }
  if (error instanceof Error && "exitCode" in error && typeof error.exitCode === "number") {
    return { code: error.exitCode, lines: [error.message] };
  }
  if (error instanceof Error && ["KeyError", "ListenError", "UserFacingError"].includes(error.name)) {
    return { code: exitCodes.config, lines: [error.message] };
  }
  return {
    code: exitCodes.other,
    lines: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
  };
}
