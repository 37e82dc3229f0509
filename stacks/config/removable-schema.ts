import { z } from "zod";
import type { Path } from "../../yaml-file";
import { isIndivisible } from "./indivisible-settings";
import { namedEntries } from "../../yaml-file";

/**
 * A schema in which every optional setting and every named entry may be `null`, so that an environment can remove it. A
 * setting that is replaced as a whole can only be removed as a whole.
 *
 * @param path the path of the schema's value, with `*` for the name of an entry
 */
export function removable<Schema extends z.ZodType>(schema: Schema, path: Path = []): z.ZodType {
  const metadata = z.globalRegistry.get(schema);
  const changed = removableForm(schema, path);
  return metadata === undefined ? changed : changed.meta(metadata);
}

function removableForm(schema: z.ZodType, path: Path): z.ZodType {
  if (isIndivisible(path)) return schema;
  if (schema instanceof z.ZodOptional) return removable(inner(schema.unwrap()), path).nullable().optional();
  if (schema instanceof z.ZodRecord) {
    const value = removable(inner(schema.valueType), [...path, "*"]);
    return namedEntries(schema.keyType as z.ZodType<string>, value.nullable());
  }
  if (schema instanceof z.ZodUnion && schema.options.every(isMapping)) {
    return z.union(schema.options.map((option) => removable(inner(option), path)));
  }
  // The checks of a mapping as a whole apply to the merged value, not to a part of it.
  if (schema instanceof z.ZodObject && (schema.def.checks ?? []).length === 0) {
    const shape = Object.entries(schema.shape);
    return z.strictObject(
      Object.fromEntries(shape.map(([key, value]) => [key, removable(value, [...path, key])])),
    );
  }
  return schema;
}

/** Only where every form is a mapping can an entry of it be removed. */
function isMapping(schema: unknown): boolean {
  return schema instanceof z.ZodObject || schema instanceof z.ZodRecord;
}

function inner(schema: unknown): z.ZodType {
  return schema as z.ZodType;
}
