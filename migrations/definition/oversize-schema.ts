import { z } from "zod";
import { maxItemBytes } from "../items/item-size";

const attributes = z.array(z.string().min(1)).min(1);

const offload = z.strictObject({
  bucket: z.string().min(1),
  attributes,
  prefix: z.string().optional(),
  region: z.string().min(1).optional(),
});

/** What is done with items that are too large. */
export const oversize = z.union(
  [
    z.literal("reject"),
    z.strictObject({
      over: z.int().min(1).max(maxItemBytes).optional(),
      compress: attributes.optional(),
      offload: offload.optional(),
    }),
  ],
  { error: 'must be "reject", or a mapping with over, compress or offload' },
);
