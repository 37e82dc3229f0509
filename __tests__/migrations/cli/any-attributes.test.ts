import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

/** JSON as the service sends it. This file shares no code with the runner that reads or writes items. */
type Json = { readonly [name: string]: Json } | readonly Json[] | string | boolean;

const oddNames = [
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf", "then", "length"],
  ...["a.b", "#a", ":v", "#a0", "[0]", " ", " a b ", '"', "\\", "\n", "\u0001", "$", "${row.id}", "😀", "é́"],
  ...["S", "N", "B", "M", "L", "SS", "NULL", "Item", "Keys", "0", "-1", "é".repeat(127) + "x"],
];
const name = fc.oneof(
  fc.constantFrom(...oddNames),
  fc.string({ unit: "binary", minLength: 1, maxLength: 5 }),
);
const text = fc.oneof(fc.constantFrom(...oddNames), fc.string({ unit: "binary", maxLength: 5 }));
/** Numbers whose spelling has one form: the service may spell others differently, with the same value. */
const number = fc.constantFrom(
  ...["0", "1", "-1.5", "0.1", "12345678901234567890123456789012345678", "-0.0001"],
);
const bytes = fc.uint8Array({ minLength: 1, maxLength: 5 }).map((all) => Buffer.from(all).toString("base64"));
const setOf = (member: fc.Arbitrary<string>) => fc.uniqueArray(member, { minLength: 1, maxLength: 3 });

/** By entries, since assigning to a member called `__proto__` would set the prototype. */
const mapOf = (value: fc.Arbitrary<Json>, maxLength: number): fc.Arbitrary<Json> =>
  fc
    .uniqueArray(fc.tuple(name, value), { maxLength, selector: ([one]) => one })
    .map((entries) => Object.fromEntries(entries));

const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    setOf(text.filter((one) => one !== "")).map((SS) => ({ SS })),
    setOf(number).map((NS) => ({ NS })),
    setOf(bytes).map((BS) => ({ BS })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    mapOf(tie("value"), 4).map((M) => ({ M })),
  ),
})).value;

const items = fc.array(mapOf(value, 7), { minLength: 5, maxLength: 25 }).map((all) =>
  all.map((one, index) => ({
    ...without(one as Readonly<Record<string, Json>>, ["id", "name", "rank"]),
    id: { S: `i${index}` },
    name: { S: "n" },
  })),
);

function without(item: Readonly<Record<string, Json>>, names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(Object.entries(item).filter(([one]) => !names.includes(one)));
}

/** One text for equal contents: names and sets in order. */
function canonical(json: Json): string {
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(canonical).join()}]`;
  if (typeof json !== "object") return JSON.stringify(json);
  const entries = Object.entries(json).map(([one, member]) => {
    const isSet = ["SS", "NS", "BS"].includes(one) && Array.isArray(member);
    const texts = isSet && member.every((part) => typeof part === "string") ? member.toSorted() : member;
    return `${JSON.stringify(one)}:${canonical(texts)}`;
  });
  return `{${entries.toSorted().join()}}`;
}

const sorted = (all: readonly Json[]) => all.map(canonical).toSorted();

describeWith("any attributes", findDynamoDbLocal, (dynamoDbLocal) => {
  const shop = useWorkspace(dynamoDbLocal, {});

  async function call(operation: string, body: object): Promise<Record<string, Json>> {
    const response = await fetch(shop().endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
      },
      body: JSON.stringify(body),
    });
    const answered = await response.text();
    expect(response.ok, `${operation} ${answered}`).toBe(true);
    return JSON.parse(answered) as Record<string, Json>;
  }
  const stored = async (table: string): Promise<string[]> =>
    sorted((await call("Scan", { TableName: table, ConsistentRead: true }))["Items"] as readonly Json[]);
  const put = (table: string, Item: Json) => call("PutItem", { TableName: table, Item });

  async function succeeds(line: string): Promise<void> {
    const { code, error } = await shop().command(line);
    expect(code, `${line}\n${error.join("\n")}`).toBe(0);
  }
  async function latestRun(): Promise<string> {
    const { out } = await shop().command("status --json");
    const { runs } = JSON.parse(out) as { runs: { run: string }[] };
    return (runs.at(-1) as { run: string }).run;
  }

  const [notes, tags] = ["shop-dev-notes", "shop-dev-tags"];
  async function empty(): Promise<void> {
    for (const folder of ["kept", ".dynamodb-migrate"])
      await rm(join(shop().folder, folder), { recursive: true, force: true });
    for (const table of [notes, tags])
      for (const { id, name: sort } of (await call("Scan", { TableName: table }))["Items"] as never as {
        id: Json;
        name: Json;
      }[])
        await call("DeleteItem", { TableName: table, Key: table === notes ? { id } : { id, name: sort } });
  }
  beforeEach(empty);

  it("are the same after backup, restore, run, verify and rollback", async () => {
    await shop().file(
      "copy.yaml",
      `name: copy\nsource: { dynamodb: "${shop().endpoint}" }\nentities: { note: { from: { table: ${notes} }, to: tags } }\n`,
    );
    await fc.assert(
      fc.asyncProperty(items, async (all) => {
        await empty();
        const expected = sorted(all);
        for (const one of all) await put(notes, one);
        expect(await stored(notes)).toEqual(expected);

        await succeeds("backup notes --to kept --format json");
        const kept = JSON.parse(await readFile(join(shop().folder, `kept/${notes}.json`), "utf8")) as {
          Items: readonly Json[];
        };
        expect(sorted(kept.Items)).toEqual(expected);

        await succeeds("run copy.yaml");
        expect(await stored(tags)).toEqual(expected);
        await succeeds("verify copy.yaml");
        await succeeds(`rollback ${await latestRun()} --yes`);
        expect(await stored(tags)).toEqual([]);

        // Another item with each key, which an overwriting restore replaces and its rollback restores.
        const others = all.map((one, index) => ({
          ...without(all[(index + 1) % all.length] as never, ["id"]),
          id: one.id,
        }));
        for (const one of others) await put(notes, one);
        await succeeds(`restore kept/${notes}.json --table ${notes} --on-conflict overwrite`);
        expect(await stored(notes)).toEqual(expected);
        await succeeds(`rollback ${await latestRun()} --yes`);
        expect(await stored(notes)).toEqual(sorted(others));
      }),
      { numRuns: 6, seed: 11, endOnFailure: true },
    );
  });

  let tables = 0;
  async function makeTable(partition: string, sort: string): Promise<string> {
    const TableName = `long-names-${++tables}`;
    await call("CreateTable", {
      ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
      KeySchema: [
        { AttributeName: partition, KeyType: "HASH" },
        { AttributeName: sort, KeyType: "RANGE" },
      ],
      AttributeDefinitions: [partition, sort].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    });
    return TableName;
  }

  it("whose names are as long as a key allows, and far longer beside the key, are the same after backup, restore and rollback", async () => {
    const keyNames = fc
      .tuple(longName(1, 3, 254, 255), longName(4, 255))
      .filter(([partition, sort]) => partition !== sort);
    const names = fc.uniqueArray(longName(256, 4096, 32_000), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(keyNames, names, async ([partition, sort], others) => {
        const all = ["a", "b", "c"].map((id) => ({
          ...{ [partition]: { S: id }, [sort]: { S: "s" } },
          ...Object.fromEntries(others.map((one, index) => [one, { S: `${id}${index}` }])),
        }));
        const [from, to] = [await makeTable(partition, sort), await makeTable(partition, sort)];
        for (const one of all) await put(from, one);
        await rm(join(shop().folder, "kept"), { recursive: true, force: true });
        await succeeds(`backup --table ${from} --to kept --format json`);

        const restore = `restore kept/${from}.json --table ${to} --on-conflict overwrite`;
        await succeeds(restore);
        expect(await stored(to)).toEqual(sorted(all));
        await succeeds(`rollback ${await latestRun()} --yes`);
        expect(await stored(to)).toEqual([]);

        const before = all.map((one) => ({ ...one, [others[0] as string]: { N: "7" } }));
        for (const one of before) await put(to, one);
        await succeeds(restore);
        expect(await stored(to)).toEqual(sorted(all));
        await succeeds(`rollback ${await latestRun()} --yes`);
        expect(await stored(to)).toEqual(sorted(before));
      }),
      { numRuns: 2, seed: 12, endOnFailure: true, examples: [longest] },
    );
  });
});

/** A name of one of these lengths, in bytes of UTF-8. */
function longName(...lengths: readonly number[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...lengths), fc.constantFrom("a", "é", "😀", "."), fc.constantFrom("k", "S", '"'))
    .map(([length, unit, filler]) => nameOf(length, unit, filler));
}

function nameOf(length: number, unit: string, filler: string): string {
  const text = unit.repeat(Math.floor(length / Buffer.byteLength(unit)));
  return text + filler.repeat(length - Buffer.byteLength(text));
}

/**  */
const longest: [[string, string], string[]] = [
  [nameOf(255, "é", "k"), nameOf(255, "😀", "k")],
  [nameOf(32_000, "é", "k")],
];
