import { type Command, Option } from "commander";
import type { EnvOptions } from "../actions/env";
import { addTargetOptions, addTo } from "../options/migration-options";
import type { Registration } from "./registration";

/** Registers `env`. */
export function addEnv({ program, context, done }: Registration): void {
  const command = program
    .command("env")
    .description("print the tables' names as .env lines, or as the environment of an ECS container");
  addVariables(addTargetOptions(command))
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .action(async (options: EnvOptions) =>
      done(await (await import("../actions/env.js")).env(options, context)),
    );
}

function addVariables(command: Command): Command {
  return command
    .addOption(new Option("--format <format>", "output format").choices(["env", "ecs"]).default("env"))
    .option(
      "--variable <pattern>",
      "name of a table's variable; {TABLE} is its id in capitals",
      "{TABLE}_TABLE",
    )
    .option(
      "--name <table=variable>",
      "the variable of one table, whatever the pattern; may be given several times",
      addTo,
    )
    .option("--region-variable <name>", "name of the region's variable (default: AWS_REGION)")
    .option(
      "--endpoint-variable <name>",
      "name of the endpoint's variable (default: AWS_ENDPOINT_URL_DYNAMODB)",
    )
    .option(
      "--set <variable=value>",
      "one more variable, such as USE_DYNAMODB=true; may be given several times",
      addTo,
    );
}
