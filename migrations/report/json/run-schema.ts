import { z } from "zod";
import { amountSchema, countsSchema, failureSchema, tallyMembers, tallySchema } from "./figures-schema";

/** `run`, `restore`, `import` from files and `seed`; also result.json in a run's folder. */
export const runSchema = z.object({
  run: z.string().describe("the run's name, which is also that of its folder"),
  outcome: z
    .enum(["finished", "interrupted", "stopped"])
    .describe("stopped: a source or a table failed; the run can be resumed"),
  dryRun: z.boolean(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  activeSeconds: amountSchema.optional().describe("seconds of work, without the time between processes"),
  total: tallySchema,
  entities: z.array(
    z.object({ entity: z.string(), table: z.string(), ...tallyMembers, failure: failureSchema.optional() }),
  ),
  retries: countsSchema.describe("repeated requests by reason"),
  snapshots: amountSchema
    .optional()
    .describe("snapshots of a database that workers have shared; more than 1 if the run was resumed"),
  folder: z.string().optional().describe("the run's folder; absent after a dry run"),
  failure: failureSchema.optional(),
  alreadyFinished: z.literal(true).optional().describe("nothing was done: the run had finished before"),
});
