import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutoverPage } from "../../../../../migrations/report/page/cutover/cutover-page";
import { findChromium } from "../../../../emulators/chromium";
import { describeWith } from "../../../../emulators/real-part";
import { useTemporaryFolder } from "../../../files/temporary-folder";
import { type CutoverSample, sampleCutover, sampleEvents } from "../../sample-cutover";
import { hostile } from "../../sample-report";
import { faintTexts, pageWidth } from "../page-in-browser";

const good: CutoverSample = { control: { percent: 10 }, events: sampleEvents };
const unverified = { reason: "a ledger entry was lost", at: "2026-11-25T23:00:00.000Z" };
const wrong: CutoverSample = {
  control: { entity: "posts", percent: 25, unverified },
  beats: [2, 2, 1],
  report: { differences: 3 },
  entries: [hostile, "7"],
  events: sampleEvents,
};

/** The page's text as people read it. */
async function textOf(...samples: readonly CutoverSample[]): Promise<string> {
  const page = cutoverPage(await sampleCutover(...samples), "1.2.3");
  return page
    .slice(page.indexOf("<body>"))
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ");
}

describe("the page of cutovers", () => {
  it("says in a sentence that all is in order", async () => {
    expect(await textOf(good)).toContain(
      "In order 1 entity: all gates are green, and every process reports.",
    );
  });

  it("names the most urgent problem first, with what to do", async () => {
    const text = await textOf(good, wrong);
    expect(text).toContain(
      "Act now posts: UNVERIFIED since 2026-11-25T23:00:00.000Z: a ledger entry was lost.",
    );
    expect(text).toContain("And 2 further problems: see below.");
    expect(text).toContain("What to do: run cutover repair --all, 20 minutes after that time or later.");
    expect(text).toContain("users : shadow, 10 % read from the tables in order");
  });

  it("has phase, authority, percentage, epoch and revision", async () => {
    const text = await textOf({ control: { phase: "new", epoch: 2, revision: 12 } });
    expect(text).toContain("Authority tables Read from the tables 100 % Epoch 2 Revision 12");
    expect(text).toContain("Writes go to the tables first, and are then copied to the old store.");
  });

  it("has each gate with figure, limit and what to do", async () => {
    const text = await textOf(wrong);
    expect(text).toMatch(/failed calls of the tables 0 % 0\.1 % green read the errors of the tables/);
    expect(text).toMatch(/99th percentile of their latency 6 ms 100 ms green look for throttled requests/);
    expect(text).toMatch(/differences found by comparison 6 0 red read the events of kind difference/);
    expect(text).toMatch(/age of the oldest ledger entry 60 s 60 s green read why copies/);
  });

  it("has each process with the age of its last report", async () => {
    const text = await textOf(wrong);
    expect(text).toContain("web-1:4000 live 3.0 s ago 7 0 9,120 / 1,013 0 6 ms 101 3");
    expect(text).toContain("web-3:4002 silent 42 s ago 7 2 0 / 0 0 6 ms 0 0");
  });

  it("has the ledger's entries, the oldest first", async () => {
    const text = await textOf({ entries: Array.from({ length: 25 }, (_, index) => `key ${index}`) });
    expect(text).toContain(
      "Ledger: 25 entries, the oldest 12 min 30 s old key age writer key 24 12 min 30 s p25:64",
    );
    expect(text).toContain("key 5 3 min 0 s p6:45 The oldest 20 of 25.");
  });

  it("has the history, the newest change first", async () => {
    expect(await textOf(good)).toMatch(
      /2026-11-25 22:10:00 UTC read percentage 1 → 10 ada@build-3 7 .* phase dual → shadow ada@build-3 4/,
    );
  });

  it("has the next command and the way back as they are typed", async () => {
    const text = await textOf(wrong);
    const back = "dynamodb-migrate cutover percent 0 --entity posts --outputs outputs.json";
    expect(text).toContain(
      `Next A gate is red (differences 6 (limit 0)): read from old until it is clear why. ${back}`,
    );
    expect(text).toContain(
      `The way back Reads all keys from the old store again: at once, safe at any time. ${back}`,
    );
  });

  it("says that the way back from new-only copies every record", async () => {
    expect(await textOf({ control: { phase: "new-only" } })).toContain(
      "The way back Copies writes to the old store again; then cutover repair --all copies every record, before the flip.",
    );
  });

  it("says how to add an entity if there is none", async () => {
    expect(await textOf()).toContain("Empty No entity is being cut over. Add one with cutover init.");
  });
});

describeWith("the page of cutovers in Chromium", findChromium, (chromium) => {
  const folder = useTemporaryFolder();
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch();
  });
  afterAll(() => browser.close());

  async function open(options: BrowserContextOptions): Promise<{ page: Page; messages: readonly string[] }> {
    const path = join(folder(), "cutover.html");
    await writeFile(path, cutoverPage(await sampleCutover(good, wrong), "1.2.3"));
    const page = await browser.newPage(options);
    const messages: string[] = [];
    page.on("console", (message) => messages.push(message.text()));
    page.on("dialog", (dialog) => messages.push(dialog.message()));
    await page.goto(`file://${path}`);
    return { page, messages };
  }

  it.each([
    [360, "light"],
    [1200, "dark"],
  ] as const)("fits %d pixels, and its text stands out in %s colours", async (width, colorScheme) => {
    const { page, messages } = await open({ viewport: { width, height: 800 }, colorScheme });
    expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(width);
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect(messages).toEqual([]);
  });

  it("shows data as text", async () => {
    const { page } = await open({});
    expect(await page.locator("script, img").count()).toBe(0);
    expect(await page.locator("bdi").first().textContent()).toBe("7");
  });
});
