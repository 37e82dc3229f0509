import { z } from "zod";
import { requires } from "../../json-keywords";

const name = z.string().optional();

const grantees = ["user", "group", "role"] as const;

/** The access of a program that creates its own tables, whose names share a prefix. */
export const prefixPolicySchema = z
  .strictObject({
    prefix: z
      .string()
      .meta({ pattern: "^[A-Za-z0-9_.-]{1,254}$", description: "The prefix of the tables' names." }),
    user: name.meta({ description: "The IAM user of the program." }),
    group: name.meta({ description: "The IAM group of the program's user." }),
    role: name.meta({ description: "The IAM role that the program runs under." }),
    mayDelete: z
      .boolean()
      .optional()
      .meta({ description: "Whether it may delete the tables. Default: false." }),
  })
  .refine((policy) => grantees.filter((kind) => policy[kind] !== undefined).length === 1, {
    error: "must have one of user, group and role",
  })
  .meta({ oneOf: grantees.map((kind) => requires(kind)) });

/** A policy as tables.yaml gives it. */
export type PrefixPolicyConfig = z.output<typeof prefixPolicySchema>;
