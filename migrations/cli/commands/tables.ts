import type { Command } from "commander";
import type { DeleteOptions } from "../actions/tables-delete";
import type { ListOptions } from "../actions/tables-list";
import { addReadItems } from "./read-items";
import { addCreate } from "./tables-create";
import { addTableCommandOptions, type TableCommandOptions } from "../options/table-options";
import { type Registration, examples } from "./registration";

/** Registers the commands of `tables`. */
export function addTables(registration: Registration): void {
  const tables = registration.program
    .command("tables")
    .description("the tables of a region, whether Terraform created them or not");
  addList(tables, registration);
  addDescribe(tables, registration);
  addReadItems(tables, registration);
  addCreate(tables, registration);
  addDelete(tables, registration);
}

function addList(tables: Command, { context, done }: Registration): void {
  const command = tables
    .command("list")
    .description("names, states, items, sizes, keys, and which of them are in the outputs");
  addTableCommandOptions(command)
    .option("--prefix <text>", "only tables whose names start with this text")
    .action(async (options: ListOptions) =>
      done(await (await import("../actions/tables-list.js")).listTables(options, context)),
    );
}

function addDescribe(tables: Command, { context, done }: Registration): void {
  const command = tables
    .command("describe")
    .description("print DynamoDB's description of a table")
    .argument("<name>", "the table's name in AWS");
  addTableCommandOptions(command).action(async (name: string, options: TableCommandOptions) =>
    done(await (await import("../actions/tables-describe.js")).describeOne(name, options, context)),
  );
}

function addDelete(tables: Command, { context, done }: Registration): void {
  const command = tables
    .command("delete")
    .description("delete tables that Terraform did not create, each after a backup of all its items")
    .argument("<names...>", "the tables' names in AWS");
  addTableCommandOptions(command)
    .option("--yes", "do not ask for the names to be typed")
    .option("--no-backup", "do not create a backup first")
    .option("--to <folder>", "folder for the backups (default: backups/<time>)")
    .addHelpText("after", examples("tables delete rhinoback-users rhinoback-projects --region us-east-1"))
    .action(async (names: string[], options: DeleteOptions) =>
      done(await (await import("../actions/tables-delete.js")).deleteTables(names, options, context)),
    );
}
