import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPage } from "../../../../migrations/report/page/run-page";
import { findChromium } from "../../../emulators/chromium";
import { describeWith } from "../../../emulators/real-part";
import { useTemporaryFolder } from "../../files/temporary-folder";
import type { FollowState } from "../../../../migrations/run-store/follow/follow-state";
import { hostile, sampleFollowing, sampleReport } from "../sample-report";
import { faintTexts, overlappingLabels, pageWidth } from "./page-in-browser";

const madeAt = "2026-01-05T10:01:00.000Z";
const page = runPage(sampleReport(), madeAt, "1.2.3");

describe("the page of a run", () => {
  it("holds no script and loads nothing", () => {
    expect(page).not.toMatch(/<script|<img|<iframe|<link|\son\w+="|src="|href="|@import|url\(/);
  });

  it("forbids scripts and whatever is loaded", () => {
    expect(page).toMatch(/content="default-src &#39;none&#39;; style-src &#39;sha256-[\w+/=]+&#39;;/);
  });

  it("has the lag of following over time, with the stops", () => {
    const text = runPage(sampleReport({ following: sampleFollowing() }), madeAt, "1.2.3");
    expect(text).toContain("1,203 changes (800 inserted, 300 updated, 103 deleted)");
    expect(text).toContain("Lag over time, in seconds: maximum lag at most 12");
    const section = text.slice(text.indexOf("Following the source"), text.indexOf("<h2>Entities"));
    expect(section.match(/class="resumed"/g)).toHaveLength(1);
  });

  it.each<[string, Partial<FollowState>, string | undefined]>([
    ["was too short for a chart", { lags: [] }, "It was too short for a chart."],
    ["was only prepared", { updatedAt: sampleFollowing().startedAt }, undefined],
  ])("has no chart of a following that %s", (_of, changes, expected) => {
    const text = runPage(sampleReport({ following: sampleFollowing(changes) }), madeAt, "1.2.3");
    expect(text.includes("Following the source")).toBe(expected !== undefined);
    expect(text).toContain(expected ?? "Over time");
  });

  it("stays small whatever the length of the run", () => {
    expect(page.length).toBeLessThan(200_000);
  });

  it.each([
    ["without a timeline", { timeline: [] }, "No timeline of this run was kept."],
    ["that was short", { timeline: sampleReport().timeline.slice(0, 1) }, "too short for a chart"],
    ["without retries", { retries: {} }, "No request was throttled or retried."],
    ["that was not verified", { verification: undefined }, "Not verified yet."],
    ["without rejects", { rejects: [] }, "None."],
    ["with failures", { failures: ["the disk is full"] }, "the disk is full"],
    ["that is dry", { state: "dry-run", timeline: [] }, "No timeline is kept of a dry run."],
  ] as const)("of a run %s says so", (_what, changes, text) => {
    expect(runPage(sampleReport(changes), madeAt, "1.2.3")).toContain(text);
  });
});

describeWith("the page of a run in Chromium", findChromium, (chromium) => {
  const folder = useTemporaryFolder();
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch();
  });
  afterAll(() => browser.close());

  interface Opened {
    readonly page: Page;
    readonly messages: readonly string[];
    readonly requests: readonly string[];
  }

  async function open(options: BrowserContextOptions = {}): Promise<Opened> {
    const path = join(folder(), "report.html");
    await writeFile(path, page);
    const opened = await browser.newPage(options);
    const messages: string[] = [];
    const requests: string[] = [];
    opened.on("console", (message) => messages.push(message.text()));
    opened.on("pageerror", (error) => messages.push(error.message));
    opened.on("dialog", (dialog) => messages.push(dialog.message()));
    opened.on("request", (request) => requests.push(request.url()));
    await opened.goto(`file://${path}`);
    return { page: opened, messages, requests };
  }

  it("opens without a word on the console and without a request", async () => {
    const { messages, requests } = await open();
    expect(messages).toEqual([]);
    expect(requests).toEqual([`file://${join(folder(), "report.html")}`]);
  });

  it("applies its style, which its policy lets through", async () => {
    const { page } = await open();
    expect(await page.evaluate('getComputedStyle(document.querySelector("section")).borderRadius')).toBe(
      "12px",
    );
  });

  it("shows data as text", async () => {
    const { page } = await open();
    expect(await page.title()).toBe("forum: run forum-20260105-090000");
    expect(await page.locator("pre bdi").first().textContent()).toBe(hostile.replace("\u202E", "\\u202e"));
    expect(await page.locator("script, img").count()).toBe(0);
  });

  it.each([360, 480, 700, 1200])("is not wider than a screen of %d pixels", async (width) => {
    const { page } = await open({ viewport: { width, height: 800 } });
    expect(await page.evaluate(pageWidth)).toBeLessThanOrEqual(width);
  });

  it.each([360, 700, 1200])("has no label over another at %d pixels", async (width) => {
    const { page } = await open({ viewport: { width, height: 800 } });
    expect(await page.evaluate(overlappingLabels)).toEqual([]);
  });

  it.each(["light", "dark"] as const)("has text that stands out in %s colours", async (colorScheme) => {
    const { page } = await open({ colorScheme });
    expect(await page.evaluate(faintTexts)).toEqual([]);
  });

  it("is dark where that is preferred", async () => {
    const { page } = await open({ colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(14, 19, 26)");
  });

  it("has four charts with marks on both axes", async () => {
    const { page } = await open();
    expect(await page.locator("figure figcaption b").allTextContents()).toEqual([
      "Throughput",
      "Write units",
      "Requests in flight",
      "Throttled and retried requests",
    ]);
    expect(await page.locator("figure").first().locator("text").allTextContents()).toEqual([
      ...["0", "1k", "2k", "3k"],
      ...["0", "1", "2", "3", "4", "5", "6", "7"],
    ]);
  });

  it("can be printed", async () => {
    const { page } = await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate(faintTexts)).toEqual([]);
    expect((await page.pdf()).length).toBeGreaterThan(1000);
  });
});
