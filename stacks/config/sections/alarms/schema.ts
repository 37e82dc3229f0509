import { z } from "zod";
import { arn, email, integer, metricPeriod } from "../../json-keywords";

const settings = z.strictObject({
  threshold: z.number().optional().meta({ description: "The alarm is raised above this value." }),
  periodSeconds: z
    .number()
    .meta(metricPeriod)
    .optional()
    .meta({ description: "Seconds of one period: 10, 20, 30 or a multiple of 60." }),
  evaluationPeriods: z
    .number()
    .meta(integer(1))
    .optional()
    .meta({ description: "How many of the latest periods are evaluated." }),
  datapointsToAlarm: z
    .number()
    .meta(integer(1))
    .optional()
    .meta({ description: "How many of these periods must be above the threshold. Default: all." }),
});

const error = {
  error: "must be a mapping with threshold, periodSeconds, evaluationPeriods, or false for none",
};

/** The settings of a kind of alarm, or `false` for none. */
export function alarmKindSchema(description: string) {
  return z
    .union([settings, z.literal(false)], error)
    .optional()
    .meta({ description });
}

/** Alarms of the tables, in each region. */
export const alarmsSchema = z
  .strictObject({
    topicArns: z
      .array(z.string().meta(arn("sns", "[A-Za-z0-9_-]+(\\.fifo)?")))
      .meta({ uniqueItems: true })
      .optional()
      .meta({
        description:
          "ARNs of existing SNS topics to notify, each by the alarms of its own region; at most 5 per region, with the topic of `emails`.",
      }),
    emails: z.array(z.string().meta(email)).meta({ uniqueItems: true }).optional().meta({
      description: "Addresses that are notified; each must confirm its subscription once per region.",
    }),
    told: z.enum(["each", "once"]).optional().meta({
      description: "each: every alarm notifies; once: only the composite alarm does. Default: each.",
    }),
    throttledRequests: alarmKindSchema(
      "Throttled requests of a table. Default: more than 10 in each of 2 periods of 300 seconds.",
    ),
    readThrottles: alarmKindSchema(
      "Throttled reads of a table or global index. Default: more than 10 in each of 2 periods of 300 seconds.",
    ),
    writeThrottles: alarmKindSchema(
      "Throttled writes of a table or global index. Default: more than 10 in each of 2 periods of 300 seconds.",
    ),
    systemErrors: alarmKindSchema(
      "Requests that fail by an error of DynamoDB. Default: more than 5 in each of 2 periods of 300 seconds.",
    ),
    userErrors: alarmKindSchema(
      "Invalid requests of the whole account. Default: more than 100 in each of 2 periods of 300 seconds.",
    ),
    latency: alarmKindSchema(
      "Milliseconds of an operation. Default: more than 100 in each of 3 periods of 300 seconds.",
    ),
    capacity: alarmKindSchema(
      "Percent of the maximum capacity. Default: more than 80 in each of 2 periods of 300 seconds.",
    ),
    replicationLatency: alarmKindSchema(
      "Milliseconds until a write is in another region. Default: more than 10000 in each of 3 periods of 300 seconds.",
    ),
    ttlDeletes: z
      .union(
        [
          settings.required({ threshold: true, periodSeconds: true, evaluationPeriods: true }),
          z.literal(false),
        ],
        error,
      )
      .optional()
      .meta({ description: "Expired items of a table. Default: no alarm." }),
  })
  .meta({ description: "Alarms of the tables, their indexes and their replication, in each region." });
