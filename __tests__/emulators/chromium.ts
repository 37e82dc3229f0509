import { type Browser, chromium } from "playwright-core";
import { onPath } from "./on-path";
import type { RealPart } from "./real-part";

/** Without a sandbox, which a container cannot have, and without a word to its maker. */
const launchArguments = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/** A Chromium on the PATH, as Debian's package `chromium` puts it there. */
export function findChromium(): Promise<RealPart<{ launch(): Promise<Browser> }>> {
  const executablePath = onPath("chromium") ?? onPath("chromium-browser") ?? onPath("google-chrome");
  return Promise.resolve(
    executablePath === null
      ? { available: false, why: "chromium is not on the PATH (apt-get install chromium)" }
      : {
          available: true,
          part: { launch: () => chromium.launch({ executablePath, args: launchArguments }) },
        },
  );
}
