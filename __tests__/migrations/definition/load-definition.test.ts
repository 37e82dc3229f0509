import { describe, expect, it } from "vitest";
import { load, problemsIn } from "./problems";

const good = `name: forum
source: { json: . }
entities:
  user:
    from: { file: users.json, at: $.users }
    to: users
`;

/** A file with one entity that has these further lines. */
const entityWith = (...lines: string[]) => good + lines.map((line) => `    ${line}\n`).join("");

describe("loadDefinition", () => {
  it("reads the smallest file", async () => {
    expect(await load(good)).toMatchObject({
      name: "forum",
      fileName: "migration.yaml",
      source: { kind: "json", location: "." },
      entities: [{ name: "user", from: { file: "users.json", at: "$.users" }, to: "users", omitNull: false }],
    });
  });

  it("reads everything that an entity can have", async () => {
    const text = entityWith(
      "where: ${row.age > 3}",
      "omitNull: true",
      "item: { id: 'U#${row.id}', n: [1, null] }",
    );
    expect((await load(`${text}oversize: reject\n`)).entities[0]).toEqual({
      name: "user",
      from: { file: "users.json", at: "$.users" },
      to: "users",
      where: "${row.age > 3}",
      omitNull: true,
      item: { id: "U#${row.id}", n: [1, null] },
    });
  });

  it("reads several items of one row, which take omitNull from the entity", async () => {
    const text = entityWith(
      "omitNull: true",
      "items:",
      "  - { item: { id: '${row.id}' }, omitNull: false }",
      "  - { forEach: '${row.tags}', where: '${each != \"\"}', item: { id: 'T#${each}', at: '${index}' } }",
    );
    expect((await load(text)).entities[0]?.items).toEqual([
      { item: { id: "${row.id}" }, omitNull: false },
      {
        forEach: "${row.tags}",
        where: '${each != ""}',
        item: { id: "T#${each}", at: "${index}" },
        omitNull: true,
      },
    ]);
  });

  it("reads what is to be done with large items, in a bucket that the environment names", async () => {
    const offload = "{ bucket: '${env.PAGES}', attributes: [body], prefix: old/, region: eu-west-1 }";
    const text = `${good}oversize: { over: 350000, compress: [body], offload: ${offload} }\n`;
    expect((await load(text, { PAGES: "pages" })).entities[0]?.oversize).toEqual({
      over: 350_000,
      compress: ["body"],
      offload: { bucket: "pages", attributes: ["body"], prefix: "old/", region: "eu-west-1" },
    });
  });

  it("takes the source's place from the environment", async () => {
    const text = good.replace("json: .", "json: '${env.DATA}/export'");
    expect((await load(text, { DATA: "/data" })).source.location).toBe("/data/export");
  });

  it("has the same fingerprint for the same text only", async () => {
    const [one, same, other] = await Promise.all([load(good), load(good), load(`${good}# changed\n`)]);
    expect(one.fingerprint).toBe(same.fingerprint);
    expect(one.fingerprint).not.toBe(other.fingerprint);
  });
});

describe("a migration file", () => {
  it.each<[string, string, string[]]>([
    [
      "is not YAML",
      "name: [forum\n",
      [
        "migration.yaml:2:1 not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]",
      ],
    ],
    ["is empty", "", ["migration.yaml:1:1 must be a mapping, got null"]],
    [
      "lacks everything",
      "{}",
      [
        "migration.yaml:1:1 name: is missing; expected a string",
        "migration.yaml:1:1 source: is missing; expected a mapping",
        "migration.yaml:1:1 entities: is missing; expected a mapping",
      ],
    ],
    [
      "has an unknown key",
      `${good}sorce: x\n`,
      ['migration.yaml:7:1 sorce: unknown key; did you mean "source"?'],
    ],
    [
      "has an unknown key in an entity",
      entityWith("were: x"),
      ['migration.yaml:7:5 entities.user.were: unknown key; did you mean "where"?'],
    ],
    [
      "has a name that is none",
      good.replace("name: forum", "name: my forum"),
      [
        'migration.yaml:1:7 name: must start with a letter or digit and hold only letters, digits, - _ and ., got "my forum"',
      ],
    ],
    [
      "has an entity whose name is none",
      good.replace("  user:", "  -user:"),
      [
        "migration.yaml:4:3 entities.-user: must start with a letter or digit and hold only letters, digits, - _ and .",
      ],
    ],
    [
      "has no entity",
      "name: forum\nsource: { json: . }\nentities: {}\n",
      ["migration.yaml:3:11 entities: must hold at least one entity"],
    ],
    [
      "names no source",
      good.replace("{ json: . }", "{}"),
      [
        "migration.yaml:2:9 source: must name one kind of source (json, jsonl, csv, parquet, sqlite, postgres, mysql, dynamodb, dynamodbExport), got none",
      ],
    ],
    [
      "names two sources",
      good.replace("{ json: . }", "{ json: ., csv: . }"),
      [
        "migration.yaml:2:9 source: must name one kind of source (json, jsonl, csv, parquet, sqlite, postgres, mysql, dynamodb, dynamodbExport), got json and csv",
      ],
    ],
    [
      "has a path that is none",
      good.replace("$.users", "'users[0]'"),
      ['migration.yaml:5:35 entities.user.from.at: must be a path of names such as $.users, got "users[0]"'],
    ],
    [
      "has a way with large items that is unknown",
      `${good}oversize: shrink\n`,
      [
        'migration.yaml:7:11 oversize: must be "reject", or a mapping with over, compress or offload, got "shrink"',
      ],
    ],
    [
      "has an expression that is none",
      entityWith("item: { id: '${row.id +}' }"),
      ['migration.yaml:7:17 entities.user.item.id: "${row.id +}": Unexpected token: EOF'],
    ],
    [
      "has an expression that is not closed, in a list",
      entityWith("item:", "  id: [a, '${row.id']"),
      [
        'migration.yaml:8:15 entities.user.item.id[1]: "${row.id": holds an expression that is not closed; expected } after ${',
      ],
    ],
    [
      "has an empty expression in a map",
      entityWith("item: { id: { a: '${}' } }"),
      [
        'migration.yaml:7:22 entities.user.item.id.a: "${}": holds an empty expression ${}; write ${row.column}',
      ],
    ],
    [
      "refers to something unknown",
      entityWith("item: { id: '${rwo.id}' }"),
      ['migration.yaml:7:17 entities.user.item.id: "${rwo.id}": Unknown variable: rwo'],
    ],
    [
      "has a where that is no expression",
      entityWith("where: row.age > 3"),
      [
        'migration.yaml:7:12 entities.user.where: must be one expression, such as ${row.user_id != null}, got "row.age > 3"',
      ],
    ],
    [
      "has a where that does not compile",
      entityWith("where: ${row.age >}"),
      ['migration.yaml:7:12 entities.user.where: "${row.age >}": Unexpected token: EOF'],
    ],
    [
      "has a number with more digits than YAML keeps",
      entityWith("item: { id: 12345678901234567890 }"),
      [
        "migration.yaml:7:17 entities.user.item.id: has more digits than a number of this file keeps; write ${number('12345678901234567890')}",
      ],
    ],
    [
      "has a fraction with more digits than YAML keeps",
      entityWith("item: { id: a, n: [0.1234567890123456789] }"),
      [
        "migration.yaml:7:24 entities.user.item.n[0]: has more digits than a number of this file keeps; write ${number('0.1234567890123456789')}",
      ],
    ],
    [
      "has an item beside items, and nothing for each element",
      entityWith("item: { id: a }", "items:", "  - { forEach: '${row.tags}' }"),
      [
        "migration.yaml:8:5 entities.user.items: stands beside item; only one of both can be",
        "migration.yaml:9:9 entities.user.items[0]: must have an item, which says what becomes of each",
      ],
    ],
    [
      "has no items in items",
      entityWith("items: []"),
      ["migration.yaml:7:12 entities.user.items: must be a list of at least 1, got a list of 0"],
    ],
    [
      "speaks of elements where there are none",
      entityWith("items:", "  - { item: { id: '${each.id}', n: '${index}' } }"),
      [
        'migration.yaml:8:23 entities.user.items[0].item.id: "${each.id}": Unknown variable: each',
        'migration.yaml:8:40 entities.user.items[0].item.n: "${index}": Unknown variable: index',
      ],
    ],
    [
      "has a forEach that is no expression",
      entityWith("items:", "  - { forEach: tags, item: { id: a } }"),
      [
        'migration.yaml:8:20 entities.user.items[0].forEach: must be one expression, such as ${row.test_cases}, got "tags"',
      ],
    ],
    [
      "calls a function that there is not",
      entityWith("item: { id: '${sha265(row.id)}' }"),
      [
        'migration.yaml:7:17 entities.user.item.id: "${sha265(row.id)}": unknown function sha265(); did you mean "sha256"?',
      ],
    ],
    [
      "shares keys with an entity that goes elsewhere",
      entityWith("sharesKeysWith: [usr]").replace(
        "entities:\n",
        "entities:\n  usr: { from: { file: a }, to: other }\n",
      ),
      [
        'migration.yaml:8:22 entities.user.sharesKeysWith[0]: must be another entity that goes to users, got "usr"',
      ],
    ],
    [
      "omits null by another word",
      entityWith("item: { id: a }", "omitNull: all"),
      ['migration.yaml:8:15 entities.user.omitNull: must be true, false or deep, got "all"'],
    ],
    [
      "has an item that is none",
      entityWith("item: 5"),
      ["migration.yaml:7:11 entities.user.item: must be a mapping of attributes, got 5"],
    ],
    [
      "has a limit that the service does not know",
      `${good}oversize: { over: 500000 }\n`,
      ["migration.yaml:7:19 oversize.over: must be at most 409600, got 500000"],
    ],
    [
      "puts large items into a bucket and reads from a place that are not set",
      `${good.replace("json: .", "json: '${env.DATA}'")}oversize: { offload: { bucket: "\${env.PAGES}", attributes: [a] } }\n`,
      [
        "migration.yaml:2:17 source.json: needs the environment variable DATA, which is not set",
        "migration.yaml:7:32 oversize.offload.bucket: needs the environment variable PAGES, which is not set",
      ],
    ],
    [
      "refers to a variable that is not set",
      good.replace("json: .", "json: '${env.DATA}'"),
      ["migration.yaml:2:17 source.json: needs the environment variable DATA, which is not set"],
    ],
    [
      "refers to a row in the source's place",
      good.replace("json: .", "json: '${row.folder}'"),
      ["migration.yaml:2:17 source.json: may refer only to env, got ${row.folder}"],
    ],
    [
      "has a place that fails",
      good.replace("json: .", "json: '${1 / 0}'"),
      ["migration.yaml:2:17 source.json: division by zero"],
    ],
    [
      "has several problems",
      entityWith("where: x", "item: { a: '${}', b: '${1 +}' }").replace("$.users", "$.users, key: id"),
      [
        "migration.yaml:5:44 entities.user.from.key: does not go with a json source, which takes file, at, keyColumn, extendedJson and lookup",
        'migration.yaml:7:12 entities.user.where: must be one expression, such as ${row.user_id != null}, got "x"',
        'migration.yaml:8:16 entities.user.item.a: "${}": holds an empty expression ${}; write ${row.column}',
        'migration.yaml:8:26 entities.user.item.b: "${1 +}": Unexpected token: EOF',
      ],
    ],
  ])("that %s is refused with its places", async (_what, text, lines) => {
    expect(await problemsIn(text)).toEqual(lines);
  });
});
