import { UserFacingError } from "../domain/errors.ts";
import { ask, askedBy } from "../domain/questions.ts";
import { findReports } from "../reports/find-reports.ts";
import { noticeLine } from "../reports/notices.ts";
import { takeReport } from "../reports/take-report.ts";
import { reportNumbers } from "./args.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { askOffence } from "./offence.ts";
import { acting, numberToChange, unlessRefused, withResident } from "./report-answers.ts";
import { ROWS } from "./rows.ts";
import { forEachReport } from "./several.ts";

export const takeCommand = defineCommand({
  name: "take",
  aliases: ["认领", "接"],
  action: "report.take",
  where: ["dm", "officers"],
  onReport: true,
  summary: "由您办理",
  usage: ["/认领 42", "/认领 42 45", "/认领 R2611-0042"],
  /** Numbers, or nothing: 「接」 alone answers a notice. */
  args: reportNumbers,
  async run({ reports }, context) {
    if (reports.length === 0) return takeWaiting(context);
    const numbers = reports.map((report) => numberToChange(report, context));
    return forEachReport(numbers, (number) => takeOne(number, context));
  },
  async answered(said, question, context) {
    const number = "choice" in said ? askedBy(question).rest.split(",")[said.choice - 1] : undefined;
    return number && takeOne(number, context);
  },
});

async function takeOne(number: string, context: CommandContext): Promise<string> {
  const taken = unlessRefused(await takeReport(...acting(context), { number }));
  const answer = withResident(`已认领 ${number}，由您办理。`, taken, "居民已知道有民警接手。");
  // Colleagues in a group need not read what it may be.
  if (taken.done.offence !== "proposed" || context.place !== "dm") return answer;
  return `${answer}\n${await askOffence(number, context)}`;
}

/** Takes the one report that waits near this officer, or the one urgent one; of several it asks which. */
async function takeWaiting(context: CommandContext): Promise<string> {
  const wanted = { whose: "near", filter: { statuses: ["received"] }, order: "to-do", limit: ROWS } as const;
  const { rows, total } = unlessRefused(await findReports(...acting(context), wanted));
  const [first, second] = rows.map((row) => row.report);
  if (!first) throw new UserFacingError("眼下没有待接的反映。");
  if (!second || (first.priority === "urgent" && second.priority !== "urgent"))
    return takeOne(first.number, context);
  if (context.place !== "dm") {
    throw new UserFacingError(
      `有${total}件待接，请写编号，例如「/认领 ${first.number}」。发「/列表 待接」看是哪些。`,
    );
  }
  await askWhich(
    rows.map(({ report }) => report.number),
    context,
  );
  const offices = context.bot.config.offices;
  const listed = rows.map(({ report }, i) => `${i + 1}　${noticeLine(report, offices)}`);
  return [`有${total}件待接，请写编号，或10分钟内回序号：`, ...listed].join("\n");
}

function askWhich(numbers: readonly string[], { bot, officer, now }: CommandContext): Promise<void> {
  const asked = { person: officer.id, kind: "choice", subject: `take:${numbers.join(",")}` } as const;
  return bot.store.tx(async (t) => {
    const question = ask(asked, await t.questions.of(officer.id), now);
    if (question) t.questions.put(question);
  });
}
