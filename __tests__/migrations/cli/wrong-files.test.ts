import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { outputs, Workspace } from "./workspace";

const good = `name: shop
source: { json: . }
entities:
  note:
    from: { file: notes.json }
    to: notes
`;

describe("wrong migration files and settings", () => {
  let shop: Workspace;

  beforeAll(async () => {
    // Nothing listens there: all of these are found before a table is asked.
    shop = await Workspace.make("http://127.0.0.1:1");
  });
  afterAll(() => shop.remove());
  beforeEach(async () => {
    await shop.file("migration.yaml", good);
    await shop.file("notes.json", "[]");
    await shop.file("outputs.json", JSON.stringify(outputs));
  });

  it.each([
    {
      what: "a table that is not in the outputs",
      file: good.replace("to: notes", "to: note"),
      error: [
        'migration.yaml:6:9 entities.note.to: outputs.json has no table "note"; did you mean "notes"? It has: notes, tags',
      ],
    },
    {
      what: "unknown keys, all at once",
      file: good.replace("source", "sources").replace("to:", "too:"),
      error: [
        "migration.yaml:1:1 source: is missing; expected a mapping",
        'migration.yaml:2:1 sources: unknown key; did you mean "source"?',
        "migration.yaml:5:5 entities.note.to: is missing; expected a string",
        'migration.yaml:6:5 entities.note.too: unknown key; did you mean "to"?',
      ],
    },
    {
      what: "an expression that is not CEL",
      file: `${good}    item: { id: "\${row.id ==}" }\n`,
      error: ['migration.yaml:7:17 entities.note.item.id: "${row.id ==}": Unexpected token: EOF'],
    },
    {
      what: "an expression over something unknown",
      file: `${good}    item: { id: "\${rwo.id}" }\n`,
      error: ['migration.yaml:7:17 entities.note.item.id: "${rwo.id}": Unknown variable: rwo'],
    },
    {
      what: "an item without the key",
      file: `${good}    item: { title: "\${row.title}" }\n`,
      error: ["migration.yaml:7:11 entities.note.item: must produce id, the partition key of shop-dev-notes"],
    },
    {
      what: "a key attribute of the wrong type",
      file: `${good}    item: { id: 7, rank: "no \${row.rank}" }\n`,
      error: [
        "migration.yaml:7:17 entities.note.item.id: is the partition key of shop-dev-notes and must be a string (S), but gives a number (N)",
        "migration.yaml:7:26 entities.note.item.rank: is the partition key of RankIndex and must be a number (N), but gives a string (S)",
      ],
    },
    {
      what: "an environment variable that is not set",
      file: good.replace("json: .", 'json: "${env.SHOP_DATA}"'),
      error: ["migration.yaml:2:17 source.json: needs the environment variable SHOP_DATA, which is not set"],
    },
    {
      what: "a source whose address is none",
      file: good.replace("json: .", "dynamodb: us_east_1").replace("file: notes.json", "table: notes"),
      error: [
        'migration.yaml:2:21 source.dynamodb: must be a region such as us-east-1, an endpoint such as http://127.0.0.1:8000, or region@endpoint, got "us_east_1"',
      ],
    },
    {
      what: "text that is not YAML",
      file: "name: [shop\n",
      error: [
        "migration.yaml:2:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    },
  ])("$what", async ({ file, error }) => {
    await shop.file("migration.yaml", file);
    expect(await shop.command("run")).toEqual({ code: 2, errorCode: "file-invalid", error, out: "" });
  });

  it.each([
    {
      what: "an outputs file that is none",
      content: '{"Version": "2012-10-17"}',
      error:
        /^outputs\.json has no output "dynamodb_tables" \(found: Version\); make the file with `cdktf output/,
    },
    {
      what: "an outputs file that is not JSON",
      content: "dynamodb_tables = {}",
      error: /^outputs\.json is not JSON \(.+\); make the file with `cdktf output/,
    },
    {
      what: "an outputs file of a later format",
      content: JSON.stringify(outputs).replace('"formatVersion":1', '"formatVersion":2'),
      error: /^outputs\.json shop-dev-us-east-1\.dynamodb_tables\.formatVersion: must be 1, got 2$/,
    },
  ])("$what", async ({ content, error }) => {
    await shop.file("outputs.json", content);
    const run = await shop.command("run");
    expect(run.code).toBe(2);
    expect(run.error.join("\n")).toMatch(error);
  });

  it.each([
    {
      line: "run nowhere.yaml",
      errorCode: "file-unreadable",
      error: "migration file nowhere.yaml not found; name it as the first argument",
    },
    {
      line: "run --outputs elsewhere.txt",
      errorCode: "file-unreadable",
      error: "outputs file elsewhere.txt not found; name it with --outputs, or use --local",
    },
    {
      line: "run --local",
      errorCode: "local-not-running",
      error: "no embedded DynamoDB is running; start it with `dynamodb-migrate local up`",
    },
    {
      line: "run --entity notes",
      errorCode: "entity-unknown",
      error: '--entity: migration.yaml has no entity "notes"; did you mean "note"? It has: note',
    },
    {
      line: "run --stack shop-prod",
      errorCode: "stack-unknown",
      error: 'outputs.json has no stack "shop-prod"; it has: shop-dev-us-east-1',
    },
  ])("$line", async ({ line, errorCode, error }) => {
    expect(await shop.command(line)).toEqual({ code: 2, errorCode, error: [error], out: "" });
  });

  it.each([
    { line: "run --batch-size 26", error: /expected at most 25 items, which is the service's limit, got 26/ },
    { line: "run --on-conflict maybe", error: /Allowed choices are overwrite, skip, fail/ },
    { line: "run --concurency 4", error: /unknown option '--concurency'/ },
    { line: "rnu", error: /unknown command 'rnu'/ },
  ])("$line", async ({ line, error }) => {
    const run = await shop.command(line);
    expect(run.code).toBe(2);
    expect(run.error.join("\n")).toMatch(error);
  });

  it("a table that cannot be reached ends with 3 and says where it was looked for", async () => {
    const { code, error } = await shop.command("run");
    expect(code).toBe(3);
    // Lines that say that it is retried come before.
    expect(error.at(-1)).toMatch(
      /^cannot reach table shop-dev-notes in http:\/\/127\.0\.0\.1:1: connection refused \(connect ECONNREFUSED/,
    );
  });

  it("--json gives an unknown option to programs", async () => {
    const { code, out } = await shop.command("run --json --concurency 3");
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: 1,
      error: { code: "command-line-invalid", message: expect.stringContaining("--concurency") as string },
    });
  });

  it("--json gives the error to programs, too", async () => {
    const { out } = await shop.command("run --local --json");
    expect(JSON.parse(out)).toEqual({
      formatVersion: 1,
      error: {
        code: "local-not-running",
        message: "no embedded DynamoDB is running; start it with `dynamodb-migrate local up`",
      },
    });
  });
});
