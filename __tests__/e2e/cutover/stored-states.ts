import { type AttributeValue, type DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";

/** A value in one form whichever store it comes from; written for tests, without the code that they test. */
export type Plain = string;

/** The records of a JSON text, by key. */
export function recordsInJson(text: string, at: string | undefined, key: string): Map<string, Plain> {
  const tokens = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
  const marked = text.replace(tokens, (token) => (token.startsWith('"') ? token : `{"number":"${token}"}`));
  const document = JSON.parse(marked) as Record<string, unknown>;
  const rows = (at === undefined ? document : document[at]) as Record<string, unknown>[];
  return new Map(rows.map((row) => [row[key] as string, plainJson(row)]));
}

export type StoredItem = Record<string, AttributeValue>;

/** The items of a table, by key. @param contentsOf an item, if it is to be compared in another form */
export async function itemsInTable(
  client: DynamoDBClient,
  table: string,
  keyOf: (item: StoredItem) => string,
  contentsOf: (item: StoredItem) => StoredItem = (item) => item,
): Promise<Map<string, Plain>> {
  const found = new Map<string, Plain>();
  let ExclusiveStartKey: StoredItem | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    for (const item of page.Items ?? []) {
      const key = keyOf(item);
      if (found.has(key)) throw new Error(`two items of the record ${key}`);
      delete item["_e"];
      found.set(key, plainItem({ M: contentsOf(item) }));
    }
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return found;
}

/** Keys whose states differ, or that only one side has. */
export function differences(one: ReadonlyMap<string, Plain>, other: ReadonlyMap<string, Plain>): string[] {
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter((key) => one.get(key) !== other.get(key));
}

/** A value as JSON.stringify would show it, with members by name and numbers in one form. */
export function plainJson(value: unknown): Plain {
  if (Array.isArray(value)) return `[${value.map(plainJson).join(",")}]`;
  if (typeof value === "number") return `#${plainNumber(String(value))}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value);
  if (members.length === 1 && members[0]?.[0] === "number" && typeof members[0][1] === "string")
    return `#${plainNumber(members[0][1])}`;
  return object(members.map(([name, member]) => [name, plainJson(member)]));
}

function plainItem(value: AttributeValue): Plain {
  if (value.N !== undefined) return `#${plainNumber(value.N)}`;
  if (value.L) return `[${value.L.map(plainItem).join(",")}]`;
  if (value.M) return object(Object.entries(value.M).map(([name, member]) => [name, plainItem(member)]));
  return JSON.stringify(value.S ?? value.BOOL ?? null);
}

function object(members: [string, Plain][]): Plain {
  const sorted = members.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${member}`).join(",")}}`;
}

/** `1.50e2` is `15e1`: significant digits and a power of ten. */
function plainNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  return `${sign}${significant}e${Number(power) - fraction.length + digits.length - significant.length}`;
}
