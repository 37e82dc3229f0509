import { describe, expect, it } from "vitest";
import { loadTables } from "../../../stacks";
import { knownKeys } from "../../../yaml-file/known-keys";
import { indivisibleSettings } from "../../../stacks/config/indivisible-settings";
import { writtenFileSchema } from "../../../stacks/config/tables-schema";

const file = `
service: shop
environment: dev
regions: { primary: us-east-1 }
defaults: { insights: true }
dashboard: true
tags: { Team: shop }
tables:
  carts: { partitionKey: id, ttl: expiresAt, indexes: { ByUser: { partitionKey: user }, ByDay: { partitionKey: day } } }
  orders: { partitionKey: id }
taskRoles: { web: { carts: read, orders: read }, batch: { orders: write } }
`;
const load = (environment: string) =>
  loadTables("tables.yaml", `${file}environments: { prod: ${environment} }`, { environment: "prod" });

describe("an environment removes by null", () => {
  it("a table", () => {
    const { tables } = load("{ tables: { carts: null }, taskRoles: { web: { carts: null } } }");
    expect(Object.keys(tables)).toEqual(["orders"]);
  });

  it("an index of a table", () => {
    expect(
      Object.keys(load("{ tables: { carts: { indexes: { ByUser: null } } } }").tables.carts?.indexes ?? {}),
    ).toEqual(["ByDay"]);
  });

  it("a setting of a table", () => {
    expect(load("{ tables: { carts: { ttl: null } } }").tables.carts).not.toHaveProperty("ttl");
  });

  it("a role", () => {
    expect(Object.keys(load("{ taskRoles: { batch: ~ } }").taskRoles ?? {})).toEqual(["web"]);
  });

  it("a setting of the file", () => {
    expect(load("{ dashboard: null, tags: { Team: null } }")).toMatchObject({ tags: {} });
    expect(load("{ dashboard: null }")).not.toHaveProperty("dashboard");
  });

  it("a setting of the defaults", () => {
    expect(load("{ defaults: { insights: null } }").tables.orders).not.toHaveProperty("insights");
  });
});

describe("null in an environment is refused", () => {
  it.each([
    {
      when: "the file has no such table",
      environment: "{ tables: { cart: null } }",
      path: "environments.prod.tables.cart",
    },
    {
      when: "the file has no such index",
      environment: "{ tables: { carts: { indexes: { ByUsers: null } } } }",
      path: "environments.prod.tables.carts.indexes.ByUsers",
    },
    {
      when: "only the defaults have the setting",
      environment: "{ tables: { orders: { insights: null } } }",
      path: "environments.prod.tables.orders.insights",
    },
  ])("when $when", ({ environment, path }) => {
    expect(() => load(environment)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({
            path,
            message: "removes nothing: the file has no such entry",
          }) as unknown,
        ],
      }),
    );
  });

  it("for a table that a role still has access to", () => {
    expect(() => load("{ tables: { carts: null } }")).toThrow(
      'tables.yaml:11:21 taskRoles.web.carts: table "carts" not found; the file has orders',
    );
  });

  it("inside a setting that is replaced as a whole", () => {
    expect(() => load("{ tables: { orders: { billing: { maxRead: 9, maxWrite: null } } } }")).toThrow(
      "environments.prod.tables.orders.billing.maxWrite: must be a number, got null",
    );
  });
});

it("null outside of environments is refused", () => {
  const text = file.replace("orders: { partitionKey: id }", "orders: null");
  expect(() => loadTables("tables.yaml", text)).toThrow(
    "tables.yaml:10:11 orders: must be a mapping, got null",
  );
});

it.each(indivisibleSettings)("the indivisible setting %s is one of the schema", (setting) => {
  const path = setting.split(".");
  expect(knownKeys(writtenFileSchema, path.slice(0, -1))).toContain(path.at(-1));
});

describe("the environments that are not built are checked, too", () => {
  const problems = (environments: string, environment?: string) => {
    try {
      loadTables("tables.yaml", `${file}environments: ${environments}\n`, { environment });
    } catch (error) {
      return String(error).replace("FileError: ", "").split("\n");
    }
    return [];
  };

  it("a rule that one of them breaks is reported with its name", () => {
    expect(problems("{ dev: {}, prod: { tables: { carts: { pointInTimeRecovery: 36 } } } }")).toEqual([
      'tables.yaml:12:74 carts.pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 36 (environment "prod")',
    ]);
  });

  it("an entry that one of them removes is missed where it is used", () => {
    expect(problems("{ prod: { tables: { carts: null } } }")).toEqual([
      'tables.yaml:11:21 taskRoles.web.carts: table "carts" not found; the file has orders (environment "prod")',
    ]);
  });

  it("a problem of several environments is reported once", () => {
    const wrong = "{ regions: { replicas: [us-wset-2] } }";
    expect(problems(`{ dev: ${wrong}, prod: {}, qa: ${wrong} }`)).toEqual([
      'tables.yaml:12:46 regions.replicas[0]: must be a region of AWS, such as us-east-1, got "us-wset-2"',
      'tables.yaml:12:100 regions.replicas[0]: must be a region of AWS, such as us-east-1, got "us-wset-2" (environment "qa")',
    ]);
    const shared = file.replace("ttl: expiresAt", "pointInTimeRecovery: 0");
    expect(() => loadTables("tables.yaml", `${shared}environments: { dev: {}, prod: {} }`)).toThrow(
      expect.objectContaining({
        message:
          "tables.yaml:9:51 carts.pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 0",
      }),
    );
  });
});
