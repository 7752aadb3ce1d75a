import type { Config } from "../config/config.ts";
import { categoryNames } from "../domain/reports.ts";
import { carryOutRetention, countByCategory, planRetention } from "../reports/retention.ts";
import { readStopped, type VerbOptions } from "./store-verbs.ts";

/** `jingmin retention`: what is old enough goes; with `dryRun` it is only counted. The bot must be stopped. */
export function retentionVerb(options: VerbOptions, config: Config, dryRun: boolean): Promise<string[]> {
  const clock = { now: () => options.now, after: () => () => {} };
  return readStopped(options, async (store) => {
    const context = { store, config, clock };
    const plan = await planRetention(store, context);
    const lines = [
      ...countByCategory(plan.anonymise).map(
        ([category, count]) => `${categoryNames[category]} ${count}件，内容和反映人`,
      ),
      ...(plan.delete.length > 0 ? [`以前删过内容的 ${plan.delete.length}件，统计用的一行也删`] : []),
      ...(plan.forget.length > 0 ? [`只聊过天的 ${plan.forget.length}人，号和昵称`] : []),
    ];
    const kept = [
      ...(plan.held.length > 0 ? [`到期但保留的 ${plan.held.length}件，不删。`] : []),
      ...(plan.open.length > 0 ? [`到期但没办结的 ${plan.open.length}件，不删：请先办结。`] : []),
    ];
    if (lines.length === 0) return ["没有到期的。", ...kept];
    if (dryRun) return ["到期要删的（这次没有动数据）：", ...lines, ...kept];
    const done = await carryOutRetention(context);
    return ["已删除：", ...lines, `共${done.anonymised + done.deleted}件，审计里记着。`, ...kept];
  });
}
