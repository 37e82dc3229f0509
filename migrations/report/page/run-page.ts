import type { RunReport } from "../run-report";
import { utc } from "../utc";
import { timelineSection } from "./course";
import { followingSection } from "./following";
import { pageFrame } from "./page-frame";
import {
  entitiesSection,
  nextSection,
  rejectsSection,
  settingsSection,
  verificationSection,
} from "./sections";
import { pageHeader, summarySection } from "./summary";

/** A run as one HTML page that needs nothing else. @param madeAt ISO 8601 @param version the program's */
export function runPage(report: RunReport, madeAt: string, version: string): string {
  return pageFrame({
    title: `${report.migration}: run ${report.run}`,
    header: pageHeader(report),
    sections: [
      ...[summarySection(report), nextSection(report), timelineSection(report)],
      ...[followingSection(report.following), entitiesSection(report), rejectsSection(report)],
      ...[verificationSection(report), settingsSection(report)],
    ],
    footer: `Made ${utc(madeAt)} by dynamodb-migrate ${version}. Data of the run is shown as text.`,
  });
}
