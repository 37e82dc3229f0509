import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { byRegion } from "../../json-keywords";
import { autoscaledSchema } from "./capacity-schema";

/** The settings in which a table's replica may differ from the table. */
export const replicasSchema = namedEntries(
  z.string(),
  z.strictObject({
    tableClass: z
      .enum(["standard", "standard-infrequent-access"])
      .optional()
      .meta({ description: "Default: the class that the table has when the replica is created." }),
    read: autoscaledSchema
      .optional()
      .meta({ description: "Provisioned: how the replica's read capacity scales. Default: as the table's." }),
    deletionProtection: z
      .boolean()
      .optional()
      .meta({ description: "AWS refuses to delete the replica. Default: as for the table." }),
    preventDestroy: z.boolean().optional().meta({
      description: "Terraform refuses to delete or replace the replica. Default: as for the table.",
    }),
    insights: z.boolean().optional().meta({ description: "Default: as for the table." }),
    pointInTimeRecovery: z
      .boolean()
      .optional()
      .meta({ description: "Whether the replica has point-in-time recovery. Default: as for the table." }),
  }),
).meta({ ...byRegion, description: "Settings of single replicas, by region." });
