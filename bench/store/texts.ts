import type { Category } from "../../src/domain/reports.ts";

const places = [
  "矿工路",
  "新程街",
  "体育场东门",
  "光明路",
  "联盟路",
  "曙光街",
  "建设路",
  "园林路",
  "凌云路",
  "和顺苑北区",
  "锦绣家园",
  "李庄村",
  "平安里",
  "实验小学",
  "第三中学",
  "农贸市场",
  "长途汽车站",
  "人民公园",
  "河堤路",
  "铁路桥下",
];
const spots = [
  "3号楼2单元",
  "门口",
  "地下车库",
  "路口西南角",
  "小广场",
  "五楼东户",
  "后巷",
  "公交站",
  "楼顶平台",
  "充电棚",
];
const matters: readonly (readonly [Category, string])[] = [
  ["tip", "有人晚上聚在一起打牌赌钱，进出的人很多，门口还有人放哨"],
  ["tip", "有个门面收来路不明的电缆和井盖，半夜用三轮车拉进去"],
  ["suggestion", "路灯坏了三盏，老人晚上出门看不见，希望协调一下尽快修"],
  ["suggestion", "学校放学的时候车太多，能不能安排人疏导一下交通"],
  ["help", "电动车昨天夜里停在楼下，早上起来就不见了，白色的，后面有个儿童座椅"],
  ["help", "老人出门买菜到现在没有回来，穿一件深蓝色棉袄，说话有点糊涂"],
  ["dispute", "楼上每天半夜搬东西跺脚，说过好几次都不听，还骂人"],
  ["dispute", "因为停车的事吵起来了，对方堵着我的车不让走，要我赔三百块"],
  ["complaint", "上个星期来登记的时候让我跑了两趟，窗口的人说话不耐烦"],
  ["inquiry", "孩子落户需要带什么材料，外地的结婚证能不能用，周末上不上班"],
  ["inquiry", "身份证丢了怎么补办，需要本人去吗，多长时间能拿到"],
  ["suspicious", "有个陌生人连着两天在楼道里转，挨家看门牌，还拍照"],
  ["suspicious", "一辆没有牌照的面包车停了好几天，车窗都用报纸糊着"],
];
const endings = [
  "麻烦你们来看看。",
  "希望尽快处理，谢谢。",
  "不要说是我说的。",
  "我电话一直开着。",
  "邻居们都知道这件事。",
  "已经跟物业说过了，没有用。",
];
const replies = [
  "已联系物业，今天下班前清理。",
  "民警已到现场，正在核实。",
  "请带身份证到警务室来一趟。",
  "双方已经谈好，谢谢配合。",
];

export interface Words {
  readonly category: Category;
  readonly place: string;
  readonly said: string;
  readonly reply: string;
}

function pickOf<T>(of: readonly T[], random: () => number): T {
  return of[Math.floor(random() * of.length)] as T;
}

/** What one resident writes, and what an officer answers. Every 2,000th says 「鳄鱼」: the rare term of the bench. */
export function words(i: number, random: () => number): Words {
  const [category, matter] = pickOf(matters, random);
  const place = `${pickOf(places, random)}${Math.floor(random() * 120) + 1}号`;
  const said = `${place}${pickOf(spots, random)}${matter}。${random() < 0.5 ? `大概是${Math.floor(random() * 24)}点${Math.floor(random() * 60)}分的事。` : ""}${pickOf(endings, random)}${i % 2000 === 7 ? "好像看见一条鳄鱼。" : ""}`;
  return { category, place, said, reply: pickOf(replies, random) };
}
