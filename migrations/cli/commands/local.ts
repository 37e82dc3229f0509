import { type Command, Option } from "commander";
import type { LocalUpOptions } from "../actions/local";
import { addTo, wholeNumber } from "../options/migration-options";
import { addRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

/** Registers `local up` and `local down`. */
export function addLocal({ program, context, done }: Registration): void {
  const local = program
    .command("local")
    .description("an embedded DynamoDB with the synthesized tables in it");
  addUpOptions(local.command("up").description("start it, create the tables, write their outputs")).action(
    async (options: LocalUpOptions) =>
      done(await (await import("../actions/local.js")).localUp(options, context)),
  );
  addRunFolder(local.command("down").description("stop it"), "folder that its state is kept in").action(
    async (options: { runFolder: string }) =>
      done(await (await import("../actions/local.js")).localDown(options, context)),
  );
}

function addUpOptions(command: Command): Command {
  command
    .option("--synth <folder>", "folder that `cdktf synth` wrote", "cdktf.out")
    .addOption(
      new Option(
        "--engine <name>",
        "the engine (default: DynamoDB Local if Java 17 is found, else dynalite)",
      ).choices(["dynamodb-local", "dynalite"]),
    )
    .option("--port <port>", "the port to listen on (default: a free one)", wholeNumber)
    .option(
      "--streams",
      "create the tables' streams too; DynamoDB Local then accepts items several times more slowly",
    )
    .option("--data <folder>", "keep the items in this folder (default: in memory)")
    .option(
      "--stack <name>",
      "only this stack's tables; may be given several times (default: all primary ones)",
      addTo,
    )
    .option("--json", "print the result as JSON on standard output");
  return addRunFolder(command, "folder that its state is kept in");
}
