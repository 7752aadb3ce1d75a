import { phrases } from "./phrases.ts";

/** Words of courtesy and address; a message of nothing but these and a greeting is a greeting. */
export const courtesy = phrases(`
  (警察/民警/警官)(同志/叔叔/蜀黍/阿姨/大哥/姐姐/哥哥)? 警察 民警 警官 同志 叔叔 蜀黍 小同志 老师 领导 你们 您们 各位 大家 朋友们 兄弟 大哥 大姐
  不好意思 打扰了 打扰 麻烦了 麻烦您了 请问 那个 哦 噢 啊 呀 呢 吧 嘛 哎 诶 哟 喂 了 您 你 喂
`);

export const greetings = phrases(`
  你好 您好 大家好 喂 (早/早上/上午/中午/下午/晚上)好 早安 晚安 早 嗨 哈喽 哈啰 hello hi 在吗 在不 在么 在没 在不在 有人吗 有人没 有人不 在这儿没 在这没
  有人…(值班/上班)(没/吗/不) 有人在(这儿)?(吗/没/不) 这(是/里是)派出所的?(微信/号/qq)?(吗/不) 是派出所(吗/不) 好
  新年(好/快乐) (节日/中秋/国庆/端午/元旦/春节)快乐 新的一天 祝(您/你/大家)? 平安 健康 万事如意 幸福 吉祥 周末愉快
`);

/** Opens a message of thanks. */
export const thanks = phrases(
  "谢谢 多谢 感谢 谢了 谢啦 辛苦 多亏 太感激 感激 谢过 锦旗 3q thx thanks thank 你们真好 有你们真好 帮了大忙",
);

/** Asks what became of one's own earlier report. */
export const progress = phrases(`
  进度 进展 有(结果/消息/回音/信/眉目/说法)(没/吗/了/不) 有没有(结果/消息/回音/信/下文) 没有消息 到哪(一)?步 处理(了/得/的)?(怎么样/咋样/没有/没/吗/了吗/了没) 到底处理 办(得/的)?(怎么样/咋样)
  查(得/的)?(怎么样/咋样/清楚没) 查出来(没/了吗/没有) 抓(到/住)(没/了吗/没有) 找(着/到)(没/了吗) 找(着/到)(没/了吗/没有) 咋样了 怎么样了 (啥/什么)情况了 (没人/没)…(回话/回信/回复我/理我) 去看了(没/吗) (去/来)处理了(没/吗)
  查…我报的 我(报/反映/举报)的…(呢/咋/怎么) 等…信儿 我报的案…查 受理了(没/吗) 立案了(没/吗) 解决了(没/吗) 有人管(了)?(没/吗) 管了(没/吗) 落实了(没/吗)
`);

/** Tells which of one's own is asked about. */
export const refersBack = phrases("那个 那事 的事 (说/报/反映/举报)的 上次 编号 的案 案子 r#");

/** Takes an earlier report back. */
export const withdrawal = phrases(`
  撤销 撤回 撤案 撤诉 撤了吧 不举报了 不报了 不报警了 不追究 不告了 不投诉了 (我/那个/那事/就)…算了 不用(来/查/办/问/管/处理/找/麻烦)…了 不用来了 别(来/查/找/管)了
  发错(了/人) 发错了 按错 点错 弄错了 搞错了 别当真 当我没说 不麻烦你们 自己(解决/处理)了 删了吧 误会一场
`);

/** Opens a message that adds to the previous one. */
export const supplement = phrases(`
  补充 再补 再加 再说一(条/点/个) 更正 纠正 对了 还有就是 还有个事 还有一点 另外补 接着上 接上 上一?条 上面(那/说) 刚才?(忘/漏/没说) 刚才(忘/漏/没说/说的/说那/那条/那个/打错/写错/发的)
  刚(忘/说的/漏/打错) 说错了 忘(了)?(说/写/讲/提/发/告诉) 这是刚才 这是刚 就是刚才说 (地址/电话/门牌/车牌/时间)(写/打/说/发)错
`);

/** Asks how to guard against something: advice, whoever it is for. */
export const advice = phrases(
  "(咋/怎么/怎样/如何)(防/预防/防范/识别/辨别/分辨/避免) 防…(知识/资料) (防拐/防骗/防火/安全)…知识 怎么跟…讲",
);

/** General advice or information of the office. */
export const handbook = phrases(`
  (发/有没有/给)…宣传(单/册/资料) (有没有/发个/给个/发点)…资料 发个…看 安全(知识/常识/提示)
  (要/需要/需/带/拿)(带)?(啥/什么/哪些)(材料/手续/证件/东西)? (需要/要)(啥/什么/哪些) (要/带/拿)(啥/什么/哪些)(材料/手续/证件) 哪些(材料/手续) 几点(上班/下班/开门/关门/开始) 上班(不/吗/没) 开门(不/吗) 上班时间 办公时间
  派出所在哪 (在/去)(哪儿/哪里/哪)(办/交/领) 地址在哪 怎么走 坐几路 (值班/警务室/派出所/你们)…(电话/号码)(多少/是多少) 电话多少 多少钱 要钱不 收费(吗/不/标准) 几岁(能/可以) 多久能(办/拿) (补办/办理/办)…要多久 几天能(办/拿) (怎么/咋/如何)联系 咋(补/弄手续) (怎么/如何)(办理/补办/预约) 能在网上办
`);

/** Words that make a question one's own case, which an officer must answer. */
export const ownCase = phrases(`
  我(家/的/儿/闺女/女儿/孙/爹/妈/爸/老公/媳妇/弟/哥/姐/妹/外甥/邻居/户口/开/想改/签/收养/有/在/人/这种/朋友/情况) 我(家/儿/闺女/女儿/孙/爹/外甥/邻居/户口/开了/有/人在/这种)
  替我 帮我 算不算 还能用 你们所办 前科 案底 取保 拘留 判了 罚款 扣着
`);

export const menu = phrases(
  "菜单 功能 help 使用说明 (咋/怎么/如何)(用/使/操作) (咋/怎么/如何)(用/使/操作) 不会(弄/用) (这/这个/这玩意/这东西)…(咋整/咋弄/咋用) (这个/这玩意/这东西)…(咋整/咋弄/咋用) 怎么(举报/报警/投诉) 咋(举报/报警/投诉) 能(干啥/干什么/做什么/干嘛) 会(干啥/干什么/做什么) 有啥(功能/用)",
);

/** Rates the service. */
export const rating = phrases(
  "(非常/很/比较/十分/特别)?不?满意 #颗?星 (打/给)…#分 好评 差评 服务…(好/得劲/差/不错) #分",
);

/** Small talk and tests. */
export const chatter = phrases(`
  吃了(没/吗/不) 吃(啥/什么) 吃饭了 (真/好/可/天)(冷/热) (今/天)…(真冷/真热/不赖/不错) 哈哈 呵呵 嘿嘿 嘻嘻 写(首/个/一首)(诗/歌/故事/代码) 写(首/个/一首)(诗/歌/故事/代码) 讲(个/一个)(笑话/故事) 你是(真人/机器/人) 你是(真人/机器/人工/ai) 真人还是 你叫(什么/啥) 多大了 无聊
  test 测试
`);

/** An answer of no content. */
export const acknowledgement = phrases(
  "好的 好嘞 好呢 好 嗯 嗯嗯 哦 噢 行 中 可以 知道了 明白 明白了 收到 了解 ok okk okay 1 对 是的 是 不是 没有 没 没事 有 不用 不用了 拜拜 再见 bye",
);

/** Asks for something or tells of trouble: with these, thanks are only manners. */
export const request = phrases(`
  建议 举报 投诉 反映 报警 求助 能不能 可不可以 能否 帮忙 求 希望 咋(办/弄/回事) 怎么(办/回事) 吗 么 请问 管管 管不管 处理一下 来一趟 但是 可是 不过
  又 还是 还没 还在 钱没了 骗了 只(希望/求) 被(偷/骗/打/抢) 有人
`);

/** Advertisements. */
export const advertisement = phrases(`
  诚招 代理 月入 加(v/vx/微信/微/我微信)…(领/赚/咨询/了解/:) 日结 (兼职/动动手指)…赚 招聘 领取…红包 先到先得 优惠 扫码领 代办…(贷/证) 低息 点击链接
`);

/** Orders to a machine, which are none to us. */
export const attack = phrases(`
  忽略(之前/以上/前面)…(指令/提示) 忽略(之前/以上/前面)…(指令/提示) 系统提示词 system prompt 扮演
`);

/** With these it is no idle talk, however it looks. */
export const matterOfPolice = phrases("有人 举报 反映 报警 偷 骗 抢 救 被 欠 赌 吵");
