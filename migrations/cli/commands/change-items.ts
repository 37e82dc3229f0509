import {
  addAttributeOptions,
  addChangeItemsOptions,
  type ChangeItemsOptions,
} from "../options/change-options";
import { examples, type Registration } from "./registration";

/** Registers `update`. */
export function addUpdate({ program, context, done }: Registration): void {
  const command = program
    .command("update")
    .description(
      "set, add to and remove attributes of the items of a table that is in use; a run that can be resumed and rolled back",
    )
    .argument("<table>", "the table's name in AWS, or its id in the outputs");
  addAttributeOptions(command);
  addChangeItemsOptions(command)
    .addHelpText(
      "after",
      examples(
        "update users --where '!has(row.emailLower)' --set 'emailLower=${lower(row.email)}' --dry-run",
        "update users --add loginCount=1 --remove legacyFlag --rate 200",
        "update users --change backfill.yaml --region us-east-1",
      ),
    )
    .action(async (table: string, options: ChangeItemsOptions) =>
      done(await (await import("../actions/change-items.js")).changeItems("update", table, options, context)),
    );
}

/** Registers `delete`. */
export function addDelete({ program, context, done }: Registration): void {
  const command = program
    .command("delete")
    .description(
      "delete items of a table that is in use; a run that can be resumed and rolled back; asks first",
    )
    .argument("<table>", "the table's name in AWS, or its id in the outputs");
  addChangeItemsOptions(command)
    .option("--all", "delete all items of the table")
    .option("--yes", "do not ask for the table's name to be typed")
    .addHelpText(
      "after",
      examples(
        "delete sessions --where 'row.expiresAt < 1700000000' --dry-run",
        "delete sessions --all --yes",
      ),
    )
    .action(async (table: string, options: ChangeItemsOptions) =>
      done(await (await import("../actions/change-items.js")).changeItems("delete", table, options, context)),
    );
}
