import { z } from "zod";
import { cron, integer } from "../../json-keywords";

const bounds = {
  min: z.number().meta({ ...integer(1), description: "Minimum units per second, at least 1." }),
  max: z.number().meta({ ...integer(1), description: "Maximum units per second, at least min." }),
};

const cooldown = z
  .number()
  .meta(integer(0))
  .optional()
  .meta({ description: "Seconds between two scaling actions in this direction. Default: 60." });

const schedule = z
  .array(
    z.strictObject({
      cron: z.string().meta({ ...cron, description: "Six fields: cron(0 8 * * ? *) is 8:00 every day." }),
      ...bounds,
      timezone: z
        .string()
        .optional()
        .meta({ description: "A time zone of the IANA database, such as Europe/Berlin. Default: UTC." }),
    }),
  )
  .meta({ maxItems: 200 })
  .optional()
  .meta({
    description:
      "Other bounds from a time on, such as cron(0 8 * * ? *). They apply until the next entry's time.",
  });

/** Autoscaled capacity. */
export const autoscaledSchema = z.strictObject({
  ...bounds,
  target: z
    .number()
    .meta({ minimum: 20, maximum: 90 })
    .optional()
    .meta({ description: "Target utilization in percent, 20 to 90. Default: 70." }),
  scaleInCooldownSeconds: cooldown,
  scaleOutCooldownSeconds: cooldown,
  schedule,
});

const capacity = z
  .union([z.number().meta(integer(1)), autoscaledSchema], {
    error: "must be a number of units, or a mapping with min and max",
  })
  .optional();

/** Provisioned capacity: a number is fixed, a mapping is autoscaled. */
export const capacitySchema = {
  read: capacity.meta({
    description: "Provisioned: read units per second, fixed or autoscaled with { min, max, target }.",
  }),
  write: capacity.meta({
    description: "Provisioned: write units per second, fixed or autoscaled with { min, max, target }.",
  }),
};

/** Capacity as the file gives it. */
export type CapacityConfig = NonNullable<z.output<typeof capacity>>;
