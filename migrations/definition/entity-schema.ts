import { z } from "zod";
import { namedEntries } from "../../yaml-file";
import type { MappingFunction } from "../mapping/mapping-function";
import { from } from "./from-schema";

/** A value of `item`: text with expressions, a literal, or a mapping or list of these. */
export const template: z.ZodType<TemplateValue> = z.lazy(() =>
  z.union(
    [z.string(), z.number(), z.boolean(), z.null(), z.array(template), namedEntries(z.string(), template)],
    {
      error: "must be text, a number, true, false, null, a list or a mapping",
    },
  ),
);
export type TemplateValue =
  string | number | boolean | null | readonly TemplateValue[] | { readonly [key: string]: TemplateValue };

const templates = namedEntries(z.string().min(1), template);
export type ItemTemplate = z.output<typeof templates>;

/** Only a program has functions; a YAML file is told of what it can have. */
function orFunction<Schema extends z.ZodType>(schema: Schema, error: string) {
  const isFunction = (value: unknown): value is MappingFunction => typeof value === "function";
  return z.union([schema, z.custom<MappingFunction>(isFunction, { error })], { error });
}

const item = orFunction(templates, "must be a mapping of attributes");
const step = orFunction(z.string(), "must be an expression");

const omitNull = z.union([z.boolean(), z.literal("deep")], { error: "must be true, false or deep" });

const omitEmpty = z.union([z.boolean(), z.literal("deep")], { error: "must be true, false or deep" });
const omit = z.array(z.string().min(1)).min(1);

const part = z.strictObject({
  item: item.optional(),
  where: step.optional(),
  forEach: step.optional(),
  omitNull: omitNull.optional(),
  omitEmpty: omitEmpty.optional(),
  omit: omit.optional(),
});

export const entity = z.strictObject({
  from,
  to: z.string().min(1),
  where: step.optional(),
  item: item.optional(),
  items: z.array(part).min(1).optional(),
  omitNull: omitNull.optional(),
  omitEmpty: omitEmpty.optional(),
  omit: omit.optional(),
  sharesKeysWith: z.array(z.string()).optional(),
});
export type EntityFile = z.output<typeof entity>;
export type PartFile = z.output<typeof part>;
