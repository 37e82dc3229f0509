import { z } from "zod";

/** A count of rows, items, requests or bytes. */
export const countSchema = z.number().int().min(0);

/** A number that is not negative, such as seconds or dollars. */
export const amountSchema = z.number().min(0);

/** Counts by name: reject code, retry reason or index. */
export const countsSchema = z.record(z.string(), countSchema);

/** Members of every count of rows and items. */
export const tallyMembers = {
  rows: countSchema.describe("source rows that are accounted for"),
  read: countSchema.describe("items that these rows became, and rows that became none"),
  written: countSchema.describe("items that DynamoDB acknowledged"),
  skipped: countSchema.describe("excluded by `where`, already there, or identical"),
  rejected: countSchema,
  rejectedBy: countsSchema.describe("rejected ones by reject code, see docs/errors.md"),
};

export const tallySchema = z.object(tallyMembers);

/** Why a part of the work could not be done. */
export const failureSchema = z.object({
  code: z.string().describe("an error code, see docs/errors.md"),
  message: z.string(),
});

/** A key as people read it, by attribute name. */
export const keySchema = z.record(z.string(), z.string());
