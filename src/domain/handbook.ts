/** One question that residents ask, and what the station answers to everybody. */
export interface HandbookAnswer {
  /** The file's name without `.md`; what other records name it by. */
  readonly slug: string;
  /** The question. */
  readonly title: string;
  /** Other ways to ask it. */
  readonly ask: readonly string[];
  /** Its chapter. */
  readonly series: string;
  /** `YYYY-MM` in which a person last made sure that it is right. */
  readonly checked: string;
  /** Differs by place or changes: the text refers to the counter. */
  readonly local: boolean;
  /** As written, with its placeholders; see `answerText`. */
  readonly text: string;
}

/** What the placeholders of an answer stand for. */
export interface StationNumbers {
  /** The station's telephone; `undefined` where the configuration names none. */
  readonly phone?: string | undefined;
  /** The number that takes emergency texts, e.g. `12110375`. */
  readonly sms110: string;
}

/** Placeholders as an author writes them in a text. */
export const answerPlaceholders = ["{电话}", "{短信报警}"] as const;

/** What an answer with `local` must say, so that nobody takes it for the last word. */
export const COUNTER_DECIDES = "以窗口答复为准";

/** The chapter before whose answers the counter's line is put. */
export const COUNTER_SERIES = "户籍证件";

/** Longest answer in characters without white space, its numbers filled in. */
export const ANSWER_LIMIT = 120;

/** An answer as residents read it. Without a telephone `，电话{电话}` goes, and a bare `{电话}`. */
export function answerText(text: string, { phone, sms110 }: StationNumbers): string {
  const withPhone = phone ? text : text.replaceAll("，电话{电话}", "");
  return withPhone.replaceAll("{电话}", phone ?? "").replaceAll("{短信报警}", sms110);
}

/** Characters as residents count them: no white space, a telephone as twelve, the emergency texts' number as eight. */
export function answerLength(text: string): number {
  const filled = answerText(text, { phone: "0000-0000000", sms110: "12110000" });
  return [...filled.replace(/\s/g, "")].length;
}
