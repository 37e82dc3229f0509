import { makeProgram } from "../../migrations/cli/program";
import type { Terminal } from "../../migrations/cli/terminal";

/** The commands' own help, as it stands in the README. */
export function commandReference(): string {
  const terminal = { out: () => {}, error: () => {} } as Partial<Terminal> as Terminal;
  const program = makeProgram("", terminal, () => {});
  const commands = program.commands.flatMap((command) =>
    command.commands.length > 0 ? [...command.commands] : [command],
  );
  const help = (command: (typeof commands)[number]): string =>
    command.configureHelp({ helpWidth: 110 }).helpInformation().trimEnd();
  return commands.map((command) => `\`\`\`text\n${help(command)}\n\`\`\`\n`).join("\n");
}
