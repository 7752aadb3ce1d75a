import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usualPlaces: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/snap/bin/chromium",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
  ],
};

/**
 * A real browser for the tests of pages; a missing one is a failure that says how to get one, never a skip. `slowMo`:
 * milliseconds before each thing done, where somebody is to follow by eye.
 */
export async function openBrowser({ slowMo = 0 } = {}): Promise<Browser> {
  return chromium.launch({
    slowMo,
    executablePath: browserPath(process.env.CHROMIUM_PATH, usualPlaces[process.platform] ?? []),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** `named` (from CHROMIUM_PATH) if given, else the first of `places` that exists. */
export function browserPath(named: string | undefined, places: readonly string[]): string {
  const found = named ? [named].find(existsSync) : places.find((place) => existsSync(place));
  if (found) return found;
  throw new Error(
    named
      ? `CHROMIUM_PATH names ${named}, but there is no such file.`
      : "The page tests need a browser and found none: install one (Debian/Ubuntu: apt-get install chromium; macOS: " +
          "brew install --cask chromium; Windows: Edge or Chrome will do), or set CHROMIUM_PATH to one.",
  );
}
