import { z } from "zod";

const bounds = {
  min: z.number().meta({ description: "Units a second, at least 1." }),
  max: z.number().meta({ description: "Units a second, at least min." }),
};

const schedule = z
  .array(
    z.strictObject({
      cron: z.string().meta({ description: "Six fields: cron(0 8 * * ? *) is 8:00 every day." }),
      ...bounds,
      timezone: z
        .string()
        .optional()
        .meta({ description: "Of the IANA database, such as Europe/Berlin. Default: UTC." }),
    }),
  )
  .optional()
  .meta({ description: "Other bounds from a time on, such as cron(0 8 * * ? *), until the next of them." });

/** Capacity that follows its use. */
export const autoscaledSchema = z.strictObject({
  ...bounds,
  target: z.number().optional().meta({ description: "Percent in use, 20 to 90. Default: 70." }),
  scaleInCooldownSeconds: z
    .number()
    .optional()
    .meta({ description: "Seconds after one change before the next. Default: 60." }),
  scaleOutCooldownSeconds: z
    .number()
    .optional()
    .meta({ description: "Seconds after one change before the next. Default: 60." }),
  schedule,
});

const capacity = z
  .union([z.number(), autoscaledSchema], {
    error: "must be a number of units, or a mapping with min and max",
  })
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
