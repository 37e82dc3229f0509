import { createHash } from "node:crypto";
import { html, verbatim } from "../html";
import type { RunReport } from "../run-report";
import { timelineSection } from "./course";
import { followingSection } from "./following";
import {
  entitiesSection,
  nextSection,
  rejectsSection,
  settingsSection,
  verificationSection,
} from "./sections";
import { style } from "./style";
import { pageHeader, summarySection } from "./summary";
import { utc } from "../utc";

/** Nothing is loaded, nothing is run: only the page's own style applies, and that by its checksum. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'; base-uri 'none'; form-action 'none'`;

const styleElement = verbatim(`<style>${style}</style>`);

/** A run as one HTML page that needs nothing else. @param madeAt ISO 8601 @param version the program's */
export function runPage(report: RunReport, madeAt: string, version: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>${report.migration}: run ${report.run}</title>
        ${styleElement}
      </head>
      <body>
        ${pageHeader(report)}
        <main>
          ${summarySection(report)} ${nextSection(report)} ${timelineSection(report)}
          ${followingSection(report.following)} ${entitiesSection(report)} ${rejectsSection(report)}
          ${verificationSection(report)} ${settingsSection(report)}
        </main>
        <footer>Made ${utc(madeAt)} by dynamodb-migrate ${version}. Data of the run is shown as text.</footer>
      </body>
    </html> `.text;
}
