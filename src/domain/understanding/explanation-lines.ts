import { categoryNames } from "../reports.ts";
import type { Explanation } from "./explain.ts";

/** An explanation as a person reads it: each decision, how likely it is, and the five strongest pieces. */
export function explanationLines({ interpretation, reasons }: Explanation): string[] {
  const { kind, category, danger, restricted, sensitive, offence, place, machine, chances } = interpretation;
  if (!chances) return [];
  const likely = (chance: number) => `${Math.round(100 * chance)}%`;
  const because = (which: keyof typeof reasons) =>
    reasons[which]
      .map(({ piece, weight }) => `${piece}${weight > 0 ? "+" : "−"}${Math.abs(weight).toFixed(2)}`)
      .join(" ");
  const [first, second] = chances.categories;
  const yes = (is: boolean | undefined) => (is ? "是" : "否");
  return [
    ...(machine ? ["机器写的，不归档"] : []),
    `类型 ${kind}（${likely(chances.kinds.find(({ is }) => is === kind)?.probability ?? 0)}）：${because("kind")}`,
    ...(category && first && second
      ? [
          `类别 ${categoryNames[category]}（${likely(first.probability)}，其次${categoryNames[second.is]} ${likely(second.probability)}）：${because("category")}`,
        ]
      : []),
    `危险 ${danger ? `${danger.kind} ${danger.level === "now" ? "马上告知" : "先问"}` : "无"}（${likely(chances.danger)}）：${because("danger")}`,
    `只给所领导 ${yes(restricted)}（${likely(chances.restricted)}）：${because("restricted")}`,
    `特别保护 ${yes(sensitive)}（${likely(chances.sensitive)}）：${because("sensitive")}`,
    `违法犯罪 ${yes(offence)}（${likely(chances.offence)}）：${because("offence")}`,
    ...(place ? [`地点 ${place}`] : []),
  ];
}
