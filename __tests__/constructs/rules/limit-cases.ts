import { backupLimitCases } from "./backup-limit-cases";
import { cutoverLimitCases } from "./cutover-cases";
import type { LimitCase } from "./limit-case";
import { restoreLimitCases } from "./restore-limit-cases";
import { serviceLimitCases } from "./service-limit-cases";
import { serviceRoleLimitCases } from "./service-role-cases";
import { tableLimitCases } from "./table-limit-cases";
import { workersLimitCases } from "./workers-cases";

export const limitCases: readonly LimitCase[] = [
  ...tableLimitCases,
  ...restoreLimitCases,
  ...backupLimitCases,
  ...cutoverLimitCases,
  ...serviceLimitCases,
  ...serviceRoleLimitCases,
  ...workersLimitCases,
];
