import { z } from "zod";

/** The value of the Terraform output `migration_workers`. Unknown keys are of later versions and let through. */
export const workersOutputSchema = z.object({
  formatVersion: z.literal(1),
  region: z.string(),
  queueArn: z.string().min(1),
  jobDefinitionArn: z.string().min(1),
  location: z.string().regex(/^s3:\/\/[^/]+\/.+[^/]$/),
  logGroup: z.string().min(1),
  maxWorkers: z.number().int().min(1),
});

/** The workers on AWS Batch of a stack. */
export type WorkersOutput = z.output<typeof workersOutputSchema>;
