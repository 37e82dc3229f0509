import type { Command } from "commander";
import { shownCommands } from "../../migrations/cli/output/command-tree";
import { makeProgram } from "../../migrations/cli/program";
import type { ProcessContext } from "../../migrations/cli/process-context";

interface Named {
  /** What its group is for, if it is in one. */
  readonly group?: string;
  /** `local up` */
  readonly name: string;
  readonly command: Command;
}

function program(): Command {
  const terminal = { out: () => {}, error: () => {} } as Partial<ProcessContext> as ProcessContext;
  return makeProgram("", terminal, () => {});
}

/** The program's commands, those of a group each by itself. */
function named(): Named[] {
  return shownCommands(program()).flatMap((command) =>
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
  const sections = named().map(({ name, command }) => section(name, helpOf(command)));
  return [
    section("Global options", globalOptions(program()), "Every command accepts these:"),
    ...sections,
  ].join("\n\n");
}

function section(title: string, text: string, sentence?: string): string {
  const intro = sentence === undefined ? "" : `${sentence}\n\n`;
  return `## ${title}\n\n${intro}\`\`\`text\n${text}\n\`\`\``;
}

/** Without the options of the program, which are the same for all. */
function helpOf(command: Command): string {
  return command.configureHelp({ helpWidth: 110 }).helpInformation().trimEnd();
}

/** The options of the program that its commands take too, as its own help shows them. */
function globalOptions(whole: Command): string {
  const text = helpOf(whole);
  const [, options = ""] = /^Options:\n([^]*?)\n\n/m.exec(text) ?? [];
  return options;
}
