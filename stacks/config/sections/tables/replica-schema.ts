import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { autoscaledSchema } from "./capacity-schema";

/** What a table's replica in a region has of its own; everything else is its table's. */
export const replicasSchema = namedEntries(
  z.string(),
  z.strictObject({
    tableClass: z
      .enum(["standard", "standard-infrequent-access"])
      .optional()
      .meta({ description: "Default: the class that the table has when the replica is made." }),
    read: autoscaledSchema
      .optional()
      .meta({ description: "Provisioned: how the replica's reads scale. Default: as the table's." }),
    deletionProtection: z
      .boolean()
      .optional()
      .meta({ description: "AWS refuses to delete the replica. Default: as the table." }),
    preventDestroy: z
      .boolean()
      .optional()
      .meta({ description: "Terraform refuses to delete or replace the replica. Default: as the table." }),
    insights: z.boolean().optional().meta({ description: "Default: as the table." }),
    pointInTimeRecovery: z
      .boolean()
      .optional()
      .meta({ description: "Whether the replica can be restored by itself. Default: as the table." }),
  }),
).meta({ description: "What replicas have of their own, by region." });
