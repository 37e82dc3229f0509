import { z } from "zod";
import { amountSchema, countSchema, failureSchema } from "./figures-schema";

/** Changes of the log and what became of them. */
export const followCountsSchema = z.object({
  inserts: countSchema.describe("changes in the source's log"),
  updates: countSchema,
  deletes: countSchema,
  written: countSchema.describe("items that were put"),
  deleted: countSchema.describe("items that were deleted"),
  unchanged: countSchema.describe("items that were what they had to be already"),
});

const members = {
  run: z.string(),
  position: z.string().describe("position in the source's log; everything before it is carried over"),
  counts: followCountsSchema,
  dirty: countSchema.describe("rows that were written and are not yet carried over"),
  rejected: countSchema.describe("rows that cannot become items until they are written again"),
  suspended: z
    .array(
      z.object({
        ...{ entity: z.string(), code: z.string(), message: z.string() },
        at: z.iso.datetime().describe("when it was suspended"),
      }),
    )
    .describe("entities whose changes are not carried over until follow reload"),
  lagSeconds: amountSchema.describe("since the commit of the oldest change that is not carried over"),
};

/** `follow` */
export const followSchema = z.object({
  ...members,
  outcome: z.enum(["caught-up", "interrupted", "stopped"]),
  phase: z.string(),
  failure: failureSchema.optional(),
});

/** `follow status` */
export const followStatusSchema = z.object({
  ...members,
  phase: z.string(),
  isRunning: z.boolean().describe("whether a process follows now"),
  updatedAt: z.iso.datetime(),
  unansweredAt: z.iso
    .datetime()
    .optional()
    .describe("when a write last had no response; it may be carried out for 20 minutes, after newer ones"),
  notes: z.array(z.string()).describe("what people should know of the source's log"),
  bytesBehind: amountSchema.optional().describe("size of the log after the position"),
  retentionLeftSeconds: amountSchema
    .optional()
    .describe("until the source discards the log after the position"),
});

/** `follow reload` */
export const followReloadSchema = z.object({
  run: z.string(),
  reloaded: z.array(z.string()).describe("entities that are followed again"),
});

/** `follow end` */
export const followEndSchema = z.object({
  run: z.string(),
  removed: z.array(z.string()).describe("what was removed from the source"),
});
