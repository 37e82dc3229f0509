import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { arn, byRegion } from "../../json-keywords";

/** The Kinesis data streams of a table, one per region. */
export const kinesisSchema = z
  .strictObject({
    streamArns: namedEntries(z.string(), z.string().meta(arn("kinesis", "stream/.+"))).meta({
      ...byRegion,
      ...{ minProperties: 1, description: "ARNs of data streams by region." },
    }),
    precision: z
      .enum(["millisecond", "microsecond"])
      .optional()
      .meta({ description: "Precision of the time of a change. Default: millisecond." }),
  })
  .meta({ description: "Kinesis data streams that every change of an item is sent to." });
