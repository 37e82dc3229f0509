import type { CreateTableCommandInput, KeySchemaElement } from "@aws-sdk/client-dynamodb";
import { relative, resolve } from "node:path";
import { nearMissOrList } from "../../../yaml-file";
import { creationOf } from "../../dynamodb/control/new-table";
import type { TableCreation } from "../../dynamodb/control/create-missing-table";
import { UsageError } from "../../errors";
import {
  type Keys,
  type KeyAttribute,
  partitionKeysOf,
  sortKeysOf,
  type TargetTable,
} from "../../items/target-table";
import { selectStacks } from "../../local/select-stacks";
import { readSynthesizedStacks } from "../../local/synthesized-stacks";
import { findTableFiles } from "../../table-files/table-files";
import type { TargetOptions } from "../options/migration-options";
import type { ProcessContext } from "../process-context";
import { openTarget } from "./open-target";

/** Options that say where the definitions of tables to create are. */
export interface CreationOptions extends TargetOptions {
  /** `synth`, `outputs`, or the path of a backup or export. */
  readonly from: string;
  /** The folder that `cdktf synth` wrote. */
  readonly synth: string;
}

/** A table that can be created, and how a person names it. */
export interface NamedCreation extends TableCreation {
  readonly ids: readonly string[];
}

/** The tables that are named, or all. @throws UsageError */
export async function tableCreations(
  names: readonly string[],
  options: CreationOptions,
  context: ProcessContext,
): Promise<readonly NamedCreation[]> {
  const all = await allCreations(options, context);
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ ids, input }) => input.TableName === name || ids.includes(name));
    if (found) return found;
    const known = all.map(({ input }) => input.TableName);
    throw new UsageError(
      "table-unknown",
      `--from ${options.from} has no table "${name}"${nearMissOrList(name, known, `it has: ${known.join(", ") || "none"}`)}`,
    );
  });
}

async function allCreations(options: CreationOptions, context: ProcessContext): Promise<NamedCreation[]> {
  if (options.from === "outputs") {
    const { target } = await openTarget(options, context);
    return Object.entries(target.tables).map(([id, table]) => ({ ...fromOutputs(table), ids: [id] }));
  }
  if (options.from !== "synth") return fromFiles(options.from, context);
  const stacks = await readSynthesizedStacks(context.cwd, options.synth);
  const wanted = options.stack === undefined ? [] : [options.stack];
  return selectStacks(stacks, wanted, options.synth).tables.flatMap(({ tables }) =>
    [...tables].map(([id, { create, ttlAttribute }]) => ({ ids: [id], input: create, ttlAttribute })),
  );
}

async function fromFiles(path: string, { cwd, signal }: ProcessContext): Promise<NamedCreation[]> {
  const full = resolve(cwd, path);
  const found = await findTableFiles(full, relative(cwd, full) || ".", signal);
  return found.map(({ shown, table: name, key }) => {
    if (name !== undefined && key !== undefined) return { ids: [], input: creationOf({ name, key }) };
    throw new UsageError(
      "key-unknown",
      `${shown} does not say the ${name === undefined ? "name" : "key"} of its table, as exports of AWS do not; create it with restore --make-table --key`,
    );
  });
}

/** A table with the keys, indexes and capacity that the outputs say. */
function fromOutputs(table: TargetTable): TableCreation {
  const globals = table.indexes.filter(({ kind }) => kind === "global");
  const locals = table.indexes.filter(({ kind }) => kind === "local");
  const { mode, read, write } = table.billing;
  const units = { ReadCapacityUnits: read ?? 1, WriteCapacityUnits: write ?? 1 };
  const throughput = mode === "provisioned" ? { ProvisionedThroughput: units } : {};
  const input = {
    ...{ TableName: table.name, KeySchema: keySchema(table), AttributeDefinitions: definitions(table) },
    ...(mode === "provisioned"
      ? { BillingMode: "PROVISIONED" as const, ...throughput }
      : { BillingMode: "PAY_PER_REQUEST" as const }),
    ...(globals.length > 0 && {
      GlobalSecondaryIndexes: globals.map((index) => ({ ...indexInput(index), ...throughput })),
    }),
    ...(locals.length > 0 && { LocalSecondaryIndexes: locals.map(indexInput) }),
  } satisfies CreateTableCommandInput;
  return { input, ttlAttribute: table.ttlAttribute };
}

function indexInput(index: TargetTable["indexes"][number]) {
  const { name, projection, nonKeyAttributes } = index;
  return {
    IndexName: name,
    KeySchema: keySchema(index),
    Projection: {
      ProjectionType: projection,
      ...(nonKeyAttributes && { NonKeyAttributes: nonKeyAttributes }),
    },
  };
}

function keySchema(keys: Keys<KeyAttribute>): KeySchemaElement[] {
  return [
    ...partitionKeysOf(keys).map(({ name }) => ({ AttributeName: name, KeyType: "HASH" as const })),
    ...sortKeysOf(keys).map(({ name }) => ({ AttributeName: name, KeyType: "RANGE" as const })),
  ];
}

function definitions(table: TargetTable) {
  const keys = [table, ...table.indexes].flatMap((one) => [...partitionKeysOf(one), ...sortKeysOf(one)]);
  const types = new Map(keys.map(({ name, type }) => [name, type]));
  return [...types].map(([name, type]) => ({ AttributeName: name, AttributeType: type }));
}
