import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type AlertState, alertStates } from "../../domain/alert-moves.ts";
import { formatFault } from "../../lib/text-file.ts";
import { checkYaml, parseYaml } from "../../lib/yaml-file.ts";
import type { Reads } from "../../store/store.ts";
import type { Tour } from "../../web/chat/demo.ts";

const steps = z.array(
  z.strictObject({ title: z.string(), who: z.string(), text: z.string(), type: z.string() }),
);

/** The tour through a sample that ends at `since`: each step is done when the store shows that it is. */
export async function createTour(file: string, since: Date) {
  const { value: texts, faults } = checkYaml(steps, parseYaml(await readFile(file), file));
  if (!texts || faults.length > 0) throw new Error(faults.map(formatFault).join("\n"));
  const over = new Set<AlertState>(["completed", "cancelled", "expired", "rejected"]);
  let figuresSeen = false;

  /** What the tour speaks of: what was reported in it, the alert that waited at its beginning. */
  async function subject(store: Reads) {
    const { reports } = await store.reports.find(
      { from: since.toISOString() },
      { limit: 1, oldestFirst: true },
    );
    const alerts = await store.alerts.inStates(alertStates, 50);
    const alert = alerts.find(({ slot, author }) => slot !== undefined && author !== undefined);
    return { report: reports[0], alert };
  }

  return {
    async of(store: Reads): Promise<Tour> {
      const { report, alert } = await subject(store);
      const done = [
        report !== undefined,
        report?.firstReplyAt !== undefined,
        alert === undefined || over.has(alert.state),
        figuresSeen,
      ];
      const missing = done.indexOf(false);
      const fill = (text: string) =>
        text.replaceAll("{编号}", report?.number ?? "").replaceAll("{提示}", alert?.number ?? "");
      return {
        steps: texts.map((step) => ({ ...step, text: fill(step.text), type: fill(step.type) })),
        at: missing < 0 ? texts.length : missing,
      };
    },
    figuresSeen() {
      figuresSeen = true;
    },
    reset() {
      figuresSeen = false;
    },
  };
}
