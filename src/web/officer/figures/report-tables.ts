import type { ActionContext } from "../../../app/bot-context.ts";
import { durationWords, type Figures } from "../../../domain/figures.ts";
import type { Actor } from "../../../domain/people.ts";
import type { NotAllowed } from "../../../people/index.ts";
import { type FiguresBy, figuresBy, figuresByEach } from "../../../reports/figures.ts";
import { instantsOf, type PeriodName } from "./period.ts";
import type { FiguresTable } from "./table.tsx";

export const byNames: Record<FiguresBy, string> = { office: "按警务室", category: "按类别", week: "按周" };
const HEAD = [
  "分类",
  "收",
  "办结",
  "没办完",
  "逾期",
  "首次答复中位",
  "九成在",
  "办结中位",
  "九成在",
  "说解决了",
  "说没解决",
];

/** Counts and times of reports, told apart in each way. Never by officer: nobody is ranked. */
export async function reportTables(
  actions: ActionContext,
  actor: Actor,
  period: PeriodName,
): Promise<(FiguresTable & { readonly id: FiguresBy })[] | NotAllowed> {
  const found = await figuresByEach(actions, actor, instantsOf(actions, period), figuresBy);
  if ("refused" in found) return found;
  return figuresBy.map((by) => {
    const groups = found.by.get(by) ?? [];
    const rows = [...groups, { name: "合计", figures: found.whole }];
    return {
      id: by,
      title: byNames[by],
      head: HEAD,
      rows: groups.length === 0 ? [] : rows.map(({ name, figures }) => [name, ...cellsOf(figures)]),
    };
  });
}

function cellsOf({
  received,
  closed,
  open,
  late,
  firstAnswer,
  closing,
  solved,
  unsolved,
}: Figures): string[] {
  const spread = (of: Figures["closing"]) =>
    of ? [durationWords(of.median), durationWords(of.ninth)] : ["–", "–"];
  const counts = [received, closed, open, late].map(String);
  return [...counts, ...spread(firstAnswer), ...spread(closing), String(solved), String(unsolved)];
}
