import { resolve } from "node:path";
import type { RowObject } from "../../items/row";
import { isRowObject } from "../../items/row";
import { parseExactJson } from "../../items/exact-json";
import { itemJson } from "../../items/item-json";
import { messageOf, UsageError } from "../../errors";
import { loadCel } from "../../mapping/expression";
import { compileTrial, type TriedExpression } from "../../mapping/try-expression";
import { hasValue } from "../../pipeline/read/preview";
import { wantedEntities } from "../../pipeline/read/wanted-entities";
import { exitCode, type ExitCode } from "../exit-code";
import { defaultRunFolder } from "../options/run-folder-option";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { checkEntityNames, readDefinition } from "../wiring/open-migration";
import { openSource } from "../wiring/open-source";
import { ScratchFolder } from "../wiring/scratch-folder";
import { columnAndValue } from "./preview";

export interface ExprOptions {
  readonly file: string;
  readonly entity?: readonly string[];
  readonly row?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** A row, and the value of the expression for it. */
interface Trial {
  readonly entity: string;
  readonly row: number;
  readonly result: TriedExpression;
}

/** `dynamodb-migrate expr`: evaluates an expression for a row that is given, or for the first rows of a source. */
export async function expr(
  expression: string,
  options: ExprOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const trials = options.row?.trimStart().startsWith("{")
    ? await ofGivenRow(expression, options.row, context)
    : await ofSource(expression, options, context);
  if (options.json) printJson("expr", { expression, rows: trials.map(trialJson) }, context);
  else if (trials.length === 0) context.error("no rows");
  else trials.map(trialText).forEach(context.error);
  return trials.some(({ result }) => "error" in result) ? exitCode.incomplete : exitCode.done;
}

async function ofGivenRow(expression: string, text: string, context: ProcessContext): Promise<Trial[]> {
  const evaluate = await compiled(expression, "", context);
  return [{ entity: "", row: 1, result: evaluate(rowOf(text)) }];
}

function rowOf(text: string): RowObject {
  try {
    const row = parseExactJson(text);
    if (isRowObject(row)) return row;
  } catch (cause) {
    throw new UsageError("row-invalid", `--row is not JSON: ${messageOf(cause)}`, { cause });
  }
  throw new UsageError("row-invalid", "--row must be a JSON object");
}

async function ofSource(
  expression: string,
  { file, entity, row, limit }: ExprOptions,
  context: ProcessContext,
): Promise<Trial[]> {
  const where = row === undefined ? undefined : columnAndValue(row);
  const { definition } = await readDefinition(file, context);
  checkEntityNames(definition, entity ?? []);
  const scratch = new ScratchFolder(resolve(context.cwd, defaultRunFolder));
  const source = await openSource(definition, context, scratch);
  const trials: Trial[] = [];
  for (const { name, from } of wantedEntities(definition, entity)) {
    const evaluate = await compiled(expression, name, context);
    let found = 0;
    for await (const { rows } of source.rows(from, { signal: context.signal })) {
      for (const { number, value, malformed } of rows) {
        if (found === limit || (where && !hasValue(value, where))) continue;
        const result =
          malformed === undefined && isRowObject(value)
            ? evaluate(value)
            : { error: malformed ?? "not an object" };
        trials.push({ entity: name, row: number, result });
        found++;
      }
      if (found === limit) break;
    }
  }
  return trials;
}

async function compiled(expression: string, entity: string, { env }: ProcessContext) {
  try {
    return compileTrial(expression, env, entity, await loadCel());
  } catch (cause) {
    throw new UsageError("expression-invalid", `${expression}: ${messageOf(cause)}`, { cause });
  }
}

function trialJson({ entity, row, result }: Trial) {
  return {
    ...(entity !== "" && { entity }),
    row,
    ...("error" in result ? { error: result.error } : { value: plain(result) }),
  };
}

function trialText({ entity, row, result }: Trial): string {
  const text =
    "error" in result ? `fails: ${result.error}` : (JSON.stringify(plain(result)) ?? "no attribute");
  return entity === "" ? text : `${entity} row ${row}: ${text}`;
}

/** In DynamoDB's JSON; null if there is no attribute. */
function plain({ value }: Exclude<TriedExpression, { error: string }>): Record<string, unknown> | null {
  return value ? ((itemJson({ value }) as Record<string, Record<string, unknown>>)["value"] ?? null) : null;
}
