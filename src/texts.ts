/** zh-CN phrases that are used twice or more. */

export const privacySentence = "您的身份对外保密，仅本所经授权人员可查看。";
export const neverAsks = "我不会找您要钱、要验证码。";
export const notFound = (number: string) => `没有找到 ${number}。发「/列表」看手上的。`;
