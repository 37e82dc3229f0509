import { relative, resolve } from "node:path";
import { UsageError } from "../../errors";
import { makeTable, type NewTable } from "../../dynamodb/control/new-table";
import { tableNames } from "../../dynamodb/control/tables";
import { findTableFiles, type TableFiles } from "../../table-files/table-files";
import { keyAttributes, type Target, type TargetTable } from "../../items/target-table";
import { chooseTables } from "./choose-tables";
import type { ChosenTable } from "./chosen-table";
import type { TableAccess } from "./table-access";
import { exportedFiles, isInS3 } from "./find-exports";
import { chooseByName, nameInAws } from "./table-by-name";
import type { Migration } from "./open-migration";
import type { WorkersOption } from "../options/workers-option";
import { refuseOnePart } from "./refuse-one-part";
import { polling } from "./polling";
import { orderedMigration } from "./ordered-migration";
import type { ProcessContext } from "../process-context";

/** Which table the files of a single one go to, and by how many processes. */
export interface Into extends WorkersOption {
  /** A table's id in the outputs. */
  readonly to?: string | undefined;
  /** A table's name in AWS, or its id in the outputs. */
  readonly table?: string | undefined;
  /** Makes it where it is missing. */
  readonly makeTable?: boolean | undefined;
  /** The key of the table to be made, if the files do not say it. Partition key first. */
  readonly key?: NewTable["key"] | undefined;
}

/**
 * Table files and their target tables, checked against each other, as a migration that can be run.
 *
 * @param kind `restore` or `import`: the prefix of the run's name
 * @throws UsageError, UnreachableError
 */
export async function openTableFiles(
  kind: string,
  paths: readonly string[],
  into: Into,
  access: TableAccess,
  context: ProcessContext,
): Promise<Migration> {
  const found = await findAll(paths, access, context);
  await refuseOnePart(found, into, context.signal);
  const pairs: [TableFiles, ChosenTable][] = [];
  for (const files of found) pairs.push([files, await tableFor(files, found, into, access, context)]);
  refuseTwoIntoOne(pairs);
  pairs.forEach(([files, { table }]) => refuseOtherKey(files, table));
  const files = pairs.map(([{ shown, fingerprint, reference }, { table }]) => ({
    ...{ shown, fingerprint, reference, table: table.name },
  }));
  const order = { kind, files, target: targetOf(pairs, access) };
  return { ...(await orderedMigration(order, found, context)), local: access.opened?.local };
}

async function findAll(
  paths: readonly string[],
  access: TableAccess,
  context: ProcessContext,
): Promise<TableFiles[]> {
  const { cwd, signal } = context;
  const found: TableFiles[] = [];
  for (const path of paths) {
    if (isInS3(path)) {
      found.push(await exportedFiles(path, access, context));
      continue;
    }
    const full = resolve(cwd, path);
    found.push(...(await findTableFiles(full, relative(cwd, full) || ".", signal)));
  }
  return found;
}

async function tableFor(
  files: TableFiles,
  all: readonly TableFiles[],
  { to, table, makeTable: isToBeMade, key }: Into,
  access: TableAccess,
  context: ProcessContext,
): Promise<ChosenTable> {
  if ((to ?? table) !== undefined && all.length > 1) {
    const message = `${all.map((one) => one.shown).join(", ")} are of ${all.length} tables, which cannot all go to ${to ?? table}; name one of them`;
    throw new UsageError("table-ambiguous", message);
  }
  if (to !== undefined) return (await chooseTables(access, [to], []))[0] as ChosenTable;
  const name = table ?? files.table;
  if (name !== undefined) {
    if (isToBeMade) await makeWhereMissing(name, files.shown, keyOf(files, key), access, context);
    return chooseByName(access, name);
  }
  throw new UsageError(
    "table-unknown",
    `${files.shown} does not say which table it is of; name one with --to <id> or --table <name>`,
  );
}

/** @throws UsageError if the files say another key than the command line */
function keyOf({ shown, key }: TableFiles, wanted: NewTable["key"] | undefined): NewTable["key"] | undefined {
  if (key === undefined || wanted === undefined || keyText(key) === keyText(wanted)) return key ?? wanted;
  throw new UsageError(
    "key-differs",
    `${shown} is of a table with the key (${keyText(key)}), and --key says (${keyText(wanted)}); omit --key`,
  );
}

function keyText(fields: NewTable["key"]): string {
  return fields.map(({ name, type }) => `${name}:${type}`).join(", ");
}

/** @throws UsageError where the files do not say its key */
async function makeWhereMissing(
  name: string,
  shown: string,
  key: NewTable["key"] | undefined,
  access: TableAccess,
  context: ProcessContext,
): Promise<void> {
  const existing = await tableNames(access.client);
  const actual = nameInAws(access, name, existing);
  if (existing.includes(actual)) return;
  if (key === undefined)
    throw new UsageError(
      "key-unknown",
      `${shown} does not say the key of its table, as exports of AWS do not; name it with --key, such as --key id or --key id,at:N`,
    );
  await makeTable(access.client, { name: actual, key }, polling(`table ${actual}`, context));
  context.error(`Table ${actual} is made, on demand and without indexes; Terraform does not know it`);
}

/** Two backups of a table are of two moments; one would reject what the other wrote. */
function refuseTwoIntoOne(pairs: readonly [TableFiles, ChosenTable][]): void {
  const seen = new Map<string, string>();
  for (const [{ shown }, { table }] of pairs) {
    const other = seen.get(table.name);
    if (other !== undefined)
      throw new UsageError(
        "table-twice",
        `${other} and ${shown} both are of table ${table.name}; name one of them`,
      );
    seen.set(table.name, shown);
  }
}

function refuseOtherKey({ shown, key }: TableFiles, table: TargetTable): void {
  if (key === undefined) return;
  const [theirs, ours] = [keyText(key), keyText(keyAttributes(table))];
  if (theirs === ours) return;
  const message = `${shown} is of a table with the key (${theirs}), and table ${table.name} has the key (${ours}); choose a table with the same key, or move the items with a migration file that maps them`;
  throw new UsageError("key-differs", message);
}

function targetOf(pairs: readonly [TableFiles, ChosenTable][], { opened, region }: TableAccess): Target {
  const tables = Object.fromEntries(pairs.map(([, { table }]) => [table.name, table]));
  const none = { formatVersion: 1, service: "", environment: "", role: "primary" } as const;
  return { ...none, ...opened?.target, region, tables };
}
