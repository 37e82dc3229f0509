import { z } from "zod";

/** A table's key as files of this program have it: partition key first. */
export const keySchema = z.array(z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) }));
