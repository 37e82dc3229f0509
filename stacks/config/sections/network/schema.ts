import { z } from "zod";
import { namedEntries } from "../../../../yaml-file";
import { byRegion, distinct, networkId } from "../../json-keywords";

const endpoint = {
  vpcId: z.string().meta({ ...networkId("vpc"), description: "The id of the VPC, vpc-…" }),
  routeTableIds: z
    .array(z.string().meta(networkId("rtb")))
    .meta({ ...distinct, description: "Ids of the VPC's route tables, rtb-…, at least one." }),
};

/** Gateway endpoints to DynamoDB. */
export const networkSchema = z
  .strictObject({
    ...endpoint,
    replicas: namedEntries(z.string(), z.strictObject(endpoint))
      .meta(byRegion)
      .optional()
      .meta({ description: "The VPCs of the replica regions, by region. Default: none." }),
  })
  .meta({ description: "A gateway endpoint to DynamoDB in the VPC of the primary region." });
