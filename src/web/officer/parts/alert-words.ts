import type { MonthSlot } from "../../../alerts/alert-month.ts";
import type { AlertState } from "../../../domain/alert-moves.ts";
import type { AlertCategory, Severity } from "../../../domain/alerts.ts";
import type { DeliveryState } from "../../../domain/deliveries.ts";

type Look = "" | "good" | "soon" | "bad" | "new" | "quiet";

/** What an alert's state is called, and how its badge looks. */
export const alertStateWords: Record<AlertState, readonly [string, Look]> = {
  draft: ["草稿", ""],
  "pending-approval": ["等人批", "soon"],
  approved: ["批准了，等着发", "new"],
  broadcasting: ["正在发", "new"],
  completed: ["发完了", "good"],
  returned: ["退回了", "bad"],
  rejected: ["没批准", "bad"],
  cancelled: ["取消了", "bad"],
  expired: ["过了时间", "bad"],
};

export const deliveryWords: Record<DeliveryState, readonly [string, Look]> = {
  pending: ["等待", ""],
  sending: ["在发", "new"],
  sent: ["已发", "good"],
  failed: ["失败", "bad"],
  unknown: ["不明", "soon"],
  expired: ["过期", "bad"],
  cancelled: ["取消", "bad"],
  "posted-by-hand": ["手工发了", "good"],
  "not-wanted": ["没要", ""],
};

export const slotWords: Record<MonthSlot["state"], readonly [string, Look]> = {
  coming: ["待发", ""],
  fired: ["发了", "good"],
  missed: ["没发", "bad"],
  "no-group": ["没有这样的群", "quiet"],
  held: ["等批准", "soon"],
};

export const severityWords: Record<Severity, string> = {
  Extreme: "特急（夜里也发）",
  Severe: "要紧",
  Moderate: "一般",
  Minor: "平常",
  Unknown: "没定",
};

export const alertCategoryWords: Record<AlertCategory, string> = {
  Geo: "地质",
  Met: "天气",
  Safety: "安全",
  Security: "治安",
  Rescue: "救援",
  Fire: "消防",
  Health: "健康",
  Env: "环境",
  Transport: "交通",
  Infra: "水电",
  CBRNE: "危险品",
  Other: "其他",
};
