import { z } from "zod";

const settings = z.strictObject({
  threshold: z.number().optional().meta({ description: "The alarm goes off above this value." }),
  periodSeconds: z
    .number()
    .optional()
    .meta({ description: "Seconds of one value: 10, 20, 30 or a multiple of 60." }),
  evaluationPeriods: z.number().optional().meta({ description: "How many periods are looked at." }),
  datapointsToAlarm: z
    .number()
    .optional()
    .meta({ description: "How many of them have to be above the threshold. Default: all." }),
});

const error = {
  error: "must be a mapping with threshold, periodSeconds, evaluationPeriods, or false for none",
};

function kind(description: string) {
  return z
    .union([settings, z.literal(false)], error)
    .optional()
    .meta({ description });
}

/** Alarms of the tables, in each region. */
export const alarmsSchema = z
  .strictObject({
    emails: z
      .array(z.string())
      .optional()
      .meta({ description: "Who is told; each has to confirm to AWS, once a region." }),
    told: z.enum(["each", "once"]).optional().meta({
      description: "Whether every alarm tells them, or only the one over all of them. Default: each.",
    }),
    throttledRequests: kind("Throttled requests of a table. Default: 10 in 300 seconds, twice."),
    readThrottles: kind("Throttled reads of a table or global index. Default: 10 in 300 seconds, twice."),
    writeThrottles: kind("Throttled writes of a table or global index. Default: 10 in 300 seconds, twice."),
    systemErrors: kind("Failures of DynamoDB. Default: 5 in 300 seconds, twice."),
    userErrors: kind("Wrong requests of the whole account. Default: 100 in 300 seconds, twice."),
    latency: kind("Milliseconds that an operation takes. Default: 100 over 300 seconds, three times."),
    capacity: kind("Percent of the capacity that there is at most. Default: 80 over 300 seconds, twice."),
    replicationLatency: kind(
      "Milliseconds until a write is in another region. Default: 10000 over 300 seconds, three times.",
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
      .meta({ description: "Items of a table that expire. Default: no alarm." }),
  })
  .meta({ description: "Alarms of the tables, their indexes and their replication, in each region." });
