import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";
import { tablesJsonSchema } from "../../../stacks/config/json-schema";
import { type WrittenStack, writtenStacks } from "../written-stacks";

/** Every key of the schema, and every name that an object of JavaScript inherits. */
const inherited = Object.getOwnPropertyNames(Object.prototype);
const names = [...new Set([...keysOf(tablesJsonSchema()), ...inherited])].filter((name) =>
  /^[a-z]/i.test(name),
);

function keysOf(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {} } = schema as { properties?: Record<string, unknown> };
  return [...Object.keys(properties), ...Object.values(schema).flatMap(keysOf)];
}

/** An index has a name of three characters or more. */
const indexNames = [...names.filter((name) => name.length >= 3), "__proto__", "__defineGetter__"];

const head = { service: "shop", environment: "prod", regions: { primary: "us-east-1" } };
const table = { partitionKey: "id", sortKey: "at", ttl: "expiresAt" };
const all = <Value>(keys: readonly string[], value: Value) =>
  Object.fromEntries(keys.map((key) => [key, value]));
const load = (file: object) => loadTables("tables.yaml", JSON.stringify({ ...head, ...file }));

describe("an environment is merged over entries that are called like a key of the schema or like what objects inherit", () => {
  it("tables", () => {
    const environments = { prod: { tables: all(names, { insights: true }) } };
    expect(load({ tables: all(names, table), environments }).tables).toEqual(
      all(names, {
        partitionKey: { name: "id", type: "S" },
        sortKey: { name: "at", type: "S" },
        ...{ ttl: "expiresAt", insights: true },
      }),
    );
  });

  it.each(indexNames)("the index %s", (name) => {
    const indexes = { [name]: { partitionKey: "user" }, ByDay: { partitionKey: "day" } };
    const tables = { orders: { ...table, indexes } };
    const overlay = { [name]: { projection: "keys-only" } };
    const environments = { prod: { tables: { orders: { indexes: overlay } } } };
    const merged = load({ tables, environments }).tables.orders?.indexes ?? {};
    expect(Object.entries(merged)).toContainEqual([
      name,
      { partitionKey: { name: "user", type: "S" }, projection: "keys-only" },
    ]);
    expect(Object.keys(merged)).toHaveLength(2);
  });

  it("roles and their tables", () => {
    const roles = names.filter((name) => name.length <= 40);
    const tables = { a: table, ...all(roles, table) };
    const grants = all(roles.slice(0, 3), "read");
    const environments = { prod: { taskRoles: all(roles, { a: "write" }) } };
    const config = load({ tables, taskRoles: all(roles, grants), environments });
    expect(config.taskRoles).toEqual(all(roles, { ...grants, a: "write" }));
  });

  it("tags", () => {
    const tags = all(names.slice(0, 40), "a");
    const environments = { prod: { tags: all(names.slice(0, 40), "b") } };
    expect(load({ tables: { a: table }, tags, environments }).tags).toEqual(all(names.slice(0, 40), "b"));
  });
});

describe("what objects of JavaScript inherit is a name like any other", () => {
  const ids = inherited.filter((name) => /^[a-z]/i.test(name));
  const indexes = Object.fromEntries(
    [...inherited.slice(0, 10), "__proto__"].map((name) => [name, { partitionKey: name }]),
  );
  const localIndexes = Object.fromEntries(
    ["toString", "valueOf"].map((name) => [`${name}.local`, { sortKey: name }]),
  );
  const text = JSON.stringify({
    ...head,
    tables: {
      ...all(ids, { ...table, localIndexes }),
      indexed: { ...table, indexes },
      Service: table,
      UserErrors: table,
    },
    taskRoles: all(ids, all(ids, "read")),
    tablePrefixPolicies: { constructor: { prefix: "Shop", user: "valueOf" } },
    ...{ alarms: {}, dashboard: true, tags: all(ids, "x") },
  });
  const { resource, output } = JSON.parse(
    writtenStacks(text)["shop-prod-us-east-1"] ?? "null",
  ) as WrittenStack;

  it("of a table, its Terraform address and its entry in the outputs", () => {
    expect(Object.keys(resource.aws_dynamodb_table ?? {})).toEqual(expect.arrayContaining(ids));
    expect(Object.keys(output.dynamodb_tables?.value.tables ?? {})).toEqual(expect.arrayContaining(ids));
  });

  it("of an index", () => {
    expect(resource.aws_dynamodb_table?.indexed?.global_secondary_index).toEqual(
      expect.arrayContaining(
        Object.keys(indexes).map((name) => expect.objectContaining({ name, hash_key: name }) as unknown),
      ),
    );
  });

  it("of a role and of the tables that it has access to", () => {
    expect(Object.keys(output.task_roles?.value ?? {}).toSorted()).toEqual(ids.toSorted());
  });

  it("of a container's variable", () => {
    expect(JSON.stringify(output.task_roles?.value)).toContain(
      '{"name":"HAS_OWN_PROPERTY_TABLE","value":"shop-prod-hasOwnProperty"}',
    );
  });
});

describe("a name that objects inherit is refused where nothing has it", () => {
  it("as a table of a role", () => {
    expect(() => load({ tables: { a: table }, taskRoles: { web: { constructor: "read" } } })).toThrow(
      'taskRoles.web.constructor: table "constructor" not found; the file has a',
    );
  });

  it("as a key", () => {
    expect(() => load({ tables: { a: { ...table, constructor: { a: 1 } } } })).toThrow(
      "a.constructor: unknown key",
    );
    expect(() => load({ tables: { a: table }, toString: { a: { b: 1 } } })).toThrow("toString: unknown key");
  });

  it("as a table called __proto__, which must begin with a letter", () => {
    expect(() =>
      load({
        tables: JSON.parse('{ "a": {"partitionKey":"id"}, "__proto__": {"partitionKey":"id"} }') as object,
      }),
    ).toThrow("__proto__: must start with a letter, followed by A-Z, a-z, 0-9, _ or -");
  });

  it("as a tag called __proto__", () => {
    const tags = JSON.parse('{ "__proto__": "x" }') as object;
    expect(() => load({ tables: { a: table }, tags })).toThrow('a tag key must not be "__proto__"');
  });
});
