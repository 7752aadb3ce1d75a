import { durationWords, type Figures } from "../domain/figures.ts";
import type { FiguresBy, FiguresFound } from "../reports/figures.ts";

/** What reports are told apart by, as it is typed. */
export const byWords: Record<FiguresBy, string> = { office: "按警务室", category: "按类别", week: "按周" };

/** How soon, and what residents said; nothing where nothing was answered or closed yet. */
export function timeLines({ firstAnswer, closing, solved, unsolved }: Figures): string[] {
  const spread = (name: string, of: Figures["closing"]) =>
    of ? [`${name}：中位${durationWords(of.median)}，九成在${durationWords(of.ninth)}内`] : [];
  const said = solved + unsolved > 0 ? [`居民说：解决了${solved}件，没解决${unsolved}件`] : [];
  return [...spread("首次答复", firstAnswer), ...spread("办结", closing), ...said];
}

/** `体育场警务室：收12，结9，未结3（逾期1）；首答中位2小时，九成8小时；办结中位2天，九成6天；解决5，没解决1`. */
export function groupLine({ name, figures }: FiguresFound["groups"][number]): string {
  const { received, closed, open, late, firstAnswer, closing, solved, unsolved } = figures;
  const spread = (word: string, of: Figures["closing"]) =>
    of ? [`${word}中位${durationWords(of.median)}，九成${durationWords(of.ninth)}`] : [];
  const counts = `收${received}，结${closed}，未结${open}${late > 0 ? `（逾期${late}）` : ""}`;
  const said = solved + unsolved > 0 ? [`解决${solved}，没解决${unsolved}`] : [];
  return `${name}：${[counts, ...spread("首答", firstAnswer), ...spread("办结", closing), ...said].join("；")}`;
}
