import type { z } from "zod";
import type { Path } from "./problem";

interface Definition {
  readonly shape?: Record<string, z.ZodType>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly in?: z.ZodType;
  readonly getter?: () => z.ZodType;
}

/** The keys that a schema allows at a path, over all alternatives of its unions. */
export function knownKeys(schema: z.ZodType, path: Path): string[] {
  const ends = path.reduce<z.ZodType[]>(
    (schemas, step) => schemas.flatMap((one) => below(one, step)),
    [schema],
  );
  return [...new Set(ends.flatMap(alternatives).flatMap((end) => Object.keys(definition(end).shape ?? {})))];
}

function definition(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** Strips `optional`, `default`, `lazy` and `pipe`, and opens unions. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  const { innerType, options, in: input, getter } = definition(schema);
  if (options) return options.flatMap(alternatives);
  const inner = innerType ?? input ?? getter?.();
  return inner ? alternatives(inner) : [schema];
}

function below(schema: z.ZodType, step: string | number): z.ZodType[] {
  return alternatives(schema).flatMap((one) => {
    const { shape, valueType, element } = definition(one);
    const child = (shape && Object.hasOwn(shape, step) ? shape[step] : undefined) ?? valueType ?? element;
    return child ? [child] : [];
  });
}
