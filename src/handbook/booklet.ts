import { answerText, type HandbookAnswer, type StationNumbers } from "../domain/handbook.ts";

export interface BookletStation extends StationNumbers {
  readonly name: string;
  /** When it is printed, as it stands on the cover, e.g. `2026年11月`. */
  readonly month: string;
}

/** One chapter of the booklet. */
interface Chapter {
  readonly series: string;
  /** The number of its first question; all are numbered through, because a browser knows no pages for the contents. */
  readonly first: number;
  readonly answers: readonly HandbookAnswer[];
}

/** The whole handbook as an HTML page that prints as an A5 booklet: cover, contents, a chapter a series. */
export function bookletHtml(answers: readonly HandbookAnswer[], station: BookletStation): string {
  const all = chapters(answers);
  const contents = all
    .map(
      ({ series, first, answers }, i) =>
        `<li><a href="#c${i}">${escapeHtml(series)}</a><span>${first}–${first + answers.length - 1}</span></li>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${escapeHtml(station.name)} 警民手册</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>警民手册</h1>
<p class="lead">${answers.length}个常见问题</p>
<p class="help">报警<b>110</b>　火警<b>119</b>　急救<b>120</b><br>反诈<b>96110</b>　短信报警<b>${escapeHtml(station.sms110)}</b></p>
<p>${escapeHtml(station.name)}${station.phone ? `<br>电话 ${escapeHtml(station.phone)}` : ""}</p>
<p class="month">${escapeHtml(station.month)}</p>
</header>
<nav>
<h2>目录</h2>
<ol>
${contents}
</ol>
</nav>
${all.map((chapter, i) => chapterHtml(chapter, i, station)).join("\n")}
</body>
</html>
`;
}

function chapterHtml({ series, first, answers }: Chapter, index: number, station: StationNumbers): string {
  const entries = answers.map(
    ({ title, text }, i) =>
      `<article><h3>${first + i}. ${escapeHtml(title)}</h3><p>${escapeHtml(answerText(text, station)).replaceAll("\n", "<br>")}</p></article>`,
  );
  return `<section id="c${index}">\n<h2>${escapeHtml(series)}</h2>\n${entries.join("\n")}\n</section>`;
}

/** The longest chapter first; within one, by file name. */
export function chapters(answers: readonly HandbookAnswer[]): Chapter[] {
  const bySeries = new Map<string, HandbookAnswer[]>();
  for (const answer of answers) bySeries.set(answer.series, [...(bySeries.get(answer.series) ?? []), answer]);
  let next = 1;
  return [...bySeries]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([series, answers]) => {
      const first = next;
      next += answers.length;
      return { series, first, answers };
    });
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Large type, one colour: read by old people, copied on the station's own printer. */
const STYLE = `
@page { size: A5; margin: 14mm 13mm 15mm; @bottom-center { content: counter(page); font-size: 9pt; color: #555; } }
@page :first { @bottom-center { content: none; } }
:root { font: 12pt/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #111; }
body { margin: 0 auto; max-width: 122mm; }
header { display: flex; flex-direction: column; justify-content: center; text-align: center; min-height: 178mm; }
header h1 { font-size: 34pt; letter-spacing: .2em; text-indent: .2em; margin: 0; color: #123a7a; }
header p { margin: 7mm 0 0; font-size: 14pt; }
header .help { border: 1.5pt solid #123a7a; border-radius: 3mm; padding: 4mm 2mm; }
header .help b { font-size: 18pt; padding-left: 1mm; color: #123a7a; }
header .lead, header .month { color: #555; font-size: 12pt; }
nav, section { break-before: page; }
nav ol { padding-left: 1.6em; }
nav li { margin: 2.5mm 0; }
nav li span { float: right; color: #555; }
nav a { color: inherit; text-decoration: none; }
h2 { font-size: 18pt; color: #123a7a; border-bottom: 1.5pt solid #123a7a; margin: 0 0 5mm; break-after: avoid; }
article { break-inside: avoid; margin: 0 0 5mm; }
h3 { font-size: 13pt; margin: 0 0 1mm; break-after: avoid; }
article p { margin: 0; }
`;
