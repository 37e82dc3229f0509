import { redactAddresses } from "./redact-addresses";

/** The arguments of `dynamodb-migrate`, such as `["verify", "migration.yaml", "--local"]`. */
export type CommandArguments = readonly string[];

const program = "dynamodb-migrate";

/** Commands that can resume a run. */
const resumable = ["run", "sync", "restore", "import", "seed"];

/** A command as it is typed into a POSIX shell; secrets of addresses are hidden. */
export function commandText(args: CommandArguments): string {
  return [program, ...args.map((arg) => quoted(redactAddresses(arg)))].join(" ");
}

/** An argument as a POSIX shell takes it: in single quotes if it contains anything that the shell would interpret. */
export function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}

/** A command as a checkpoint keeps it: its arguments; in checkpoints of earlier versions its text. */
export function keptCommand(kept: unknown): CommandArguments | undefined {
  if (Array.isArray(kept)) return kept.map(String);
  if (typeof kept !== "string" || !kept.startsWith(`${program} `)) return undefined;
  return kept.slice(program.length + 1).split(" ");
}

/** The same command again without what it said about resuming. */
export function withoutResume(args: CommandArguments): CommandArguments {
  return args.filter((arg, index) => {
    const isName = index > 0 && args[index - 1] === "--resume" && !arg.startsWith("-");
    return !isName && !/^--(no-)?resume(=|$)/.test(arg);
  });
}

/** The command that resumes a run; the same command again if it has no option for that. */
export function resuming(args: CommandArguments, run: string): CommandArguments {
  const same = withoutResume(args);
  return resumable.includes(same[0] ?? "") ? [...same, "--resume", run] : same;
}

/** The command that moves the same data in a new run. */
export function startingOver(args: CommandArguments): CommandArguments {
  const same = withoutResume(args);
  return resumable.includes(same[0] ?? "") ? [...same, "--no-resume"] : same;
}
