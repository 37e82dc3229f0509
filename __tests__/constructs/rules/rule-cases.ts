import { tableCases } from "./key-and-index-cases";
import { capacityCases } from "./capacity-cases";
import { protectionCases } from "./protection-cases";
import { replicaCases } from "./replica-cases";
import { strongCases } from "./strong-cases";
import { grantCases } from "./grant-cases";
import { integrationCases } from "./integration-cases";
import { roleCases } from "./task-role-cases";
import { referenceCases } from "./reference-cases";
import { restoreCases } from "./restore-cases";
import type { RuleCase } from "./rule-case";
import { serviceRoleCases } from "./service-role-cases";

import { backupCases } from "./backup-cases";
import { costCases } from "./cost-cases";
import { cutoverCases } from "./cutover-cases";
import { monitoringCases } from "./monitoring-cases";
import { nameAndPartitionCases } from "./name-and-partition-cases";
import { networkCases } from "./network-cases";
import { workersCases } from "./workers-cases";

export const ruleCases: readonly RuleCase[] = [
  ...tableCases,
  ...capacityCases,
  ...protectionCases,
  ...replicaCases,
  ...strongCases,
  ...grantCases,
  ...integrationCases,
  ...restoreCases,
  ...roleCases,
  ...backupCases,
  ...monitoringCases,
  ...costCases,
  ...cutoverCases,
  ...workersCases,
  ...networkCases,
  ...nameAndPartitionCases,
  ...referenceCases,
  ...serviceRoleCases,
];
