import { accessErrors } from "./access-errors";
import { commandErrors } from "./command-errors";
import { cutoverErrors } from "./cutover-errors";
import type { ErrorEntries } from "./error-entry";
import { hcpErrors } from "./hcp-errors";
import { localErrors } from "./local-errors";
import { outputsErrors } from "./outputs-errors";
import { runErrors } from "./run-errors";
import { sourceErrors } from "./source-errors";
import { tableErrors } from "./table-errors";
import { tableFilesErrors } from "./table-files-errors";
import { workersErrors } from "./workers-errors";

/** All error codes, by the headings of `docs/errors.md`. */
export const errorCatalogue: ReadonlyMap<string, ErrorEntries> = new Map<string, ErrorEntries>([
  ["Command line", commandErrors],
  ["Terraform outputs", outputsErrors],
  ["HCP Terraform", hcpErrors],
  ["Credentials, region and endpoint", accessErrors],
  ["Sources", sourceErrors],
  ["Tables", tableErrors],
  ["Runs and their folders", runErrors],
  ["Runs with several workers", workersErrors],
  ["Backups, exports and imports", tableFilesErrors],
  ["Cutovers", cutoverErrors],
  ["Embedded DynamoDB", localErrors],
]);
