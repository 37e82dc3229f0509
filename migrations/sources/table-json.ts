import { basename, dirname } from "node:path";
import { JSONParser } from "@streamparser/json";
import { z } from "zod";
import { problemsOf } from "../../yaml-file";
import { UnreachableError } from "../errors";
import { parseItem } from "../transform/item-json";
import type { RowValue } from "../transform/row";
import { unmarshal } from "../transform/unmarshal";
import { JsonSource } from "./json-source";
import type { SourceFile } from "./source-file";
import type { SourceRow } from "./source";

/** Where the items stand in the document. */
export const itemsAt = "$.Items";

export const keySchema = z.array(z.object({ name: z.string(), type: z.enum(["S", "N", "B"]) }));

const headSchema = z.looseObject({
  TableName: z.string().optional(),
  KeySchema: keySchema.optional(),
  Count: z.number().int().optional(),
});
type Head = z.output<typeof headSchema>;

/**
 * Reads a JSON document of a table's items to its end, and holds it against what it says of itself. What
 * `aws dynamodb scan` prints is such a document, too.
 *
 * @throws UnreachableError where it is cut off, or does not hold what it says
 */
export async function checkTableJson(file: SourceFile, signal?: AbortSignal): Promise<Head> {
  const items = await countItems(file, signal);
  const head = await readHead(file, signal);
  if (head.Count === undefined || head.Count === items) return head;
  throw damaged(
    `${file.shown} must hold ${head.Count} items by its Count, got ${items}; take the backup again, or correct Count if the change was meant`,
  );
}

async function countItems(file: SourceFile, signal?: AbortSignal): Promise<number> {
  let items = 0;
  const source = new JsonSource(dirname(file.path), dirname(file.shown));
  for await (const { rows } of source.rows({ file: basename(file.path), at: itemsAt }, { signal })) {
    const broken = rows.map(itemRow).find((row) => row.broken !== undefined);
    if (broken) throw damaged(`${file.shown}: item ${broken.number}: ${broken.broken}; mend it`);
    items += rows.length;
  }
  return items;
}

async function readHead(file: SourceFile, signal?: AbortSignal): Promise<Head> {
  const head: Record<string, unknown> = {};
  const names = Object.keys(headSchema.shape);
  const parser = new JSONParser({ paths: names.map((name) => `$.${name}`), keepStack: false });
  parser.onValue = ({ key, value }) => (head[String(key)] = value);
  for await (const piece of file.read({ signal })) parser.write(piece);
  const [problem] = problemsOf(headSchema, head);
  if (problem) throw damaged(`${file.shown}: ${problem.path.join(".")}: ${problem.message}`);
  return headSchema.parse(head);
}

/** A row that holds an item in the service's own JSON, as a row of plain values. */
export function itemRow({ number, value }: SourceRow): SourceRow {
  try {
    return { number, value: plain(value) };
  } catch (error) {
    return { number, value, broken: `it is not an item in DynamoDB's JSON: ${(error as Error).message}` };
  }
}

function plain(value: RowValue): RowValue {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error('it must be {"attribute": {"S": "text"}, ...}');
  return unmarshal(parseItem(value));
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", message);
}
