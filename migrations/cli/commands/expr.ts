import type { ExprOptions } from "../actions/expr";
import { addTo, wholeNumber } from "../options/migration-options";
import { examples, type Registration } from "./registration";

/** Registers `expr`. */
export function addExpr({ program, context, done }: Registration): void {
  program
    .command("expr")
    .description("evaluate an expression for a row, and show the attribute with its type; needs no table")
    .argument("<expression>", "an expression over row, or text with ${expressions}")
    .option("--row <row>", "the row as a JSON object; or <column=value>, to find rows of the source")
    .option("--file <file>", "migration file whose source is read", "migration.yaml")
    .option("-e, --entity <name>", "only this entity; may be given several times (default: all)", addTo)
    .option("--limit <rows>", "maximum number of rows of each entity", wholeNumber, 3)
    .option("--json", "print the result as JSON on standard output")
    .addHelpText(
      "after",
      examples(
        `expr 'round(row.price * 1.19, 2)' --row '{"price": 9.99}'`,
        "expr 'USER#${lower(row.email)}' -e users --row id=7",
      ),
    )
    .action(async (expression: string, options: ExprOptions) =>
      done(await (await import("../actions/expr.js")).expr(expression, options, context)),
    );
}
