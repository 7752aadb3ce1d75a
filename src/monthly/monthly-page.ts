import { type PublicRow, publicCountWords } from "../domain/disclosure.ts";
import { timeLines } from "../domain/monthly-figures.ts";
import { type MonthlyReport, monthWords } from "../domain/monthly-report.ts";
import type { PageSection, PicturePage } from "../domain/picture-page.ts";
import { inZone } from "../lib/time.ts";

const NOTE = "不到5件的和旁边的合在一起说，免得看出是谁。涉及隐私的不统计，投诉年底合起来说一次。";
const THANKS = "谢谢每一位把情况告诉我们的居民。";
const ASK = "您那件办到哪了，私聊警民小助手发「进度」；换了号，私聊发查询码也行。";

/** A monthly report as it is read: the same on the page and in the picture. */
export function monthlyPage(
  report: MonthlyReport,
  station: { readonly name: string; readonly timezone: string },
  now: Date,
): PicturePage {
  const { month, figures, alerts, ledgers, lines, leftOut, texts, publishedAt, cleared, correction } = report;
  const times = timeLines(figures);
  const day = (at: string | Date) => inZone(at, station.timezone).format("YYYY年M月D日");
  const shown = lines.filter((_, i) => !leftOut.includes(i));
  const sections: (PageSection | false | undefined)[] = [
    correction && { heading: "更正", texts: [`${day(correction.at)}：${correction.text}`] },
    texts.foreword !== undefined && { texts: [texts.foreword] },
    { heading: "大家反映了什么", rows: rowsOf(figures.categories), note: NOTE },
    figures.offices.length > 0 && { heading: "是哪个警务室的", rows: rowsOf(figures.offices) },
    {
      heading: "办得怎样",
      rows: rowsOf(figures.outcomes),
      note: `截至${day(composedAt(report) ?? now)}。${ASK}`,
    },
    texts.whyNot !== undefined && { heading: "没办成的，为什么", texts: [texts.whyNot] },
    times.length > 0 && { heading: "多久有回音", texts: times },
    shown.length > 0 && {
      heading: "在群里说过的",
      texts: shown.map(({ office, text }) => `${office}：${text}`),
    },
    {
      heading: "发给大家的提示",
      texts: [alerts.sent > 0 ? `${alerts.sent}条，到${alerts.groups}个群。` : "这个月没有发。"],
    },
    ledgers.length > 0 && {
      heading: "平时做的",
      rows: ledgers.flatMap(({ title, count, choices }) => [
        [title, publicCountWords(count, "条")] as const,
        ...choices.flatMap(({ title: field, rows }) =>
          rowsOf(rows).map(([name, value]) => [`${title}·${field}：${name}`, value] as const),
        ),
      ]),
    },
    figures.complaints !== undefined && {
      heading: "全年的投诉",
      texts: [`${publicCountWords(figures.complaints)}。`],
    },
    texts.next !== undefined && { heading: "下个月打算做的", texts: [texts.next] },
    { heading: "感谢", texts: [texts.thanks ?? THANKS] },
    cleared?.shown && { texts: [`分局${cleared.by}已审（${cleared.on}）`] },
  ];
  return {
    title: "向人民报告",
    subtitle: monthWords(month),
    sections: sections.filter((one) => one !== false && one !== undefined),
    station: station.name,
    date: day(publishedAt ?? now),
  };
}

function rowsOf(rows: readonly PublicRow[]): (readonly [name: string, value: string])[] {
  return rows.map(({ names, count }) => [
    names.length > 1 ? `${names.join("、")}（合在一起）` : (names[0] ?? ""),
    publicCountWords(count),
  ]);
}

/** When its figures were frozen. */
function composedAt({ steps }: Pick<MonthlyReport, "steps">): string | undefined {
  return steps.findLast(({ move }) => move === "compose")?.at;
}
