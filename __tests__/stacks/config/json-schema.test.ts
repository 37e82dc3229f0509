import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadTables } from "../../../stacks";
import { tablesJsonSchema } from "../../../stacks/config/json-schema";
import { fileLimits, tableLimits } from "./schema-limits";
import { wrongFiles } from "./wrong-files";
import { wrongIntegrations } from "./wrong-integrations";
import { wrongOperations } from "./wrong-operations";

const root = join(__dirname, "..", "..", "..");
const schema = tablesJsonSchema();
/** Strict: unknown keywords and formats, and required keys that are no properties, are errors. */
const validate = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true }).compile(schema);
const fits = (text: string) => validate(parse(text, { merge: true }));

function isLoaded(text: string): boolean {
  try {
    loadTables("tables.yaml", text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Editors complete and check tables.yaml by this schema, which is part of the package. After a change of the format:
 * `npx vitest run __tests__/stacks/config/json-schema.test.ts --update`.
 */
it("tables.schema.json is the schema of tables.yaml", async () => {
  const written = `${JSON.stringify(schema, null, 2)}\n`;
  await expect(written).toMatchFileSnapshot(join(root, "tables.schema.json"));
});

it("the schema has an absolute id", () => {
  expect(schema["$id"]).toBe("https://unpkg.com/cdktf-dynamodb/tables.schema.json");
});

const file = (rest: string, table = "") => `
service: forum
environment: dev
${rest.startsWith("regions:") ? "" : "regions: { primary: us-east-1 }"}
tables: { posts: { partitionKey: postId, sortKey: createdAt${table === "" ? "" : `, ${table}`} } }
${rest}
`;

const limits = [
  ...tableLimits.map((limit) => ({ ...limit, text: (setting: string) => file("", setting) })),
  ...fileLimits.map((limit) => ({ ...limit, text: (setting: string) => file(setting) })),
];
const cases = (kind: "accepted" | "refused") =>
  limits.flatMap(({ setting, text, ...values }) =>
    values[kind].map((value) => {
      const written = setting.replace("?", value);
      return { written: written.slice(0, 100), text: text(written) };
    }),
  );

describe("the loader and the schema accept", () => {
  it.each(cases("accepted"))("$written", ({ text }) => {
    expect({ loaded: isLoaded(text), fits: fits(text) }).toEqual({ loaded: true, fits: true });
  });
});

describe("the loader and the schema refuse", () => {
  it.each(cases("refused"))("$written", ({ text }) => {
    expect({ loaded: isLoaded(text), fits: fits(text) }).toEqual({ loaded: false, fits: false });
  });

  it.each([
    {
      lacking: "service",
      text: "environment: dev\nregions: { primary: us-east-1 }\ntables: { a: { partitionKey: id } }",
    },
    {
      lacking: "environment",
      text: "service: a\nregions: { primary: us-east-1 }\ntables: { a: { partitionKey: id } }",
    },
    { lacking: "regions", text: "service: a\nenvironment: dev\ntables: { a: { partitionKey: id } }" },
    {
      lacking: "regions.primary",
      text: "service: a\nenvironment: dev\nregions: {}\ntables: { a: { partitionKey: id } }",
    },
    { lacking: "tables", text: "service: a\nenvironment: dev\nregions: { primary: us-east-1 }" },
    {
      lacking: "every table",
      text: "service: a\nenvironment: dev\nregions: { primary: us-east-1 }\ntables: {}",
    },
    {
      lacking: "a partition key",
      text: "service: a\nenvironment: dev\nregions: { primary: us-east-1 }\ntables: { a: {} }",
    },
    {
      lacking: "service in one of two environments",
      text: "environment: dev\nregions: { primary: us-east-1 }\ntables: { a: { partitionKey: id } }\nenvironments: { dev: { service: a }, prod: {} }",
    },
  ])("a file that lacks $lacking", ({ text }) => {
    expect({ loaded: isLoaded(text), fits: fits(text) }).toEqual({ loaded: false, fits: false });
  });
});

it("the schema accepts a file whose environments have what the file itself lacks", () => {
  const text =
    "environment: dev\ntables: { a: { partitionKey: id } }\nenvironments: { dev: { service: a, regions: { primary: us-east-1 } } }";
  expect({ loaded: isLoaded(text), fits: fits(text) }).toEqual({ loaded: true, fits: true });
});

describe("the schema accepts the example", () => {
  it.each(
    readdirSync(join(root, "examples"), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    ),
  )("%s", (name) => {
    const text = readFileSync(join(root, "examples", name, "tables.yaml"), "utf8");
    expect(fits(text), JSON.stringify(validate.errors)).toBe(true);
  });
});

/** Problems that depend on several settings, on the command line or on YAML, which JSON Schema cannot express. */
const beyondSchema: ReadonlySet<string> = new Set([
  "a migration follows a table that is not in the file",
  "a migration follows a table without a stream",
  "migration workers break rules",
  "migration workers have neither a VPC nor security groups",
  "a variable of migration workers is a URL with a password",
  "the name of the service is too long for migration workers",
  "it is not YAML",
  "a key is there twice",
  "the environment that is asked for is misspelt",
  "there is no environment of the name that is asked for",
  "an environment is asked for and there are none",
  "the provider is older than the arguments of strong consistency",
  "regions cannot be strongly consistent",
  "two tables have one name",
  "keys are given for the wrong regions",
  "a key lies in another region than it is given for",
  "data streams are given for the wrong regions",
  "a role is granted a table that is not there",
  "a role is granted a stream that is not there",
  "a role's name becomes too long",
  "a user's policies are longer together than IAM takes",
  "a replica's settings break rules",
  "alarms notify six topics in a region, that of the addresses included",
  "a cutover of replicated tables does not say in which region is written",
  "a cutover writes in the region of a replica",
  "a table has the name of the ledger",
  "a table has the variable of the control table",
  "a replica of a strongly consistent table has settings of its own",
]);
const wrong = [...wrongFiles, ...wrongOperations, ...wrongIntegrations];

describe("the schema refuses a file in which", () => {
  it.each(wrong.filter(({ when }) => !beyondSchema.has(when)))("$when", ({ text }) => {
    expect(fits(text)).toBe(false);
  });
});

it("every problem that the schema cannot express is one of a wrong file", () => {
  expect([...beyondSchema].filter((when) => !wrong.some((file) => file.when === when))).toEqual([]);
});
