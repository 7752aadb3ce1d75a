import { UserFacingError } from "../domain/errors.ts";

/**
 * Does it to each report by itself, in the order in which they were typed, and says in one answer which were done and
 * which were not, and why. `act` gives the answer for one number, as it would be for that one alone, and throws
 * `UserFacingError` for a refusal. What stands below the first line of several answers is said once.
 */
export async function forEachReport(
  typed: readonly string[],
  act: (number: string) => Promise<string>,
): Promise<string> {
  const numbers = [...new Set(typed)];
  const [only, ...more] = numbers;
  if (only !== undefined && more.length === 0) return act(only);
  /** First lines by what stands below them. */
  const done = new Map<string, string[]>();
  const refused: string[] = [];
  for (const number of numbers) {
    try {
      const [head = "", ...rest] = (await act(number)).split("\n");
      const below = rest.join("\n");
      done.set(below, [...(done.get(below) ?? []), head]);
    } catch (error) {
      if (!(error instanceof UserFacingError)) throw error;
      refused.push(error.message);
    }
  }
  const answers = [...done].flatMap(([below, heads]) => (below ? [...heads, below] : heads));
  if (refused.length === 0) return answers.join("\n");
  const title = answers.length > 0 ? `没办的${refused.length}件：` : "都没办：";
  return [...answers, title, ...refused].join("\n");
}
