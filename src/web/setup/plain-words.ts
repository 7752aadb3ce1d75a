/** What the loader says of a key of the file, said of a field to whoever never sees the file. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^(?:没有填|要写文字|不能为空)/, "这里要填"],
  [/^role 只能是/, "选一个角色"],
  [/^没有渠道 qq/, "还没有接QQ：到「接QQ」选怎么接，不接就清空这里"],
  [/^没有渠道 wechat/, "不是群号的，是微信群名；还没有接微信：到「接微信」选，不接就清空这里"],
  [/^members 只能是/, "选一样"],
  [/^写警务室的名字/, "警务室的名字要填，里面要有字"],
  [/^address 和 match/, "群号或群名要填"],
  [/^url（正向）和/, "地址要填"],
  [/^反向连接/, "反向必须写 token（口令）"],
  [/^units 里没有|^没有警务室/, "「警务室」那一页没有这个名字，选一个，或到那一页加上"],
  [/^要写网关的 token|^要写 options/, "网关的口令要填"],
  [/^不能在 data 文件夹里面/, "不能放在数据的文件夹里面，最好在另一块盘上"],
  [/^要写文件夹的路径/, "要写文件夹的路径，例如 E:/备份 或 ./备份"],
  [/^用到环境变量|不会被替换/, "不能用 $、% 这样的写法，照原样打字"],
];

/** The sentence for a field; one that is plain already stays. */
export function inPlainWords(message: string): string {
  return sentences.find(([said]) => said.test(message))?.[1] ?? message;
}
