import type { Danger } from "../understanding.ts";
import { phrases } from "./phrases.ts";

/** One sort of danger, told by three lists; see phrases.ts for how to write them. */
export interface DangerWords {
  readonly danger: Danger;
  /** Danger whatever stands beside it. */
  readonly always: RegExp;
  /** Danger, unless the same sentence says that it is past, feared, a drill, or only asked about. */
  readonly unlessOver: RegExp;
  /** Danger only where the same sentence says that it happens now. */
  readonly whenNow: RegExp;
}

const nothing = /(?!)/g;

/** The first that applies decides which sentence follows 110. */
export const dangers: readonly DangerWords[] = [
  {
    danger: "cannot-speak",
    always: phrases(`
      救命 救救我 救我 sos 别打电话 不要打电话…听 不能打电话 别回电话 不敢出声 不能出声 不能说话 不敢说话 不敢吭声 别鸣笛
      (他/她/他们/对方)(会/能)听见 (偷偷/悄悄)…(发/过来) 我…(躲/藏)(在)?…(厕所/柜/床/卧室/阳台/屋/家) (躲/藏)(在)?(衣柜/厕所/床底/床下) 我在…躲着
      (锁/关)在…(屋/厕所/房间/里头) 不让(我/我们)(走/下车/出去/离开) 不让…(才能走/不让走) 不让走…(看着/手机) 才能走 被(关/锁/控制/绑)
      (拉/带)到(荒地/野地/郊外) 限制…(自由/出门)
    `),
    unlessOver: phrases("被(关/锁)在 救命"),
    whenNow: nothing,
  },
  {
    danger: "suicide",
    always: phrases(`
      不想活 活不下去 活着没意思 活够了 想死了 想自杀 要自杀 (割/切)腕 (喝/吃)了…(农药/百草枯/敌敌畏/安眠药) 药…都吃了
      (喝/吃)(农药/百草枯/敌敌畏)…死 (安眠药/农药)…拿走 喝农药死 死(你/在你)…门口 烧炭 点着炭 结束(生命/一切/自己) 遗书 来世 下辈子
      (坐/站/爬)(在/到)…(楼顶/天台/桥栏杆/栏杆外) (跨/翻)过栏杆 (腿/脚)…(都在外头/在外面/悬空) 往下跳 从…(楼上/桥上)…跳 同归于尽 一了百了
    `),
    unlessOver: phrases(`
      要跳(楼/河/桥) 跳(楼/河)了 有人跳(楼/河) 想跳(楼/河) 自杀 轻生 上吊 寻短见 楼顶…(站/坐)(着/边) 楼顶有人 (喝/吞)药了 吃了…(整瓶/一瓶/一把)药
      对不起大家 别怪我家
    `),
    whenNow: nothing,
  },
  {
    danger: "fraud",
    always: phrases(
      "转到安全账户 转…安全账户 (开/打开)…共享屏幕 共享屏幕…(扣/转/卡) 不许联系任何人 正在…(转账/汇款) 正…人脸识别",
    ),
    unlessOver: phrases(`
      安全账户 (扣钱/扣款)…(一条接一条/不停) (一条接一条/不停)…(扣钱/扣款) 跟(骗子/客服/公安)…(通话/打电话/打语音/视频)
      不给就(发/群发)…(通讯录/家人/公司) 第#笔…(打过去/转过去) (去/到)银行(汇款/转账/取钱) 再转#…(退/提现/解冻) 骗子…(通话/视频/打电话)
      (要/让)(我/他/她)…(转账/汇款)
    `),
    whenNow: phrases(`
      让(我/他/她)…(转/汇)…(钱/款) 涉嫌洗钱 (公安/警察/检察院/法院)…(视频/洗钱/账户) 骗子 诈骗 刷单 网贷 裸聊
    `),
  },
  {
    danger: "fire",
    always: phrases("火…烧过来 火越来越大 快…灭火 着火了…快 着火…救"),
    unlessOver: phrases(`
      着火 失火 起火 走火 烧起来 燎着 火苗 冒(黑/浓)烟 (楼道/屋/家/电瓶/电表/房)…冒烟 冒烟…(楼道/屋/家/房) 起烟了
      (加油站/汽油/油枪)…(抽烟/抽着烟/点火/打火机) (抽烟/抽着烟)…(油枪/加油) 爆炸 煤气味 燃气味 液化气味 天然气味 (煤气/燃气/天然气/液化气)…(漏/泄/响/味) (锅/火)上…(炖/煮/烧/坐)着 (没/忘)关(火/煤气)
    `),
    whenNow: phrases("点火 冒烟 有烟"),
  },
  {
    danger: "violence",
    always: phrases(`
      (拿/提/举/握/持)着…(刀/斧/棍/枪/钢管/剪刀/砖/铁锨) 手里有(刀/剪刀/枪/棍) 拿刀…(砍/捅/追/逼/架/杀) 乱砍 砍人 捅人 捅了
      要(杀/砍死/弄死/打死)(我/人/他/她/我们) 非砍死 快…打死 往死里打 喊救命 打起来
      (掐/勒/卡)…脖子 (我爸/爸爸/老公/他)…打我(妈/妈妈) 在(踹/砸/撬)门 堵(在/着)…不让(我/我们)(走/进) 硬往车…拽 (拽/拖/拉)上车 绑架 劫持
      (家里/屋里)…进人 翻进来 闯进来 进来…翻东西 泼…(汽油/油漆)…(踹/砸/点) 不开门就 就点火
    `),
    unlessOver: phrases(`
      持刀 拿刀 拿(斧/棍/枪) 打架 打人 打我 打架斗殴 围殴 群殴 抢劫 抢…(包/手机/项链)…了 强奸 猥亵 绑走 动手打 家暴 要打(人/架/起来) 估计要打 都拿着
      (踹/砸)门 (砍/弄/打/整)死我 头上(都是血/流血) 拿(酒瓶/砖) 一车人…(钢管/棍) 威胁…杀 跟踪我 尾随我 跟着我…(走/不放)
      (小姑娘/女孩/孩子/小孩)…(开房/有泪/一直不说话)
    `),
    whenNow: phrases("(打/揍/砸)(人/我/他/她/得/呢) 堵门 闹事 推搡 动手"),
  },
  {
    danger: "injury",
    always: phrases(`
      不(省人事/呼吸/喘气) 没(呼吸/气/脉搏)了 快…(救护车/120) 快叫救护车 快不行了 昏倒 昏迷 晕倒 口吐白沫 心脏病犯 抽搐 流了好多血 大出血
      (人/他/她/老人)…躺…不动 一动不动 触电 掉(河/井/坑/机井/水库/湖/沟/粪池)里 掉(机井/水库/水塘)…里 掉水 落水 溺水了
      (困/夹)(了/在)…(电梯/车/人) 电梯…困 被(埋/压)在
    `),
    unlessOver: phrases(`
      受伤 流血 溺水 中毒 骨折 摔倒起不来 起不来…(血/疼) 撞(了/到/倒/住)…(人/骑/老人/孩子/电车/三轮) 车祸 (独居/老人/奶奶/爷爷)…没下楼
      敲门没人应 没人应…味 被…(咬/捅/砍)伤 煤气中毒 喘不上气 胸口疼 要生了 羊水 塌…(压/埋)
    `),
    whenNow: phrases("(血/伤/晕/摔/撞/疼)"),
  },
  {
    danger: "missing",
    always: nothing,
    unlessOver: phrases(`
      (孩子/小孩/娃/娃娃/儿子/闺女/女儿/孙子/孙女/弟弟/妹妹/男孩/女孩/老人/老头/老太/爹/爸/妈/娘/奶奶/爷爷)…(不见了/走丢/走失/丢了/找不到/找不着/没影)
      (孩子/小孩/娃/儿子/闺女/女儿/孙子/孙女/弟弟/妹妹)…(没回家/没回来/没到校/没到家/失踪/联系不上)
      (老年痴呆/痴呆/糊涂)…(没回/出门/走) 到现在没回(来/家) 出门…没回(来/家) 一转(脸/眼/身)…(没/不见) 人不见了 失踪 走丢 走失
    `),
    whenNow: nothing,
  },
  {
    danger: "crime",
    always: phrases("(小偷/贼)…(正在/在我)…(撬/翻/偷) 撬门呢 在撬(门/锁) 快来…(偷/抢/赌/抓) (偷/抢/赌)…快来"),
    unlessOver: phrases("(小偷/贼)…(翻/爬)(墙/窗/进) (小偷/贼)进 抓住(小偷/贼/一个偷)"),
    whenNow: phrases(`
      在偷 偷…(呢/东西/车/电缆/井盖/钱/羊/牛/菜/油) (小偷/贼) 偷…了 剪…(电缆/线) 拉车门 撬 扒窃 掏…包 赌 推牌九 吸毒 嫖 卖淫 贩 站都站不稳 (喝/酒)…(开车/拉客/上路) 酒驾 醉驾 电鱼 砸车 划车 破坏 放火
      拐 抢
    `),
  },
];

/** It surely happens now, whatever else the sentence tells of earlier days. */
export const rightNow = phrases(`
  正在 这会 此刻 马上 立刻 赶紧 赶快 快来 快点 快…来 快快 速来 刚刚 又来了 又在 我跟着(呢)? 正…呢 眼下 正(热闹/打/赌/偷/弄/剪/砸/撬)
`);

/** It happens now, unless the sentence also speaks of earlier days. */
export const now = phrases(`
  现在 刚才 还在 刚(下车/一个/进/从/来/出) 听得真 往…(走/去/跑)了 今(天/儿)又
`);

/** It is settled or only practised, even where the sentence goes on with what is now. */
export const settled = phrases(`
  过去了 那事 年的事 没事了 都好了 扑灭 灭了火 找到了 找着了 找回 虚惊 和好 演习 演练 拍戏 没真 没着火 没(什么/啥)危险 跳楼价 跳楼梯 跳楼机
`);

/** The sentence speaks of something past, dealt with, feared, practised or asked about in general. */
export const over = phrases(`
  昨 前天 大前天 前年 去年 上周 上个月 上月 上星期 上礼拜 上次 上回 那次 那时候 那年 以前 从前 之前 #年前 #个月前 #天前 #年了 年前 周前 几年 年的事
  已经(灭了/处理/解决) 受过 打过 着过 处分
  培训 讲座 预防 防范 怎么防 咋防 如何防 讲防 防溺水 作业
  要是 万一 怕 担心 早晚 迟早 说不定 会不会 容易 差点 小心 怎么跟 原因 的事处理 赔 案底 证明 记录
`);

/** Whoever did it is gone: what else needs a "now" is no danger any more. */
export const gone = phrases("(人/已经/现在/就/都/圈)走了 (已/已经)(劝离/离开/跑) 跑了 不在了 走了以后");
