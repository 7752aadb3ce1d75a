import { canonical } from "../canonical.ts";

/** Whether somebody speaks of a petition: a legal act that a chat does not perform. */
export function isPetition(text: string): boolean {
  return /信访|上访/.test(canonical(text));
}
