/**
 * What an admin of the station is to do about a code (`errcode`) of the interfaces of WeCom; the codes and what they mean
 * are those of the global table in its documents (developer.work.weixin.qq.com, 全局错误码), as they were in November 2026.
 */
const advice: Readonly<Record<number, string>> = {
  [-1]: "企业微信自己忙不过来，会自动再试；半小时还不好，看它的公告。",
  40001: "secret 不对：在管理后台这个应用的页面上重新查看，改好环境变量后重启。",
  40003: "有一位民警的 userid 不在通讯录里：核对 jingmin.yaml 里的账号。",
  40013: "corpId 不对：在「我的企业 → 企业信息」最下面核对，改好 jingmin.yaml 后重启。",
  40014: "access_token 被别的程序换掉了：同一个应用的 secret 不要给别的程序用。",
  40056: "二维码或凭证过期了：重新做一次 jingmin qr。",
  41001: "调用时没有带 access_token：重启机器人；还不好，告诉维护的人。",
  41048: "客户群这几天的群发次数用完了：按管理后台的规定改小 perDay、perMonth。",
  42001: "access_token 过期，会自动换新的；一直这样，请校准值班电脑的时间。",
  45009: "调用得太勤，过一会儿自动再试：微信客服的把 poll 写大，或改用回调。",
  45033: "同时调用太多，过一会儿自动再试。",
  48002: "这个应用没有权限：请科信部门在管理后台把它加进「可调用接口的应用」。",
  50001: "回调的域名没有登记：请科信部门在应用的页面上登记。",
  60011: "这个应用管不到那位民警或那个群：在应用的「可见范围」和客户联系的「使用范围」里加上。",
  60020: "值班电脑的公网 IP 不在「企业可信IP」里：请科信部门加上；宽带换了 IP 的要重新加。",
  60030: "应用停用了：请科信部门在管理后台启用。",
  60111: "有一位民警的 userid 不在通讯录里：核对 jingmin.yaml 里的账号。",
  84061: "那位不是所里的客户了：不用管，他再来就好了。",
  95000: "openKfId 不对，或客服账号删了：在「微信客服」里核对，改好 jingmin.yaml 后重启。",
  95004: "openKfId 不对，或客服账号删了：在「微信客服」里核对，改好 jingmin.yaml 后重启。",
  95013: "会话已经由人工接待：等对方再发消息，或在企业微信里结束接待。",
  95017: "客服账号没有设成「通过 API 管理」：请科信部门在「微信客服 → API」里设。",
  95018: "会话由人工接走了，机器人发不进去：等对方再发消息。",
  301002: "没有权限用这个接口：请科信部门看应用的权限，以及企业有没有通过验证。",
};

/** The sentence for a channel's fault `wecom-60020`; of a code that is not in the table, where to look it up. */
export function wecomAdvice(fault: string): string | undefined {
  const [, code] = /^wecom-(-?\d+)$/.exec(fault) ?? [];
  if (code === undefined) return undefined;
  return (
    advice[Number(code)] ??
    `企业微信报错 ${code}：到 developer.work.weixin.qq.com 的「全局错误码」里查，照它说的办。`
  );
}
