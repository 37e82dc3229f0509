import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { messageOf, UnreachableError } from "../../errors";
import { checkItemPage, type ItemList } from "./item-file";
import { ItemFileSource } from "./item-file-source";
import { SourceFile } from "../../files/source-file";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk } from "../../sources/source";

/** What dynamodump writes beside `data`: the response of DescribeTable. */
export const schemaName = "schema.json";
export const dataName = "data";

const schemaFile = z.looseObject({
  Table: z.looseObject({
    TableName: z.string(),
    KeySchema: z.array(z.looseObject({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) })),
    AttributeDefinitions: z.array(
      z.looseObject({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
    ),
  }),
});

/**
 * Checks a table's folder of dynamodump (https://github.com/bchew/dynamodump): `schema.json`, and the pages of a scan
 * `data/0001.json`, `data/0002.json`, ...
 *
 * @throws UnreachableError if a page is missing or damaged
 */
export async function checkDynamodump(path: string, shown: string, signal?: AbortSignal): Promise<ItemList> {
  const { name, key } = await readSchema(join(path, schemaName), join(shown, schemaName));
  const pages = await pagesIn(path, shown);
  const hash = createHash("sha256");
  for (const [index, file] of pages.entries()) {
    const page = basename(file.path);
    if (Number(page.slice(0, -5)) !== index + 1)
      throw damaged(`${join(shown, dataName)} has no page ${index + 1} before ${page}; copy it again`);
    const { hasNext, fingerprint } = await checkItemPage(file, signal);
    if (hasNext !== index < pages.length - 1)
      throw damaged(
        hasNext
          ? `${file.shown} is the last page, but has a LastEvaluatedKey: the items after it are missing; dump the table again`
          : `${file.shown} has no LastEvaluatedKey, but other pages follow; dump the table again`,
      );
    hash.update(fingerprint);
  }
  const fingerprint = hash.digest("hex");
  const source = new PagesSource(shown, pages, fingerprint);
  return { shown, table: name, key, fingerprint, source, reference: { kind: "dynamodump", path, shown } };
}

/** Opens a folder that {@link checkDynamodump} has checked. */
export async function openDynamodump(path: string, shown: string, fingerprint: string): Promise<Source> {
  return new PagesSource(shown, await pagesIn(path, shown), fingerprint);
}

async function pagesIn(path: string, shown: string): Promise<SourceFile[]> {
  const names = (await readdir(join(path, dataName))).filter((one) => one.endsWith(".json")).toSorted();
  return names.map((page) => new SourceFile(join(path, dataName, page), join(shown, dataName, page)));
}

/** What is wrong with a schema, in one line. */
function problemOf(cause: unknown): string {
  const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
  return issue ? `${issue.path.join(".")}: ${issue.message}` : messageOf(cause);
}

async function readSchema(path: string, shown: string) {
  try {
    const { Table: table } = schemaFile.parse(JSON.parse(await readFile(path, "utf8")));
    const types = new Map(table.AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
    const fields = table.KeySchema.toSorted((a, b) => (a.KeyType < b.KeyType ? -1 : 1));
    const key = fields.map(({ AttributeName: name }) => ({ name, type: types.get(name) ?? ("S" as const) }));
    return { name: table.TableName, key };
  } catch (cause) {
    throw new UnreachableError(
      "source-damaged",
      `${shown} must be the response of DescribeTable, as dynamodump writes it: ${problemOf(cause)}`,
      { cause },
    );
  }
}

/** Items of several files, one after the other. */
class PagesSource implements Source {
  constructor(
    private readonly shown: string,
    private readonly pages: readonly SourceFile[],
    private readonly fingerprint: string,
  ) {}

  describe(): string {
    return this.shown;
  }

  version(): Promise<string> {
    return Promise.resolve(this.fingerprint);
  }

  rows(_from: RowsFrom, reading: Reading = {}): RowStream {
    return new PagesStream(this.pages, reading);
  }
}

/** A cursor is the page, the rows before it, and the cursor within it. */
class PagesStream implements RowStream {
  private pagesRead = 0;

  constructor(
    private readonly pages: readonly SourceFile[],
    private readonly reading: Reading,
  ) {}

  get fractionRead(): number {
    return this.pages.length === 0 ? 1 : this.pagesRead / this.pages.length;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { after, signal } = this.reading;
    const [first = 0, rowsBefore = 0, cursor = ""] = after
      ? (JSON.parse(after.cursor) as [number, number, string])
      : [];
    let before = rowsBefore;
    for (const [index, file] of this.pages.entries()) {
      this.pagesRead = index;
      if (index < first) continue;
      const inner = after && index === first ? { row: after.row - rowsBefore, cursor } : undefined;
      let last = inner?.row ?? 0;
      for await (const chunk of new ItemFileSource(file, "item", ["Items"]).rows(
        {},
        { signal, after: inner },
      )) {
        const rows = chunk.rows.map((row) => ({ ...row, number: before + row.number }));
        last = chunk.rows.at(-1)?.number ?? last;
        const at =
          chunk.cursor === undefined ? {} : { cursor: JSON.stringify([index, before, chunk.cursor]) };
        yield { rows, ...at };
      }
      before += last;
    }
    this.pagesRead = this.pages.length;
  }
}

function damaged(message: string): UnreachableError {
  return new UnreachableError("source-damaged", message);
}
