import { fold } from "../understanding/fold.ts";

/** Longer messages say something else as well. */
const LONGEST = 20;

const US =
  "你们?|您们?|恁们?|侬|咱们?|派出所|所里|警察|民警|公安|那边|到底|究竟|还|都|就|咋|怎么|为[啥何]|为什么|是不是|能不能|能|请|麻烦|快|赶紧|我说的?|我发的?|我报的?|我反映的?|消息|信息|话|照片|视频|语音|事|有人|人";
const ENDS = "[啊呀呢吧嘛了的哦哈]*";

/** 「收到没」, 「看到了吗」 */
const RECEIVED = whole(
  `(?:${US})*(?:收到|看到|看见|听到|记下|登记上?|在看|看)(?:我的消息|我[说发]的)?了?(?:没有?|吗|么|不)`,
);
/** 「转人工」, 「找个真人」, 「我要跟民警说」 */
const PERSON = whole(
  "(?:我要?|我想|请|麻烦|给我|帮我|能不能|能)*(?:转|转接|找|叫|换|要|跟|和|与|让)(?:个|下|一下|一个|你们)*(?:人工|真人|活人|民警|警察|警官|客服)(?:客服|服务|来|说|说话|聊|讲|接|回)?(?:一下|话|我)*(?:吗|行吗|可以吗)?|人工(?:客服|服务)?|人工在吗",
);
/** 「恁到底管不管」, 「咋没人理」 */
const NEGLECTED = whole(
  `(?:${US})*(?:管不管|管没管|管不|管吗|不管|管一管|[没有]人(?:管|理|回|问|看)|不理我?|理不理|不回(?:话|复|我|信)*|回个话|回话|给个(?:话|准话|说法|回复)|有没有人(?:管|理|在管)?)(?:我|这事|一下|没有?|吗|么|不)*`,
);

/** Whether the whole message asks whether somebody is there, has it, or does something: they want a person. */
export function wantsPerson(text: string): boolean {
  const said = bare(text);
  return said !== undefined && [RECEIVED, PERSON, NEGLECTED].some((words) => words.test(said));
}

const PHONE =
  /^(?:(?:你们?|您们?|恁们?|咱们?|请问|问下|问一下|我想问|想问|麻烦|的|派出所|警务室|所里|值班室|窗口|户籍室|办公|值班|联系)*)(?:电话|座机|联系方式|电话号码?)(?:号码?)?(?:是|有)?(?:多少|几多|啥|什么|哪个|几号|没有|吗|呢|给我|给一下|发我|发一下|给个|告诉我|说下|说一下|一下)*[啊呀吧]*$/;
/** Whose telephone, or what to do about it. */
const NAMES_US = /派出所|警务室|所里|值班|窗口|户籍室|[你您恁咱]/;

/** Whether the whole message asks for the station's telephone. */
export function wantsPhone(text: string): boolean {
  const said = bare(text);
  if (said === undefined || !PHONE.test(said)) return false;
  return NAMES_US.test(said) || /多少|几多|啥|什么|几号|给|发我|告诉/.test(said);
}

/** 「不是这个」: what was answered is not what they asked. */
const NOT_THIS = whole(
  "(?:我)?(?:问|说|要)的?(?:不是这个|不是这|的不对)|不是(?:问|说|要)?(?:这个|这|我问的|我要的)|答非所问|不对|答错了?|没答对|没用|看不懂|没看懂|没说清楚?",
);

export function saysNotThis(text: string): boolean {
  const said = bare(text);
  return said !== undefined && NOT_THIS.test(said);
}

function whole(words: string): RegExp {
  return new RegExp(`^(?:${words})${ENDS}$`);
}

/** Its letters alone; `undefined` where it is too long to be nothing else. */
function bare(text: string): string | undefined {
  if (text.length > LONGEST * 2) return undefined;
  const said = fold(text).replace(/[^\p{L}\p{N}]/gu, "");
  return said.length > 0 && said.length <= LONGEST ? said : undefined;
}
