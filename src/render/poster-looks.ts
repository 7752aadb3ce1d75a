import type { AlertCategory } from "../domain/alerts.ts";

/** Name, colour (at least 4.5 : 1 against white, WCAG 2.1) and Bootstrap icon of each CAP category. */
export const posterLooks: Record<AlertCategory, readonly [name: string, colour: string, icon: string]> = {
  Geo: ["地质提示", "#7a4a12", "geo-alt-fill"],
  Met: ["天气提示", "#0b63a5", "cloud-lightning-rain-fill"],
  Safety: ["安全提示", "#1a5fb4", "shield-fill-check"],
  Security: ["防范提示", "#1d3557", "shield-lock-fill"],
  Rescue: ["寻人寻物", "#a3341b", "search-heart-fill"],
  Fire: ["消防提示", "#b3261e", "fire"],
  Health: ["健康提示", "#0f7048", "heart-pulse-fill"],
  Env: ["环境提示", "#3a6b1f", "tree-fill"],
  Transport: ["交通提示", "#8a4b00", "cone-striped"],
  Infra: ["停水停电", "#a34a00", "lightning-charge-fill"],
  CBRNE: ["危险物品", "#6b2a86", "radioactive"],
  Other: ["社区提示", "#4a5568", "megaphone-fill"],
};

/** What an alert of this category is called: `防范提示`. */
export function categoryTitle(category: AlertCategory): string {
  return posterLooks[category][0];
}
