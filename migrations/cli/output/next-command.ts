import { type CommandArguments, commandText } from "../../command-line";
import { defaultRunFolder } from "../options/run-folder-option";

/** Options that decide where a command acts, and on what. */
export interface LocationOptions {
  readonly outputs?: string | undefined;
  readonly stack?: string | undefined;
  readonly local?: boolean | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly entity?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly runFolder?: string | undefined;
}

type Location = keyof LocationOptions;

const flags: Readonly<Record<Location, string>> = {
  outputs: "--outputs",
  stack: "--stack",
  local: "--local",
  region: "--region",
  endpoint: "--endpoint",
  entity: "--entity",
  limit: "--limit",
  runFolder: "--run-folder",
};

const ofTables: readonly Location[] = ["outputs", "stack", "local", "region", "endpoint", "runFolder"];
const ofMigration: readonly Location[] = ["entity", "limit", ...ofTables];

/** The commands that are ever suggested, each with the options of {@link LocationOptions} that it takes. */
export const suggestedCommands: Readonly<Record<string, readonly Location[]>> = {
  plan: ofMigration,
  run: ofMigration,
  sync: ofMigration,
  verify: ofMigration,
  follow: ofTables,
  restore: ofTables,
  import: ofTables,
  rollback: ["local", "runFolder"],
  status: ["runFolder"],
  report: ["runFolder"],
  "local up": ["runFolder"],
  "local down": ["runFolder"],
};

/**
 * The arguments of a command that acts on the same tables, rows and run folder as the one that suggests it: every
 * option of {@link LocationOptions} that was given and that the command takes is repeated.
 *
 * @param rest operands and further options of the command
 */
export function nextCommand(
  name: keyof typeof suggestedCommands,
  rest: readonly string[],
  options: LocationOptions,
): CommandArguments {
  const taken = suggestedCommands[name] ?? [];
  return [...name.split(" "), ...rest, ...taken.flatMap((option) => argumentsOf(option, options[option]))];
}

/** The same as a person types it. */
export function nextCommandText(...parameters: Parameters<typeof nextCommand>): string {
  return commandText(nextCommand(...parameters));
}

/** The options of {@link LocationOptions} that {@link nextCommand} has put into a command. */
export function optionsIn(command: readonly string[]): LocationOptions {
  const found: Record<string, unknown> = {};
  for (const [option, flag] of Object.entries(flags)) {
    const values = command.flatMap((word, index) => (word === flag ? [command[index + 1] ?? ""] : []));
    if (values.length === 0) continue;
    if (option === "local") found[option] = true;
    else if (option === "entity") found[option] = values;
    else found[option] = option === "limit" ? Number(values[0]) : values[0];
  }
  return found;
}

function argumentsOf(option: Location, value: LocationOptions[Location]): string[] {
  if (value === undefined || value === false) return [];
  if (option === "runFolder" && value === defaultRunFolder) return [];
  const flag = flags[option];
  if (value === true) return [flag];
  const values: readonly (string | number)[] = typeof value === "object" ? value : [value];
  return values.flatMap((one) => [flag, String(one)]);
}
