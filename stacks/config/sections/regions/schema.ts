import { z } from "zod";
import { region } from "../../json-keywords";

/** The regions of the service's tables. */
export const regionsSchema = z.strictObject({
  primary: z
    .string()
    .meta(region)
    .optional()
    .meta({ description: "The region that the tables are created in." }),
  replicas: z
    .array(z.string().meta(region))
    .meta({ uniqueItems: true })
    .optional()
    .meta({ description: "The regions of the replicas, each with a stack of its own. Default: none." }),
});
