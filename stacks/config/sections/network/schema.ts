import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";

const place = {
  vpcId: z.string().meta({ description: "vpc-…" }),
  routeTableIds: z.array(z.string()).meta({ description: "rtb-…, at least one." }),
};

/** The service's own ways to DynamoDB. */
export const networkSchema = z
  .strictObject({
    ...place,
    replicas: namedEntries(z.string(), z.strictObject(place))
      .optional()
      .meta({ description: "The VPCs of the replicas' regions, by region. Default: none." }),
  })
  .meta({ description: "A gateway endpoint to DynamoDB in the VPC of the primary region." });
