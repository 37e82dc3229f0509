import { access, mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve } from "node:path";
import { messageOf, UsageError } from "../../errors";
import { counted } from "../../report/quantity";
import { designScaffold } from "../../scaffold/design-scaffold";
import type { Scaffold } from "../../scaffold/scaffold";
import { migrationYaml, tablesYaml } from "../../scaffold/scaffold-files";
import { roleIn, type RoleOptions } from "../options/role-options";
import { checkRegion } from "../wiring/client-settings";
import { initSource } from "../wiring/init-source";
import type { InitSource } from "../wiring/scaffold-source";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";

export interface InitOptions extends RoleOptions {
  readonly from: readonly string[];
  readonly singleTable?: boolean;
  readonly out: string;
  readonly service?: string;
  readonly region: string;
}

/** `dynamodb-migrate init`: reads the schema of a source, and writes a first tables.yaml and migration.yaml. */
export async function init(options: InitOptions, context: ProcessContext): Promise<ExitCode> {
  checkRegion(options.region);
  const out = resolve(context.cwd, options.out);
  const paths = ["tables.yaml", "migration.yaml"].map((name) => join(out, name));
  for (const path of paths) await refuseExisting(path, context);
  const role = roleIn(options);
  const source = initSource(options.from, out, context, role);
  const scaffold = await scaffoldOf(source, options);
  if (scaffold.tables.length === 0)
    throw new UsageError("init-nothing-found", `${source.shown} has no table with a key`);
  const service = serviceName(options.service ?? source.service);
  const settings = {
    ...{ service, region: options.region, shown: source.shown },
    source: { kind: source.kind, location: source.location(service) },
    ...(role && { role }),
  };
  await write(paths[0] as string, tablesYaml(scaffold, settings), context);
  context.error(`Wrote tables.yaml: ${counted(scaffold.tables.length, "table")}.`);
  const hasEntities = scaffold.entities.length > 0;
  if (hasEntities) {
    await write(paths[1] as string, migrationYaml(scaffold, settings), context);
    context.error(`Wrote migration.yaml: ${counted(scaffold.entities.length, "entity", "entities")}.`);
  } else context.error("Wrote no migration.yaml: the source has no items.");
  for (const { name, why } of scaffold.skipped) context.error(`Not in them: ${name}: ${why}`);
  const folder = relative(context.cwd, out);
  nextSteps(folder, source.variable?.(service), hasEntities).forEach(context.error);
  return exitCode.done;
}

/** @throws UsageError if tables of DynamoDB, or of a model for it, are to be put into a single one */
async function scaffoldOf(source: InitSource, { singleTable = false }: InitOptions): Promise<Scaffold> {
  const found = await source.found();
  if (!("tables" in found)) return designScaffold(found, singleTable);
  if (!singleTable) return found;
  throw new UsageError(
    "options-conflict",
    `--single-table does not go with --from ${source.shown}: its tables are tables of DynamoDB, which have no foreign keys`,
  );
}

/** The commands that try the files in an embedded DynamoDB. @param hasMigration whether there is a migration.yaml */
function nextSteps(folder: string, variable: string | undefined, hasMigration: boolean): string[] {
  const commands = hasMigration ? ["preview", "plan", "run", "verify"] : ["tables list"];
  return [
    "",
    "Next:",
    ...(folder === "" ? [] : [`  cd ${folder}`]),
    ...(variable === undefined ? [] : [`  export ${variable}=…    # the URL of the database`]),
    `  node -e 'require("cdktf-dynamodb/stacks").synthesize(process)'`,
    "  npx dynamodb-migrate local up",
    ...commands.map((command) => `  npx dynamodb-migrate ${command} --local`),
    "For AWS, deploy the stacks with --outputs-file outputs.json and omit --local.",
  ];
}

/** A letter, then letters, digits and hyphens, as stacks are named. */
function serviceName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return plain
    .replace(/^-+|-+$/g, "")
    .replace(/^(?=[0-9]|$)/, "service-")
    .replace(/-$/, "");
}

async function refuseExisting(path: string, context: ProcessContext): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw existing(path, context);
}

function existing(path: string, { cwd }: ProcessContext): UsageError {
  return new UsageError(
    "init-file-exists",
    `${relative(cwd, path)} exists already, and init never overwrites a file; choose another folder with --out`,
  );
}

async function write(path: string, text: string, context: ProcessContext): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && syscall === "open") throw existing(path, context);
    throw new UsageError(
      "init-file-unwritable",
      `cannot write ${relative(context.cwd, path)}: ${messageOf(error)}`,
      {
        cause: error,
      },
    );
  }
}
