import type { Command } from "commander";
import { makeProgram } from "../../migrations/cli/program";
import type { Terminal } from "../../migrations/cli/terminal";

interface Named {
  /** What its group is for, if it is in one. */
  readonly group?: string;
  /** `local up` */
  readonly name: string;
  readonly command: Command;
}

/** The program's commands, those of a group each by itself. */
function named(): Named[] {
  const terminal = { out: () => {}, error: () => {} } as Partial<Terminal> as Terminal;
  return makeProgram("", terminal, () => {}).commands.flatMap((command) =>
    command.commands.length > 0
      ? command.commands.map((inner) => ({
          group: command.description(),
          name: `${command.name()} ${inner.name()}`,
          command: inner,
        }))
      : [{ name: command.name(), command }],
  );
}

/** What each command is for, as it stands in the README. */
export function commandList(): string {
  return named()
    .map(({ group, name, command }) => {
      const does = group === undefined ? command.description() : `${group}: ${command.description()}`;
      return `- \`${name}\`: ${does}`;
    })
    .join("\n");
}

/** The commands' own help, as it stands in the docs. */
export function commandReference(): string {
  const help = (command: Command): string =>
    command.configureHelp({ helpWidth: 110 }).helpInformation().trimEnd();
  return named()
    .map(({ name, command }) => `## ${name}\n\n\`\`\`text\n${help(command)}\n\`\`\``)
    .join("\n\n");
}
