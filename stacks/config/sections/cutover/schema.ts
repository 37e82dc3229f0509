import { z } from "zod";
import { region } from "../../json-keywords";
import { alarmKindSchema } from "../alarms/schema";

const alarms = z
  .strictObject({
    redGate: alarmKindSchema(
      "Gates that lowered a read percentage. Default: more than 0 in one period of 60 seconds.",
    ),
    ledgerAge: alarmKindSchema(
      "Age in seconds of the oldest ledger entry. Default: more than 300 in each of 3 periods of 60 seconds.",
    ),
    staleProcess: alarmKindSchema(
      "Processes that cannot read the control table. Default: more than 0 in one period of 60 seconds.",
    ),
    foreignWriter: alarmKindSchema(
      "Changes of the old store by other programs after the flip, as `dynamodb-migrate follow --metrics` publishes them. Default: more than 0 in one period of 60 seconds.",
    ),
  })
  .meta({ description: "The alarms. They notify the topics of the key `alarms` of the file." });

/** The control and ledger tables of a cutover. */
export const cutoverSchema = z
  .strictObject({
    taskRoles: z.array(z.string()).meta({ uniqueItems: true }).optional().meta({
      description:
        "Ids of the task roles of the services that use the cutover library. They get access to both tables. Default: none.",
    }),
    region: z.string().meta(region).optional().meta({
      description:
        "The region in which all services write during the cutover, which must be the primary region. Required if tables have eventually consistent replicas.",
    }),
    deletionProtection: z.boolean().optional().meta({
      description: "Whether the two tables are protected. Default: the value in `defaults`, or true.",
    }),
    alarms: z
      .union([alarms, z.literal(false)], { error: "must be a mapping of alarms, or false for none" })
      .optional()
      .meta({ description: "The alarms, or false for none. Default: all four." }),
  })
  .meta({
    description:
      "The tables by which `dynamodb-migrate cutover` moves live traffic, <service>-<environment>-cutover-control and -ledger, in the primary region.",
  });
