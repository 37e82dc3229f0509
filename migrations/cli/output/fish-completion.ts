import { allCommands, type CommandNode, type OptionNode } from "./command-tree";
import { groupsOf, lastWord, optionsWithValue } from "./completion-words";

/** A completion script for fish. */
export function fishCompletion(program: string, root: CommandNode): string {
  const called = `__${program.replaceAll("-", "_")}_called`;
  const lines = [
    `# Completion of ${program}; written by: ${program} completion fish`,
    calledFunction(called, root),
    `complete -c ${program} -n ${quoted(`${called} ''`)} -f`,
  ];
  for (const option of root.options) lines.push(fishOption(program, undefined, option));
  for (const group of groupsOf(root))
    lines.push(`complete -c ${program} -n ${quoted(`${called} ${group}`)} -f`);
  for (const command of allCommands(root)) {
    const before = command.name.split(" ").slice(0, -1).join(" ");
    lines.push(
      `complete -c ${program} -n ${quoted(`${called} '${before}'`)} -a ${lastWord(command.name)} -d ${quoted(command.description)}`,
    );
    const condition = `${called} '${command.name}'`;
    for (const option of command.options) lines.push(fishOption(program, condition, option));
  }
  return `${lines.join("\n")}\n`;
}

/** A function that says whether a command was called: `tables query`, or an empty text before the first word. */
function calledFunction(name: string, root: CommandNode): string {
  return `function ${name}
  set -l words (commandline -opc)
  set -e words[1]
  set -l called
  set -l isValue 0
  for word in $words
    if test $isValue = 1
      set isValue 0
      continue
    end
    switch $word
      case ${optionsWithValue(root).join(" ")}
        set isValue 1
      case '-*'
      case '*'
        if test (count $called) = 0
          set called $word
        else if test (count $called) = 1; and contains -- $called[1] ${groupsOf(root).join(" ")}
          set -a called $word
        end
    end
  end
  test "$called" = "$argv[1]"
end`;
}

function fishOption(program: string, condition: string | undefined, option: OptionNode): string {
  const { short, long, description, takesValue, choices } = option;
  return [
    `complete -c ${program}`,
    ...(condition === undefined ? [] : [`-n ${quoted(condition)}`]),
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${long.slice(2)}`,
    ...(takesValue ? valueOf(choices) : []),
    `-d ${quoted(description)}`,
  ].join(" ");
}

/** One of the choices, or a file. */
function valueOf(choices: readonly string[]): string[] {
  return choices.length > 0 ? ["-x", `-a ${quoted(choices.join(" "))}`] : ["-r", "-F"];
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
