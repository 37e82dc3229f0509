import { z } from "zod";
import { countSchema, keySchema } from "./figures-schema";
import { runSchema } from "./run-schema";

const syncMembers = {
  written: countSchema.describe(
    "items that DynamoDB acknowledged; in a dry run, those that would be written",
  ),
  unchanged: countSchema.describe("items that were in the table as they should be"),
  skipped: countSchema.describe("excluded by `where`, or changed by another client and skipped"),
};

/** `sync`; also result.json in its folder. */
export const syncSchema = runSchema.omit({ alreadyFinished: true }).extend({
  total: runSchema.shape.total.extend({ ...syncMembers, deleted: countSchema }),
  entities: z.array(runSchema.shape.entities.element.extend(syncMembers)),
  deletes: z.boolean().describe("whether --delete was given"),
  tables: z.array(
    z.object({
      table: z.string(),
      recorded: countSchema.describe("items that earlier runs have recorded"),
      changed: countSchema.describe("items that differed when the source was compared"),
      conflicts: countSchema.describe("of these, items that another client has changed"),
      vanished: countSchema.describe("recorded items that the source no longer has"),
      deleted: countSchema,
      kept: countSchema.describe("vanished items that another client has changed since"),
      absent: countSchema.describe("vanished items that another client had deleted"),
      refusal: z.string().optional().describe("why vanished items were not deleted"),
      firstChanged: z.array(keySchema).describe("the first keys that were to be written"),
      firstVanished: z.array(keySchema).describe("the first keys that the source no longer has"),
    }),
  ),
  noRecord: z.string().optional().describe("why all items had to be looked up in the tables"),
});
