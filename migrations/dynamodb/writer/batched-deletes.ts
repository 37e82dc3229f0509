import type { Item } from "../../items/item";
import { valueText } from "../../items/item-text";
import { jsonString } from "../../items/json-string";
import type { Caller } from "../client/caller";
import type { Undo } from "./undo";

/** Statements of one BatchExecuteStatement request; the service's limit. */
const maxStatements = 25;
/** Characters of a statement; the service's limit is 8,192. */
const maxStatementLength = 8000;
/** Names that PartiQL takes between double quotes without any doubt. */
const plainName = /^\w+$/;
const plainTable = /^[\w.-]+$/;

/** A delete that waits for its request. */
interface Waiting {
  readonly table: string;
  readonly key: Item;
  readonly expected: Item;
  /** As JSON, with its parameters. */
  readonly statement: string;
  readonly resolve: (isDone: boolean | Promise<boolean>) => void;
}

/** The service's response to a statement. */
interface StatementResponse {
  readonly TableName?: unknown;
  readonly Error?: { readonly Code?: unknown };
}

/**
 * Undoes writes through another `Undo`, and deletes up to 25 items with one request. BatchWriteItem takes no conditions;
 * the statements of a BatchExecuteStatement request each have their own, and succeed or fail for themselves.
 *
 * A delete that is not confirmed, whatever the reason, is done by the other `Undo`: because of the condition, because the
 * service refuses PartiQL (permission `dynamodb:PartiQLDelete`) or does not know it.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export class BatchedDeletes implements Undo {
  private waiting: Waiting[] = [];
  private isRefused = false;

  /** @param service retries what the service throttled or failed at */
  constructor(
    private readonly single: Undo,
    private readonly service: Caller,
    private readonly signal?: AbortSignal,
  ) {}

  delete(table: string, key: Item, expected: Item): Promise<boolean> {
    const statement = this.isRefused ? undefined : statementOf(table, key, expected);
    if (statement === undefined) return this.single.delete(table, key, expected);
    return new Promise((resolve) => {
      const count = this.waiting.push({ table, key, expected, statement, resolve });
      // Those that are asked for in the same step of the program go together.
      if (count === 1) setImmediate(() => this.flush());
      if (count === maxStatements) this.flush();
    });
  }

  restore(table: string, before: Item, expected: Item | undefined, key: Item): Promise<boolean> {
    return this.single.restore(table, before, expected, key);
  }

  private flush(): void {
    const batch = this.waiting;
    this.waiting = [];
    if (batch.length === 1) this.deleteSingly(batch);
    else if (batch.length > 1) void this.send(batch);
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    const body = `{"Statements":[${batch.map(({ statement }) => statement).join(",")}]}`;
    let responses: readonly StatementResponse[];
    try {
      const { json } = await this.service.call("BatchExecuteStatement", Buffer.from(body), this.signal);
      responses = json["Responses"] as StatementResponse[];
    } catch {
      this.isRefused = true;
      responses = [];
    }
    const isDone = ({ table }: Waiting, index: number): boolean =>
      responses.length === batch.length && isConfirmed(responses[index] as StatementResponse, table);
    batch.filter(isDone).forEach(({ resolve }) => resolve(true));
    this.isRefused ||= responses.some((response) => response.Error?.Code === "AccessDenied");
    this.deleteSingly(batch.filter((one, index) => !isDone(one, index)));
  }

  private deleteSingly(batch: readonly Waiting[]): void {
    for (const { table, key, expected, resolve } of batch) resolve(this.single.delete(table, key, expected));
  }
}

function isConfirmed({ TableName: name, Error: error }: StatementResponse, table: string): boolean {
  return name === table && error === undefined;
}

/** Deletes the item if it still has the attributes that are expected of it; `undefined` if PartiQL cannot say that. */
function statementOf(table: string, key: Item, expected: Item): string | undefined {
  const names = [...new Set([...Object.keys(key), ...Object.keys(expected)])];
  if (!plainTable.test(table) || !names.every((name) => plainName.test(name))) return undefined;
  const text = `DELETE FROM "${table}" WHERE ${names.map((name) => `"${name}" = ?`).join(" AND ")}`;
  if (text.length > maxStatementLength) return undefined;
  const values = names.map((name) => valueText((key[name] ?? expected[name]) as Item[string]));
  return `{"Statement":${jsonString(text)},"Parameters":[${values.join(",")}]}`;
}
