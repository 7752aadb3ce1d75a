/** Numbers that anybody may call, and that alerts and answers may therefore name. Sources: alerts/SOURCES.md. */
export const hotlines: ReadonlyMap<string, string> = new Map([
  ["110", "报警"],
  ["114", "查号"],
  ["119", "火警"],
  ["120", "急救"],
  ["122", "交通事故报警"],
  ["12110", "短信报警"],
  ["96110", "反诈专线"],
  ["12381", "涉诈预警短信"],
  ["12389", "公安机关举报投诉"],
  ["12123", "交通管理"],
  ["12306", "铁路客服"],
  ["12315", "消费者投诉"],
  ["12321", "骚扰电话和垃圾短信举报"],
  ["12329", "住房公积金"],
  ["12333", "人力资源社会保障"],
  ["12338", "妇女维权"],
  ["12339", "国家安全举报"],
  ["12345", "政务服务便民"],
  ["12348", "公共法律服务"],
  ["12355", "青少年服务"],
  ["12356", "心理援助"],
  ["12393", "医疗保障"],
  ["95598", "供电"],
]);

/** What is written like a number to call, and is no hotline of the list: mistyped, or a private one. */
export function findUnlistedHotlines(text: string): { index: number; number: string }[] {
  return [...text.matchAll(LIKE_A_HOTLINE)].flatMap(({ index, 0: number }) =>
    hotlines.has(number) ? [] : [{ index, number }],
  );
}

/** Five digits as hotlines have them, unless they count something; other short numbers only where one is told to call. */
const LIKE_A_HOTLINE =
  /(?<!\d)(?:12|9[56])\d{3}(?!\d|\s*[元块万人年月日米页字次件个名多余起])|(?<=(?:拨打|[打拨]|致电|热线|电话)[：:“「 ]?)(?<!\d)\d{3,6}(?!\d|\s*[元块万人年月日米页字次件个名多余起分折])/g;
