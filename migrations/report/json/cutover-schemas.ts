import { z } from "zod";
import { amountSchema, countSchema } from "./figures-schema";

const phaseSchema = z.enum(["old", "follow", "dual", "shadow", "new", "new-only"]);

const gatesSchema = z.object({
  maxErrorRate: amountSchema,
  maxLatencyP99: amountSchema.describe("milliseconds"),
  maxDifferences: amountSchema,
  maxLedgerAge: amountSchema.describe("seconds"),
});

/** What the control says about an entity. */
const controlSchema = z.object({
  entity: z.string(),
  table: z.string().optional().describe("the table that the entity's items are in"),
  revision: countSchema.describe("raised by every change"),
  mode: z.enum(["follow", "dual"]),
  phase: phaseSchema,
  epoch: countSchema.describe("raised by every flip"),
  percent: amountSchema.describe("share of the keys that are read from the tables, 0 to 100"),
  allow: z.array(z.string()),
  deny: z.array(z.string()),
  salt: z.string(),
  compareSample: amountSchema.describe("share of the reads that are compared, 0 to 1"),
  pollMilliseconds: amountSchema.optional(),
  freeze: z
    .object({ to: z.enum(["old", "new"]), by: z.string(), maxMilliseconds: amountSchema })
    .optional()
    .describe("while a flip stops writes"),
  unverified: z
    .object({ reason: z.string(), at: z.string() })
    .optional()
    .describe("if records may differ without a mark in the ledger"),
  gates: gatesSchema,
});

const checkSchema = z.object({
  name: z.string(),
  ok: z.boolean(),
  found: z.string(),
  fix: z.string().optional().describe("what to do, if the check failed"),
});

const stepSchema = z.object({
  entity: z.string(),
  outcome: z.enum(["changed", "refused", "dry-run"]),
  change: z.string(),
  checks: z.array(checkSchema),
  before: controlSchema.optional(),
  after: controlSchema.optional(),
  stoppedMs: amountSchema.optional().describe("for how long a flip has stopped writes"),
  lostKeys: z.array(z.string()).optional().describe("keys whose last writes were given up"),
  notes: z.array(z.string()).describe("what people should do next"),
});

/** `cutover init`, `advance`, `back`, `percent`, `flip`, `gates`, `end` */
export const cutoverStepSchema = z.object({ steps: z.array(stepSchema) });

const processSchema = z.object({
  process: z.string(),
  label: z.string(),
  at: z.string().optional().describe("when it last reported, by the clock of its host"),
  state: z
    .enum(["live", "silent", "ended"])
    .describe("silent: no report while it was observed; ended: none for a whole lease"),
  revision: countSchema.optional().describe("by which it acts"),
  writesInFlight: countSchema.optional(),
});

const nextSchema = z.object({
  command: z.string(),
  why: z.string(),
  add: z.string().optional().describe("an option that the command needs, and only people know the value of"),
});

const statusSchema = z.object({
  control: controlSchema,
  authority: z.enum(["old", "new"]).describe("the store whose content is right"),
  reads: z.string(),
  writes: z.string(),
  processes: z.array(processSchema),
  ledger: z.object({
    entries: countSchema,
    oldestSeconds: amountSchema,
    keys: z.array(z.string()),
    oldest: z
      .array(z.object({ key: z.string(), writer: z.string(), seconds: amountSchema }))
      .describe("the oldest entries, at most 20, with their ages"),
  }),
  gates: z.array(
    z.object({
      gate: z.enum(["error-rate", "latency-p99", "differences", "ledger-age"]),
      value: amountSchema,
      limit: amountSchema,
      red: z.boolean(),
      fix: z.string().describe("what to do if it is red"),
    }),
  ),
  next: nextSchema,
  back: nextSchema.optional().describe("the way back; always present since new-only has one"),
});

/** `cutover status` */
export const cutoverStatusSchema = z.object({
  control: z.string().describe("the control's table or file"),
  ledger: z.string(),
  entities: z.array(statusSchema),
});

/** `cutover history` */
export const cutoverHistorySchema = z.object({
  entities: z.array(
    z.object({
      entity: z.string(),
      events: z
        .array(
          z.object({
            revision: countSchema,
            at: z.string(),
            by: z.string(),
            change: z.string(),
            kind: z.enum(["phase", "flip", "backfilled", "verified"]).optional(),
          }),
        )
        .describe("newest first"),
    }),
  ),
});

/** `cutover repair` */
export const cutoverRepairSchema = z.object({
  dryRun: z.boolean(),
  all: z.boolean().describe("every record, not only those that the ledger marks"),
  entities: z.array(
    z.object({
      entity: z.string(),
      records: countSchema.describe("records that were looked at"),
      differed: countSchema.describe("records whose stores differed"),
      unknownItems: countSchema.describe("with all: items of the table whose record is not known"),
      unsettled: countSchema.describe("records that changed while they were converged"),
      failed: countSchema,
      failures: z.array(z.string()).describe("the first ones"),
      removed: countSchema.describe("ledger entries that were removed"),
      kept: countSchema.describe("ledger entries that stay"),
      recorded: z.boolean().describe("whether the control now says that every record was copied"),
      verified: z.boolean().describe("whether the control now also says that the stores are equal"),
    }),
  ),
});
