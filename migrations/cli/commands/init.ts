import type { InitOptions } from "../actions/init";
import { addRoleOptions } from "../options/role-options";
import type { Registration } from "./registration";

const help = `
Sources:
  mysql://user:password@host:3306/database     MySQL and MariaDB
  postgres://user:password@host:5432/database  PostgreSQL
  sqlite:shop.db                               a SQLite file
  env:SHOP_URL                                 a database whose URL is in this variable
  dynamodb:eu-west-1                           the tables of a region, or of an endpoint
  dynamodb:eu-west-1/users                     one table
  users.csv orders.csv                         files of one kind: .csv, .json, .jsonl, .ndjson, also with .gz; .parquet
  model.json                                   a model that NoSQL Workbench for DynamoDB has exported

A password is not written to a file: migration.yaml refers to an environment variable.`;

/** Registers `init`. */
export function addInit({ program, context, done }: Registration): void {
  const command = program
    .command("init")
    .description("write a first tables.yaml and migration.yaml from the tables, keys and types of a source")
    .requiredOption("--from <source...>", "the source; see below")
    .option("--single-table", "put all tables of the source into one table, by their foreign keys")
    .option("--out <folder>", "folder of the two files, which must not exist yet", ".")
    .option(
      "--service <name>",
      "service in tables.yaml, and name of the migration (default: name of the source)",
    )
    .option("--region <region>", "primary region in tables.yaml", "us-east-1");
  addRoleOptions(command)
    .addHelpText("after", help)
    .action(async (options: InitOptions) =>
      done(await (await import("../actions/init.js")).init(options, context)),
    );
}
