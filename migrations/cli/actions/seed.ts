import { createHash } from "node:crypto";
import { LocatedDocument, nearMissOrList } from "../../../yaml-file";
import type { Definition } from "../../definition/definition";
import { UsageError } from "../../errors";
import type { SeedSettings, SeedTable } from "../../sources/seed/seed-item";
import { SeedSource } from "../../sources/seed/seed-source";
import { keyAttributes, type Target, type TargetTable } from "../../items/target-table";
import { loadCel } from "../../mapping/expression";
import type { ExitCode } from "../exit-code";
import { nextCommand } from "../output/next-command";
import type { WriterOptions } from "../wiring/make-writer";
import { connect } from "../wiring/dynamodb";
import { controlTableOf, cutoverIn } from "../wiring/obey-authority";
import { obeyTableAuthority } from "../wiring/obey-table-authority";
import { openTarget } from "../wiring/open-target";
import type { ProcessContext } from "../process-context";
import { moveRows, type RunOptions } from "./run";

export interface SeedOptions extends Omit<RunOptions, "entity" | "limit">, WriterOptions {
  readonly items: number;
  readonly seed: number;
  readonly size: number;
  /** Table ids. */
  readonly table?: readonly string[];
}

/** `dynamodb-migrate seed`: made-up items into tables that are there. */
export async function seed(options: SeedOptions, context: ProcessContext): Promise<ExitCode> {
  const opened = await openTarget(options, context);
  const { target, local } = opened;
  const ids = choose(options.table, target);
  const settings: SeedSettings = {
    seed: options.seed,
    items: options.items,
    bytes: options.size,
    expiryYear: context.now().getUTCFullYear() + 1,
  };
  const tables = Object.fromEntries(ids.map((id) => [id, seedTable(target.tables[id] as TargetTable)]));
  const migration = {
    definition: definitionOf(ids, settings, tables),
    target,
    source: new SeedSource(tables, settings),
    compile: await loadCel(),
    env: context.env,
    local,
    cutover: cutoverIn(opened, options),
  };
  const { client } = connect(migration, options, context);
  try {
    if (!options.dryRun) {
      const tables = migration.definition.entities.map(({ to }) => migration.target.tables[to]?.name ?? to);
      const control = controlTableOf(migration, context);
      await obeyTableAuthority("seed", { tables, client, control }, context);
    }
    return await moveRows({ options, context, migration, next: nextCommand("status", [], options) });
  } finally {
    client.destroy();
  }
}

function choose(wanted: readonly string[] | undefined, { tables }: Target): string[] {
  const known = Object.keys(tables);
  const unknown = wanted?.find((id) => !known.includes(id));
  if (unknown === undefined) return known.filter((id) => wanted?.includes(id) ?? true);
  const message = `--table: the outputs have no table "${unknown}"${nearMissOrList(unknown, known, `they have: ${known.join(", ")}`)}`;
  throw new UsageError("table-unknown", message);
}

function seedTable({ partitionKey, sortKey, indexes, ttlAttribute }: TargetTable): SeedTable {
  const indexKeys = indexes.flatMap((index) => keyAttributes(index));
  return { partitionKey, sortKey, indexKeys, ttlAttribute };
}

/** What was asked of an interrupted run tells it from another one. */
function definitionOf(ids: readonly string[], settings: SeedSettings, tables: object): Definition {
  return {
    name: "seed",
    fileName: "seed",
    source: { kind: "jsonl", location: "." },
    entities: ids.map((id) => ({ name: id, from: { table: id }, to: id, omitNull: false })),
    fingerprint: createHash("sha256")
      .update(JSON.stringify([settings, tables]))
      .digest("hex"),
    document: LocatedDocument.parse("seed", ""),
  };
}
