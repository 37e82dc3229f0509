/** The parts of a JSON Schema that the reference is generated from. */
export interface JsonSchema {
  readonly description?: string;
  readonly type?: string;
  readonly const?: string | number | boolean;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

/** A key of tables.yaml. */
export interface Key {
  /** `tables.<id>.ttl`, or `…[].cron` in a list. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly description: string;
}

/** Keys whose inner keys are described elsewhere. */
const elsewhere: readonly string[] = ["defaults", "environments"];

/** Every key of a schema, each after the key that contains it. */
export function keysOf(schema: JsonSchema, prefix = ""): Key[] {
  const { properties = {}, required = [] } = schema;
  const own = Object.entries(properties).flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    const key = { path, type: typeOf(inner), required: required.includes(name) };
    const said = { ...key, description: inner.description ?? "" };
    return elsewhere.includes(path) ? [said] : [said, ...keysOf(inner, `${path}.`)];
  });
  const { additionalProperties: values, items, anyOf = [] } = schema;
  return [
    ...own,
    ...(typeof values === "object" ? keysOf(values, `${prefix}<name>.`) : []),
    ...(items ? keysOf(items, `${prefix.slice(0, -1)}[].`) : []),
    ...anyOf.flatMap((one) => keysOf(one, prefix)),
  ];
}

/** Each path once. A key of several forms of a mapping has the types of all of them. */
export function eachOnce(keys: readonly Key[]): Key[] {
  const byPath = new Map<string, Key>();
  for (const key of keys) {
    const other = byPath.get(key.path);
    const types = new Set([...(other === undefined ? [] : other.type.split(", ")), ...key.type.split(", ")]);
    const required = key.required && (other?.required ?? true);
    byPath.set(key.path, { ...key, ...other, type: [...types].join(", "), required });
  }
  return [...byPath.values()];
}

function typeOf({
  anyOf,
  enum: choices,
  const: only,
  type,
  items,
  additionalProperties,
}: JsonSchema): string {
  if (anyOf) return [...new Set(anyOf.map(typeOf))].join(" or ");
  if (choices) return choices.map((choice) => `\`${String(choice)}\``).join(", ");
  if (only !== undefined) return `\`${String(only)}\``;
  if (type === "array") return `list of ${items ? typeOf(items) : "anything"}`;
  if (typeof additionalProperties === "object") return "mapping by name";
  if (type === "integer") return "whole number";
  return type === "object" ? "mapping" : (type ?? "anything");
}
