import type { Command } from "commander";

/** A command of the program, with what its help says of it. */
export interface CommandNode {
  /** `tables list`; empty for the program itself. */
  readonly name: string;
  readonly description: string;
  readonly usage: string;
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
}

/** An option of a command. */
export interface OptionNode {
  /** `-o, --outputs <file>` */
  readonly flags: string;
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  readonly takesValue: boolean;
  /** Whether the word after it is always its value. */
  readonly requiresValue: boolean;
  readonly choices: readonly string[];
}

/** The commands and options of a program, from the same source as `--help`. */
export function commandTree(command: Command, path: readonly string[] = []): CommandNode {
  return {
    ...{ name: path.join(" "), description: command.description(), usage: command.usage() },
    options: command.options.map((option) => ({
      ...{ flags: option.flags, short: option.short, long: option.long ?? "" },
      ...{ description: option.description, takesValue: option.required || option.optional },
      requiresValue: option.required,
      choices: option.argChoices ?? [],
    })),
    commands: shownCommands(command).map((inner) => commandTree(inner, [...path, inner.name()])),
  };
}

/** Those that `--help` lists: the others are called by the program itself. */
export function shownCommands(command: Command): readonly Command[] {
  const shown = new Set<Command>(command.createHelp().visibleCommands(command));
  return command.commands.filter((inner) => shown.has(inner));
}

/** All commands that can be called, those of groups too. */
export function allCommands({ commands }: CommandNode): CommandNode[] {
  return commands.flatMap((command) => [command, ...allCommands(command)]);
}
