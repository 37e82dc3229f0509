import { UnreachableError } from "../../errors";
import type { FilesReference } from "../files-reference";
import { ItemFileSource } from "./item-file-source";
import { guessLayout, itemRow, type ItemLayout } from "./item-layout";
import { type Head, JsonOutline } from "./json-outline";
import type { Source, SourceRow } from "../../sources/source";
import type { SourceFile } from "../../files/source-file";
import type { ExportedTable } from "../export/table-export";

/** Items of one table in a file. */
export interface ItemList extends ExportedTable {
  /** The file, and the table where the file holds several, as a person knows them. */
  readonly shown: string;
  readonly source: Source;
  /** SHA-256 of the file. */
  readonly fingerprint: string;
  readonly reference: FilesReference;
}

/**
 * Reads a file of items to its end and checks every one of them. It knows what `backup --format json` writes, what
 * `aws dynamodb scan` prints (or its `Items` alone), lines of `{"Item": ...}` or of items, and the requests of
 * `batch-write-item`.
 *
 * @returns a list for each table in the file
 * @throws UnreachableError if it is incomplete, holds something else, or an item that DynamoDB would refuse
 */
export async function checkItemFile(file: SourceFile, signal?: AbortSignal): Promise<ItemList[]> {
  const outline = await JsonOutline.read(file, signal);
  const lists: ItemList[] = [];
  for (const { path, table, shown } of listsIn(outline, file)) {
    const { items, layout } = await checkItems(file, path, signal);
    if (path?.[0] === "Items") refuseOtherCount(file, outline.head, items);
    const { KeySchema: key, TableName } = outline.head;
    lists.push({
      ...{ shown, table: table ?? TableName, key, fingerprint: outline.fingerprint },
      source: new ItemFileSource(file, layout, path),
      reference: { kind: "json", path: file.path, shown: file.shown, layout, list: path },
    });
  }
  return lists;
}

/**
 * Checks one page of a scan.
 *
 * @throws UnreachableError if it holds no `Items`, or an item that DynamoDB would refuse
 */
export async function checkItemPage(
  file: SourceFile,
  signal?: AbortSignal,
): Promise<{ hasNext: boolean; fingerprint: string }> {
  const { members, head, fingerprint } = await JsonOutline.read(file, signal);
  if (members.get("Items")?.kind !== "list") throw damaged(`${file.shown} must hold a list of Items`);
  const { items } = await checkItems(file, ["Items"], signal);
  refuseOtherCount(file, head, items);
  return { hasNext: hasNextPage(head), fingerprint };
}

/** Whether a page of a scan is not the last one. */
function hasNextPage({ LastEvaluatedKey: key, NextToken: token }: Head): boolean {
  return (key ?? token ?? undefined) !== undefined;
}

interface ListLocation {
  /** Absent if the file has one item per line. */
  readonly path?: readonly string[];
  readonly table?: string;
  readonly shown: string;
}

function listsIn(outline: JsonOutline, file: SourceFile): ListLocation[] {
  const { shown } = file;
  const { members, head } = outline;
  if (outline.hasItemLines) return [{ shown }];
  if (outline.root === "list") return [{ shown, path: [] }];
  if (members.get("Items")?.kind === "list") {
    if (hasNextPage(head))
      throw damaged(
        `${shown} is one page of a scan: it has a LastEvaluatedKey or NextToken, and the items after it are missing; take all pages, as aws dynamodb scan does without --max-items and --no-paginate, or use dynamodb-migrate backup`,
      );
    return [{ shown, path: ["Items"] }];
  }
  const wrapped = members.size === 1 ? members.get("RequestItems") : undefined;
  if (wrapped?.kind === "object")
    return wrapped.names.map((table) => ({
      shown: `${shown} ${table}`,
      table,
      path: ["RequestItems", table],
    }));
  const lists = [...members];
  if (
    lists.some(([, { names }]) => names.length > 0) &&
    lists.every(([, { kind, names }]) => kind === "list" && isRequest(names))
  )
    return lists.map(([table]) => ({ shown: `${shown} ${table}`, table, path: [table] }));
  throw damaged(
    `${shown} holds no items in DynamoDB's JSON; these can be read: a folder of backup, export or dynamodump, the output of aws dynamodb scan or its Items, lines of {"Item": {...}}, and requests of batch-write-item. Move other rows with a migration file: dynamodb-migrate run`,
  );
}

function isRequest([first]: readonly string[]): boolean {
  return first === undefined || first === "PutRequest" || first === "DeleteRequest";
}

async function checkItems(
  file: SourceFile,
  path: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<{ items: number; layout: ItemLayout }> {
  let items = 0;
  let layout: ItemLayout | undefined;
  const rows = new ItemFileSource(file, undefined, path).rows({}, { signal });
  for await (const chunk of rows) {
    const [first] = chunk.rows;
    layout ??= first && first.malformed === undefined ? guessLayout(first.value) : "item";
    refuseMalformed(file, chunk.rows, layout ?? "item");
    items += chunk.rows.length;
  }
  return { items, layout: layout ?? "item" };
}

function refuseMalformed({ shown }: SourceFile, rows: readonly SourceRow[], layout: ItemLayout): void {
  const malformed = rows.map((row) => itemRow(row, layout)).find((row) => row.malformed !== undefined);
  if (malformed) throw damaged(`${shown}: item ${malformed.number}: ${malformed.malformed}; correct it`);
}

function refuseOtherCount({ shown }: SourceFile, { Count: count }: Head, items: number): void {
  if (count !== undefined && count !== items)
    throw damaged(
      `${shown} must hold ${count} items by its Count, got ${items}; take the backup again, or correct Count if the change was meant`,
    );
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", message);
}
