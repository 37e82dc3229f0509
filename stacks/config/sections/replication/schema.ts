import { z } from "zod";
import { region } from "../../json-keywords";

/** How the replicas of the service's tables replicate. */
export const replicationSchema = z.strictObject({
  consistency: z.enum(["eventual", "strong"]).optional().meta({
    description: "strong: a write is in all regions before it is acknowledged. Default: eventual.",
  }),
  witness: z.string().meta(region).optional().meta({
    description: "The witness region of strongly consistent tables, instead of a third replica.",
  }),
});
