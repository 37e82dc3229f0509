import { Command } from "commander";
import { redactAddresses } from "../redact-addresses";
import { addBackup } from "./commands/backup";
import type { Registration } from "./commands/registration";
import { addDelete, addUpdate } from "./commands/change-items";
import { addCompletion, addMan } from "./commands/completion";
import { addCutover } from "./commands/cutover";
import { addDiff } from "./commands/diff";
import { addDrill } from "./commands/drill";
import { addEnv } from "./commands/env";
import { addExport } from "./commands/export";
import { addExpr } from "./commands/expr";
import { addFollow } from "./commands/follow";
import { addImport } from "./commands/import";
import { addInit } from "./commands/init";
import { addLocal } from "./commands/local";
import { addPlan } from "./commands/plan";
import { addPreview } from "./commands/preview";
import { addCount, addFind } from "./commands/read-items";
import { addReport } from "./commands/report";
import { addRestore } from "./commands/restore";
import { addRevert } from "./commands/revert";
import { addRollback } from "./commands/rollback";
import { addRun } from "./commands/run";
import { addSeed } from "./commands/seed";
import { addStatus } from "./commands/status";
import { addSync } from "./commands/sync";
import { addTables } from "./commands/tables";
import { addVerify } from "./commands/verify";
import { addStop, addTaskWork, addWork } from "./commands/work";
import type { ExitCode } from "./exit-code";
import { giveUpOption } from "./options/give-up-option";
import type { ProcessContext } from "./process-context";

const exitCodes = `
Exit codes:
  0    finished; every row is accounted for
  1    finished, with rejected rows or differences
  2    the command line or a file is invalid
  3    a source or a table cannot be reached, or refuses access
  130  interrupted; the checkpoint is saved

Messages for people go to standard error, results for programs to standard output (--json).`;

/** In the order in which the help lists them. */
const commands = new Map<string, (registration: Registration) => void>([
  ["init", addInit],
  ["preview", addPreview],
  ["expr", addExpr],
  ["plan", addPlan],
  ["run", addRun],
  ["sync", addSync],
  ["verify", addVerify],
  ["follow", addFollow],
  ["cutover", addCutover],
  ["status", addStatus],
  ["rollback", addRollback],
  ["revert", addRevert],
  ["work", addWork],
  ["task-work", addTaskWork],
  ["stop", addStop],
  ["local", addLocal],
  ["env", addEnv],
  ["backup", addBackup],
  ["restore", addRestore],
  ["export", addExport],
  ["import", addImport],
  ["tables", addTables],
  ["find", addFind],
  ["count", addCount],
  ["diff", addDiff],
  ["update", addUpdate],
  ["delete", addDelete],
  ["seed", addSeed],
  ["drill", addDrill],
  ["report", addReport],
  ["completion", addCompletion],
  ["man", addMan(exitCodes)],
]);

/** Commands that print something about all of them. */
const aboutAll = ["completion", "man"];

/**
 * The command line. A file of `commands/` registers a command; its file of `actions/` is loaded when the command is
 * called, so that --help does not wait for the AWS SDK.
 *
 * @param called the first argument. If it is a command, only that one is registered: all of them take longer than to
 * parse the command line. @default all commands are registered
 */
export function makeProgram(
  version: string,
  outer: ProcessContext,
  done: (code: ExitCode) => void,
  called?: string,
): Command {
  const program = new Command("dynamodb-migrate")
    .description("Moves data into DynamoDB tables that Terraform created, and proves that it arrived.")
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
  const context: ProcessContext = {
    ...outer,
    // It is known once the command line is parsed.
    get giveUpAfterMs() {
      return program.opts<{ giveUpAfter?: number }>().giveUpAfter ?? outer.giveUpAfterMs;
    },
  };
  for (const add of addersFor(called)) add({ program, context, version, done });
  inheritSettings(program);
  return program;
}

function addersFor(called = ""): Iterable<(registration: Registration) => void> {
  const add = aboutAll.includes(called) ? undefined : commands.get(called);
  return add ? [add] : commands.values();
}

/** To commands of groups too, such as `tables list`. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.exitOverride().copyInheritedSettings(parent);
    inheritSettings(command);
  }
}
