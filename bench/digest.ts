import { createHash } from "node:crypto";

type Value = Readonly<Record<string, unknown>>;

/** A digest of the items of BatchWriteItem requests: the same for the same items in any order and form. */
export function digestOf(bodies: readonly Buffer[]): string {
  let sum = 0n;
  for (const body of bodies) for (const item of itemsOf(body)) sum += hash(canonical({ M: item }));
  return BigInt.asUintN(128, sum).toString(16);
}

function itemsOf(body: Buffer): Record<string, Value>[] {
  const { RequestItems } = JSON.parse(body.toString()) as {
    RequestItems: Record<string, { PutRequest: { Item: Record<string, Value> } }[]>;
  };
  return Object.values(RequestItems).flatMap((requests) => requests.map(({ PutRequest }) => PutRequest.Item));
}

function hash(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}

function canonical(value: Value): string {
  const [type = "", content] = Object.entries(value)[0] ?? [];
  if (type === "N") return `N${decimal(content as string)}`;
  if (type === "L") return `L[${(content as Value[]).map(canonical).join()}]`;
  if (type !== "M") return `${type}${JSON.stringify(content)}`;
  const members = Object.entries(content as Record<string, Value>).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `M{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}

/** Sign, digits without zeros at either end, and the power of ten of the last one: `1.50` and `15e-1` are `15e-1`. */
function decimal(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const kept = digits.replace(/0+$/, "");
  if (kept === "") return "0";
  return `${sign}${kept}e${Number(exponent) - fraction.length + digits.length - kept.length}`;
}
