import { z } from "zod";

/**
 * A mapping by names that the file gives. Unlike zod's own record it keeps an entry called `__proto__`, which is a
 * legal name of an index or a tag.
 */
export function namedEntries<Key extends z.ZodType<string>, Value extends z.ZodType>(
  keyType: Key,
  valueType: Value,
): z.ZodRecord<z.ZodString, Value> {
  const record = new NamedEntries({ type: "record", keyType, valueType });
  return record as unknown as z.ZodRecord<z.ZodString, Value>;
}

type Parse = z.core.$ZodType["_zod"]["parse"];

const NamedEntries = z.core.$constructor<z.ZodRecord, z.core.$ZodRecordDef>("NamedEntries", (schema, def) => {
  z.ZodRecord.init(schema, def);
  const parseOthers = schema._zod.parse.bind(schema._zod);
  schema._zod.parse = (payload, context) => {
    const input = payload.value as unknown;
    const parsed = parseOthers(payload, context) as typeof payload;
    if (!isObject(input) || !Object.hasOwn(input, proto)) return parsed;
    parsed.issues.push(...keyIssues(def, schema, context));
    const value = def.valueType._zod.run({ value: own(input), issues: [] }, context) as typeof payload;
    parsed.issues.push(...z.core.util.prefixIssues(proto, value.issues));
    define(parsed.value as object, value.value);
    return parsed;
  };
});

const proto = "__proto__";

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(input: object): unknown {
  return Object.getOwnPropertyDescriptor(input, proto)?.value;
}

function define(target: object, value: unknown): void {
  Object.defineProperty(target, proto, { value, enumerable: true, configurable: true, writable: true });
}

function keyIssues(
  { keyType }: z.core.$ZodRecordDef,
  inst: z.ZodRecord,
  context: Parameters<Parse>[1],
): z.core.$ZodRawIssue[] {
  const { issues } = keyType._zod.run({ value: proto, issues: [] }, context) as {
    issues: z.core.$ZodRawIssue[];
  };
  if (issues.length === 0) return [];
  const finished = issues.map((issue) => z.core.util.finalizeIssue(issue, context, z.core.config()));
  return [{ code: "invalid_key", origin: "record", issues: finished, input: proto, path: [proto], inst }];
}
