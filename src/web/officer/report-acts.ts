import type { ActionContext } from "../../app/bot-context.ts";
import type { Actor } from "../../domain/people.ts";
import type { Correction } from "../../domain/report-actions.ts";
import { categories, closedStatuses } from "../../domain/reports.ts";
import { assignReport } from "../../reports/assign-report.ts";
import { closeReport } from "../../reports/close-report.ts";
import { correctReport } from "../../reports/correct-report.ts";
import { noteOnReport } from "../../reports/note-on-report.ts";
import { reopenReport } from "../../reports/reopen-report.ts";
import { replyToResident } from "../../reports/reply-to-resident.ts";
import { takeReport } from "../../reports/take-report.ts";
import { doneWith, refusalOf } from "./parts/words.ts";

/** What a form brought. */
interface Filled {
  readonly number: string;
  /** Empty where it is missing. */
  field(name: string): string;
}

/** Calls the use case of a form; gives the sentence for the next page. */
type Act = (actions: ActionContext, actor: Actor, filled: Filled) => Promise<string>;

const EMPTY = "没写内容，没有办。";

/** What can be done to a report on its page, by the last part of the form's address. */
export const acts: Readonly<Record<string, Act>> = {
  async take(actions, actor, { number }) {
    const result = await takeReport(actions, actor, { number });
    return "refused" in result ? refusalOf(result) : doneWith("归您办了", result);
  },
  async reply(actions, actor, { number, field }) {
    const text = field("text");
    if (text === "") return EMPTY;
    const result = await replyToResident(actions, actor, { number, text });
    return "refused" in result ? refusalOf(result) : doneWith("回复了", result);
  },
  async note(actions, actor, { number, field }) {
    const text = field("text");
    if (text === "") return EMPTY;
    const result = await noteOnReport(actions, actor, { number, text });
    return "refused" in result ? refusalOf(result) : "备注记下了。";
  },
  async close(actions, actor, { number, field }) {
    const [text, status] = [field("text"), closedStatuses.find((one) => one === field("status"))];
    if (text === "") return "结果或原因要写一句，对方会看到。没有办。";
    if (!status) return "请选怎么结的。没有办。";
    const result = await closeReport(actions, actor, { number, status, text });
    return "refused" in result ? refusalOf(result) : doneWith("结了", result);
  },
  async reopen(actions, actor, { number, field }) {
    const text = field("text");
    if (text === "") return "为什么重开要写一句。没有办。";
    const result = await reopenReport(actions, actor, { number, text });
    return "refused" in result ? refusalOf(result) : doneWith("重开了", result);
  },
  async assign(actions, actor, { number, field }) {
    const result = await assignReport(actions, actor, { number, to: field("to") });
    return "refused" in result ? refusalOf(result) : doneWith("指派了", result);
  },
  async correct(actions, actor, { number, field }) {
    const correction = readCorrection(field);
    if (!correction) return "请选改成什么。没有办。";
    const result = await correctReport(actions, actor, { number, correction });
    return "refused" in result ? refusalOf(result) : "改好了。";
  },
};

function readCorrection(field: Filled["field"]): Correction | undefined {
  const [name, to] = [field("field"), field("value")];
  if (to === "") return undefined;
  switch (name) {
    case "category": {
      const category = categories.find((one) => one === to);
      return category && { field: "category", to: category };
    }
    case "priority":
      return to === "urgent" || to === "normal" ? { field: "priority", to } : undefined;
    case "place":
    case "office":
      return { field: name, to };
    default:
      return undefined;
  }
}
