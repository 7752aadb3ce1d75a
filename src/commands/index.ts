import type { Command } from "./command.ts";
import { takeCommand } from "./take.ts";

/** The one list of commands: `/帮助`, the dispatcher and the documents are made from it. */
export const commands: readonly Command[] = [takeCommand];
