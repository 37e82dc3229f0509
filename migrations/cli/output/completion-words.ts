import { allCommands, type CommandNode, type OptionNode } from "./command-tree";

/** A word that a shell offers. */
export interface CompletionWord {
  readonly word: string;
  readonly description: string;
}

const help: CompletionWord = { word: "--help", description: "display help for command" };

/** The words that can follow a command: the commands of a group, then options. */
export function wordsAfter(command: CommandNode, root: CommandNode): CompletionWord[] {
  const options = command === root ? root.options : [...command.options, ...root.options];
  return [
    ...command.commands.map(({ name, description }) => ({ word: lastWord(name), description })),
    ...options.map(({ long, description }) => ({ word: long, description })),
    help,
  ];
}

/** Commands that have commands of their own. */
export function groupsOf({ commands }: CommandNode): string[] {
  return commands.filter((command) => command.commands.length > 0).map(({ name }) => name);
}

/** Options with a fixed list of values, in all commands. */
export function choicesOf(root: CommandNode): ReadonlyMap<string, readonly string[]> {
  const choices = new Map<string, readonly string[]>();
  for (const { long, choices: values } of optionsOf(root))
    if (values.length > 0) choices.set(long, [...new Set([...(choices.get(long) ?? []), ...values])]);
  return choices;
}

/** Options, with one dash and with two, whose next word is a value. */
export function optionsWithValue(root: CommandNode): string[] {
  const names = optionsOf(root)
    .filter(({ requiresValue }) => requiresValue)
    .flatMap(({ long, short }) => (short === undefined ? [long] : [short, long]));
  return [...new Set(names)].toSorted();
}

function optionsOf(root: CommandNode): OptionNode[] {
  return [root, ...allCommands(root)].flatMap(({ options }) => options);
}

/** `describe` of `tables describe`. */
export function lastWord(name: string): string {
  return name.split(" ").at(-1) ?? "";
}
