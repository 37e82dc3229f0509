import {
  cutoverHistorySchema,
  cutoverRepairSchema,
  cutoverStatusSchema,
  cutoverStepSchema,
} from "./cutover-schemas";
import { drillSchema } from "./drill-schema";
import { errorSchema } from "./error-schema";
import { exprSchema } from "./expr-schema";
import { followEndSchema, followReloadSchema, followSchema, followStatusSchema } from "./follow-schemas";
import { reportSchema, rollbackSchema, statusSchema } from "./history-schemas";
import { differenceLineSchema, rejectLineSchema } from "./line-schemas";
import { itemCountSchema, itemsSchema } from "./item-schemas";
import { planSchema } from "./plan-schema";
import { previewSchema } from "./preview-schema";
import { runSchema } from "./run-schema";
import {
  copiedTablesSchema,
  createdTablesSchema,
  deletedTablesSchema,
  localSchema,
  serviceBackupsSchema,
  serviceExportsSchema,
  serviceImportSchema,
  serviceRestoreSchema,
  tableDescriptionSchema,
  tableListSchema,
} from "./table-schemas";
import { syncSchema } from "./sync-schema";
import { verifySchema } from "./verify-schema";

/** What `--json` prints, by document name; `schemas/<name>.schema.json` is made from it. */
export const documentSchemas = {
  error: errorSchema,
  plan: planSchema,
  preview: previewSchema,
  expr: exprSchema,
  run: runSchema,
  sync: syncSchema,
  verify: verifySchema,
  status: statusSchema,
  rollback: rollbackSchema,
  report: reportSchema,
  follow: followSchema,
  "follow-status": followStatusSchema,
  "follow-reload": followReloadSchema,
  "follow-end": followEndSchema,
  "cutover-step": cutoverStepSchema,
  "cutover-status": cutoverStatusSchema,
  "cutover-history": cutoverHistorySchema,
  "cutover-repair": cutoverRepairSchema,
  "copied-tables": copiedTablesSchema,
  "created-tables": createdTablesSchema,
  items: itemsSchema,
  "item-count": itemCountSchema,
  "service-backups": serviceBackupsSchema,
  "service-exports": serviceExportsSchema,
  "service-import": serviceImportSchema,
  "service-restore": serviceRestoreSchema,
  drill: drillSchema,
  "table-list": tableListSchema,
  "table-description": tableDescriptionSchema,
  "deleted-tables": deletedTablesSchema,
  local: localSchema,
} as const;

/** Lines of the files in a run's folder, by name. */
export const lineSchemas = {
  "rejects-line": rejectLineSchema,
  "differences-line": differenceLineSchema,
} as const;
