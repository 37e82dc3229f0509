import type { Command } from "commander";
import {
  addCountOptions,
  addGetOptions,
  addQueryOptions,
  addScanOptions,
  type CountOptions,
  type QueryOptions,
  type ReadItemsOptions,
  type ScanOptions,
} from "../options/read-items-options";
import { examples, type Registration } from "./registration";

const tableArgument = ["<table>", "the table's name in AWS, or its id in the outputs"] as const;

/** Registers `find`. */
export function addFind(registration: Registration): void {
  addScanAs("find", registration.program, registration);
}

/** Registers `count`. */
export function addCount(registration: Registration): void {
  addCountTo(registration.program, registration);
}

/** Registers `tables get`, `tables query`, `tables scan` and `tables count`. */
export function addReadItems(tables: Command, registration: Registration): void {
  const { context, done } = registration;
  const get = tables
    .command("get")
    .description("show the item with a key")
    .argument(...tableArgument)
    .argument("<key...>", "the key attributes, such as id=u1, or id=u1 at=10");
  addGetOptions(get).action(async (table: string, key: string[], options: ReadItemsOptions) =>
    done(await (await import("../actions/read-items.js")).getItem(table, key, options, context)),
  );
  const query = tables
    .command("query")
    .description("show the items of a partition, in the order of their sort keys")
    .argument(...tableArgument)
    .argument(
      "<conditions...>",
      "the partition key, such as id=u1, and a condition on the sort key: at=10, at>10, at=10..20 or name^=A (starts with)",
    );
  addQueryOptions(query)
    .addHelpText(
      "after",
      examples("tables query posts threadId=t1 'createdAt>=20250101' --limit 5 --reverse"),
    )
    .action(async (table: string, conditions: string[], options: QueryOptions) =>
      done(await (await import("../actions/read-items.js")).queryTable(table, conditions, options, context)),
    );
  addScanAs("scan", tables, registration);
  addCountTo(tables, registration);
}

function addScanAs(name: string, parent: Command, { context, done }: Registration): void {
  const command = parent
    .command(name)
    .description("scan a table and show the first items that match, and how many items each segment has")
    .argument(...tableArgument);
  addScanOptions(command).action(async (table: string, options: ScanOptions) =>
    done(await (await import("../actions/read-items.js")).findItems(table, options, context)),
  );
}

function addCountTo(parent: Command, { context, done }: Registration): void {
  const command = parent
    .command("count")
    .description("scan a table and count the items that match, by segment, and the largest partitions")
    .argument(...tableArgument);
  addCountOptions(command).action(async (table: string, options: CountOptions) =>
    done(await (await import("../actions/read-items.js")).countItems(table, options, context)),
  );
}
