import { z } from "zod";

const tableSchema = z.object({ name: z.string().min(1), arn: z.string().nullish() });

/** The value of the Terraform output `dynamodb_cutover`. Unknown keys are of later versions and let through. */
export const cutoverOutputSchema = z.object({
  formatVersion: z.literal(1),
  region: z.string(),
  control: tableSchema,
  ledger: tableSchema,
});

/** The two tables of a stack's cutovers. */
export type CutoverOutput = z.output<typeof cutoverOutputSchema>;
