import type { Danger } from "./understanding.ts";

/**
 * How the answer begins where somebody is in danger: at most two lines, 110 first. It promises nothing that no person
 * has done yet. `sms110` is the number that takes text messages for 110 there, e.g. `12110375`.
 */
export function dangerAdvice(danger: Danger, { sms110 }: { readonly sms110: string }): string {
  switch (danger) {
    case "violence":
      return `请立即拨打110，先躲到安全的地方。\n不能出声就发短信到${sms110}，写清地址。`;
    case "cannot-speak":
      return `请立即拨打110，不能出声就发短信到${sms110}，写清地址。\n手机调静音。`;
    case "fire":
      return "请立即拨打110、119！人先出来，不要回去拿东西。\n闻到煤气，别开灯、别打火，到外面再打电话。";
    case "injury":
      return "请立即拨打110、120！说清在哪儿、伤着哪儿。\n先别挪动伤者；有人落水，别下水，扔绳子、竿子。";
    case "suicide":
      return "请立即拨打110、120！有人愿意帮您，别一个人扛。\n身边有人的，陪着，收起刀、药，别刺激。";
    case "missing":
      return "请立即拨打110！找人不用等24小时。\n说清多大年纪、穿什么、最后在哪儿，家里留人。";
    case "fraud":
      return "请立即拨打110！先挂断，别转钱，拿不准打96110。\n已经转了，跟110说：钱刚转走，赶紧拦。";
    case "crime":
      return "请立即拨打110，说清在哪儿、几个人。\n别上前，记住样子、车牌和去向。";
  }
}
