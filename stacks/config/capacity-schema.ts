import { z } from "zod";

const bounds = { min: z.number(), max: z.number() };

const schedule = z
  .array(z.strictObject({ cron: z.string(), ...bounds, timezone: z.string().optional() }))
  .optional()
  .meta({ description: "Other bounds from a time on, such as cron(0 8 * * ? *), until the next of them." });

const autoscaled = z.strictObject({
  ...bounds,
  target: z.number().optional().meta({ description: "Percent in use, 20 to 90. Default: 70." }),
  scaleInCooldownSeconds: z.number().optional().meta({ description: "Default: 60." }),
  scaleOutCooldownSeconds: z.number().optional().meta({ description: "Default: 60." }),
  schedule,
});

const capacity = z
  .union([z.number(), autoscaled], { error: "must be a number of units, or a mapping with min and max" })
  .optional();

/** Provisioned capacity: a number is fixed, a mapping is autoscaled. */
export const capacitySchema = {
  read: capacity.meta({
    description: "Provisioned: read units a second, fixed or autoscaled with { min, max, target }.",
  }),
  write: capacity.meta({
    description: "Provisioned: write units a second, fixed or autoscaled with { min, max, target }.",
  }),
};

/** Capacity as the file gives it. */
export type CapacityConfig = NonNullable<z.output<typeof capacity>>;
