import { Command, Option } from "commander";
import { redactAddresses } from "../redact-addresses";
import { usualRunFolder } from "../usual-run-folder";
import type { EnvOptions } from "./actions/env";
import type { LocalUpOptions } from "./actions/local";
import type { PlanOptions } from "./actions/plan";
import type { ReportOptions } from "./actions/report";
import type { RollbackOptions } from "./actions/rollback";
import type { RunOptions } from "./actions/run";
import type { StatusOptions } from "./actions/status";
import type { VerifyOptions } from "./actions/verify";
import type { ExitCode } from "./exit-code";
import { giveUpOption } from "./options/give-up-option";
import { addMigrationOptions, addTargetOptions, addTo, wholeNumber } from "./options/migration-options";
import { addPrice, priceHelp } from "./options/price-option";
import { readRateHelp } from "./options/read-options";
import { addSeed } from "./seed-command";
import { addTableCommands } from "./table-commands";
import type { Terminal } from "./terminal";
import { addWriteOptions } from "./options/write-options";

const exitCodes = `
Exit codes:
  0    done and accounted for
  1    finished, with items rejected or different
  2    the command line or a file is wrong
  3    a source or a table cannot be reached or refuses
  130  interrupted, and the checkpoint is saved

People read standard error; programs read standard output (--json).`;

/** The command line. Commands are loaded when they are called, so that --help need not wait for the AWS SDK. */
export function makeProgram(version: string, outer: Terminal, done: (code: ExitCode) => void): Command {
  const program = new Command("dynamodb-migrate")
    .description("Moves data into DynamoDB tables that Terraform made, and proves that it arrived.")
    .version(version)
    .configureOutput({
      writeErr: (text) => outer.error(redactAddresses(text.trimEnd())),
      writeOut: (text) => outer.out(text.trimEnd()),
    })
    .showSuggestionAfterError()
    .showHelpAfterError("(see --help)")
    .exitOverride()
    .addOption(giveUpOption())
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", exitCodes);
  const terminal: Terminal = {
    ...outer,
    // It is known once the command line is parsed.
    get giveUpAfterMs() {
      return program.opts<{ giveUpAfter?: number }>().giveUpAfter ?? outer.giveUpAfterMs;
    },
  };
  addPlan(program, terminal, done);
  addRun(program, terminal, done);
  addVerify(program, terminal, done);
  addStatus(program, terminal, done);
  addRollback(program, terminal, done);
  addLocal(program, terminal, done);
  addEnv(program, terminal, done);
  addTableCommands(program, terminal, done);
  addSeed(program, terminal, done);
  addReport(program, version, terminal, done);
  inheritSettings(program);
  return program;
}

/** To commands of groups too, such as `tables list`. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.exitOverride().copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

type Done = (code: ExitCode) => void;

function addPlan(program: Command, terminal: Terminal, done: Done): void {
  addMigrationOptions(
    program
      .command("plan")
      .description(
        "check the tables, read the source and estimate a run: items, bytes, write units, hot keys, rejected rows, time, cost; writes nothing",
      ),
  )
    .option("--offline", "do not contact the tables; only the source and the outputs are read")
    .option(
      "--rate <units>",
      "write capacity to assume for the time estimate, in units per second (default: each table's initial capacity)",
      wholeNumber,
    )
    .option("--price <what=usd>", priceHelp, addPrice)
    .option("--rejects <file>", "write every rejected row to this file, as rejects.jsonl of a run")
    .action(async (file: string, options: PlanOptions) =>
      done(await (await import("./actions/plan.js")).plan(file, options, terminal)),
    );
}

function addRun(program: Command, terminal: Terminal, done: Done): void {
  addWriteOptions(
    addMigrationOptions(
      program.command("run").description("move the rows into the tables; goes on with an interrupted run"),
    ),
  ).action(async (file: string, options: RunOptions & { resume?: string | boolean }) =>
    done(await (await import("./actions/run.js")).run(file, options, terminal)),
  );
}

function addVerify(program: Command, terminal: Terminal, done: Done): void {
  addMigrationOptions(
    program
      .command("verify")
      .description(
        "compare the source with the tables both ways, contents too, and name the keys that differ; with --limit, or only some entities of a table, extra items are not looked for",
      ),
  )
    .option(
      "--sample <items>",
      "look up this many items of each table, picked at random, instead of scanning it (default: compare all)",
      wholeNumber,
    )
    .option(
      "--repair",
      "write the missing and changed items from the source, as a run that can be taken back, and compare again; extra items stay",
    )
    .option(
      "--rate <units>",
      "write units a second that a repair gives each table at most (default: no limit)",
      wholeNumber,
    )
    .option("--read-rate <units>", readRateHelp, wholeNumber)
    .action(async (file: string, options: VerifyOptions) =>
      done(await (await import("./actions/verify.js")).verify(file, options, terminal)),
    );
}

function addStatus(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("status")
    .description("runs and where they stand")
    .option("--json", "print them as JSON on standard output")
    .option("--run-folder <folder>", "where runs are kept", usualRunFolder)
    .action(async (options: StatusOptions) =>
      done(await (await import("./actions/status.js")).status(options, terminal)),
    );
}

function addRollback(program: Command, terminal: Terminal, done: Done): void {
  program
    .command("rollback")
    .description(
      "undo what a run has written: restore what it overwrote, delete what it created, and nothing else; asks first",
    )
    .argument("[run]", "the run's name, as status lists it (default: the latest that was not rolled back)")
    .option("--dry-run", "say what would be done; changes nothing")
    .option("--yes", "do not ask; needed where there is no terminal")
    .option(
      "--rate <units>",
      "maximum write units per second of each table and of each of its indexes (default: no limit)",
      wholeNumber,
    )
    .option("--concurrency <requests>", "maximum number of requests in flight", wholeNumber, 128)
    .option("--local", "the run's tables are in the embedded DynamoDB that `local up` started")
    .option("--json", "print the result as JSON on standard output")
    .option("--run-folder <folder>", "where runs are kept", usualRunFolder)
    .action(async (run: string | undefined, options: RollbackOptions) =>
      done(await (await import("./actions/rollback.js")).rollback(run, options, terminal)),
    );
}

function addLocal(program: Command, terminal: Terminal, done: Done): void {
  const local = program
    .command("local")
    .description("an embedded DynamoDB with the synthesized tables in it");
  local
    .command("up")
    .description("start it, make the tables, write their outputs")
    .option("--synth <folder>", "what `cdktf synth` wrote", "cdktf.out")
    .addOption(
      new Option(
        "--engine <name>",
        "the engine (default: DynamoDB Local where Java 17 is found, else dynalite)",
      ).choices(["dynamodb-local", "dynalite"]),
    )
    .option("--port <port>", "the port to listen on (default: a free one)", wholeNumber)
    .option(
      "--streams",
      "make the tables' streams too; DynamoDB Local then takes items several times more slowly",
    )
    .option("--data <folder>", "keep the items in this folder (default: in memory)")
    .option(
      "--stack <name>",
      "only this stack's tables; may be given several times (default: all primary ones)",
      addTo,
    )
    .option("--json", "print the result as JSON on standard output")
    .option("--run-folder <folder>", "where its state is kept", usualRunFolder)
    .action(async (options: LocalUpOptions) =>
      done(await (await import("./actions/local.js")).localUp(options, terminal)),
    );
  local
    .command("down")
    .description("end it")
    .option("--run-folder <folder>", "where its state is kept", usualRunFolder)
    .action(async (options: { runFolder: string }) =>
      done(await (await import("./actions/local.js")).localDown(options, terminal)),
    );
}

function addReport(program: Command, version: string, terminal: Terminal, done: Done): void {
  program
    .command("report")
    .description("a run as one HTML page that needs nothing else: figures, course, rejects, verification")
    .argument(
      "[run]",
      "the run's name, as status lists it, or a file with what run --json printed, - for standard input (default: the latest run)",
    )
    .option(
      "-o, --output <file>",
      "where to write the page, - for standard output (default: report.html in the run's folder)",
    )
    .option("--json", "print what the page says as JSON on standard output, and make no page")
    .option("--run-folder <folder>", "where runs are kept", usualRunFolder)
    .action(async (run: string | undefined, options: ReportOptions) =>
      done(await (await import("./actions/report.js")).report(run, options, version, terminal)),
    );
}

function addEnv(program: Command, terminal: Terminal, done: Done): void {
  addTargetOptions(
    program
      .command("env")
      .description("the tables' names as .env lines, or as environment of an ECS container"),
  )
    .addOption(new Option("--format <format>", "what to print").choices(["env", "ecs"]).default("env"))
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
    .option("--region-variable <name>", "the region's variable (default: AWS_REGION)")
    .option(
      "--endpoint-variable <name>",
      "the variable of where DynamoDB answers (default: AWS_ENDPOINT_URL_DYNAMODB)",
    )
    .option(
      "--set <variable=value>",
      "one more variable, such as USE_DYNAMODB=true; may be given several times",
      addTo,
    )
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "where DynamoDB answers (default: AWS)")
    .action(async (options: EnvOptions) =>
      done(await (await import("./actions/env.js")).env(options, terminal)),
    );
}
